"""The result for one article as HTML: labels, bars, evidence and codes, in both languages.

All that is shown is on the page in Arabic and in English, and the style sheet hides one of them; so
a switch of languages changes nothing that a user has opened or chosen, and nothing of an article
stays on the server. Which label's evidence is lit is the choice of a radio button, which the style
sheet follows too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from relclf.app.one.words import RESULT, TROUBLES
from relclf.app.visible import direction, visible
from relclf.articles import Article, Span, Status
from relclf.classifier import RelationClassifier
from relclf.codebook import Codebook, Label
from relclf.decision import thresholds_for
from relclf.events.event import Event
from relclf.events.rows import rows_of
from relclf.prediction import Prediction
from relclf.report.marked import marked

__all__ = ["result", "trouble"]

_LEAST = 0.01


@dataclass(frozen=True, slots=True)
class _Bar:
    """A label with its probability."""

    label: Label
    probability: float
    threshold: float | None = None


def result(article: Article, said: Prediction, classifier: RelationClassifier) -> str:
    """Lay out what the classifier says of an article.

    Args:
        article: The article.
        said: Its prediction.
        classifier: The classifier, for its codebook and thresholds.

    Returns:
        HTML; whatever comes from the article or the codebook is escaped.
    """
    codebook = classifier.codebook
    keys = codebook.topic_keys
    thresholds = thresholds_for(keys, classifier.settings.thresholds, None)
    topics = [
        _Bar(label, said.topic_probabilities[label.key], float(threshold))
        for label, threshold in zip(codebook.topics, thresholds, strict=True)
    ]
    interactions = [
        _Bar(label, said.interaction_probabilities[label.key]) for label in codebook.interactions
    ]
    for bars in (topics, interactions):
        bars.sort(key=lambda bar: -bar.probability)
    evidence = {**said.evidence.topics}
    if said.interaction is not None and said.evidence.interaction:
        evidence[said.interaction] = said.evidence.interaction
    return _template("result.html").render(
        words=RESULT,
        said=said,
        topics=[bar for bar in topics if bar.label.key in said.topics],
        other_topics=[bar for bar in topics if bar.label.key not in said.topics],
        interaction=[bar for bar in interactions if bar.label.key == said.interaction],
        other_interactions=[
            bar
            for bar in interactions
            if bar.label.key != said.interaction and bar.probability >= _LEAST
        ],
        codes=_codes(said, codebook),
        evidence=evidence,
        first=said.interaction if said.interaction in evidence else next(iter(evidence), None),
        sentences={
            key: [visible(_sentence(article, span)) for span in spans]
            for key, spans in evidence.items()
        },
        parts=_parts(article, evidence),
        direction=direction(article.title + article.text),
    )


def trouble(name: str, message: str = "") -> str:
    """Lay out what went wrong.

    Args:
        name: A key of `TROUBLES`.
        message: The error's own message.

    Returns:
        HTML, escaped.
    """
    return _template("trouble.html").render(word=TROUBLES[name], message=visible(message))


def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("relclf.app"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"percent": lambda share: f"{100 * share:.0f}%", "code": _code}
    return environment.get_template(name)


def _parts(article: Article, evidence: Mapping[str, Sequence[Span]]) -> list[list[tuple[str, str]]]:
    return [
        [(visible(piece), names) for piece, names in parts]
        for parts in marked(article.text, article.title, evidence)
    ]


def _sentence(article: Article, span: Span) -> str:
    return article.title if isinstance(span, str) else article.text[span[0] : span[1]]


def _codes(said: Prediction, codebook: Codebook) -> dict[str, str]:
    """Return the codes of the event table, as text by scheme."""
    status: Status | None = None if said.planned is None else "planned" if said.planned else "held"
    event = Event(said.id, said.interaction, status, said.topics)
    [row] = rows_of(event, None, codebook, "article")
    plover = [code for code in (row["plover_event"], row["plover_mode"]) if code]
    return {
        "CAMEO": ", ".join(row["cameo_all"] or ()),
        "PLOVER": " · ".join(filter(None, ["/".join(plover), ", ".join(row["plover_contexts"])])),
        "CAP": ", ".join(row["cap_codes"] or ()),
    }


def _code(code: Any) -> str:
    return "/".join(part for part in code if part) if isinstance(code, tuple) else str(code)
