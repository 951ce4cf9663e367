"""The codes of one article while they are corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from relclf.articles import Article, CodedArticle, Span, coded_from_record
from relclf.codebook import Codebook
from relclf.errors import DataError, shown
from relclf.reading.fields import Place
from relclf.records import record_of

__all__ = ["INTERACTION", "Draft"]

INTERACTION = "interaction"
"""The name of the interaction's evidence; that of a topic is under the topic's key."""
_NONE = (None, "none")


@dataclass(frozen=True, slots=True)
class Draft:
    """Codes that are not saved yet; each method returns new ones.

    Example:
        >>> draft = Draft(Article("زيارة. ثم غادر.", "n1"), interaction="visit", status="held")
        >>> draft.marked("interaction", 0, 6).evidence
        {'interaction': ((0, 6),)}
        >>> draft.marked("interaction", 0, 6).chosen("none").evidence
        {}
    """

    article: Article
    """The article, or the coded article as it was saved before."""
    interaction: str | None = None
    """Key of the interaction."""
    status: str | None = None
    """Whether the contact was held or is planned."""
    topics: tuple[str, ...] = ()
    """Keys of the topics."""
    evidence: Mapping[str, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    """What shows each label."""

    @classmethod
    def predicted(cls, article: Article, said: Mapping[str, Any]) -> "Draft":
        """Begin with a prediction, as `Prediction.to_record` gives it."""
        planned, evidence = said["planned"], said["evidence"]
        spans = {INTERACTION: evidence["interaction"], **evidence["topics"]}
        return cls(
            article,
            interaction=said["interaction"],
            status=None if planned is None else "planned" if planned else "held",
            topics=tuple(said["topics"]),
            evidence={
                label: tuple(span if span == "title" else (span[0], span[1]) for span in found)
                for label, found in spans.items()
                if found
            },
        )

    @classmethod
    def saved(cls, coded: CodedArticle) -> "Draft":
        """Begin with codes that were saved before."""
        evidence: dict[str, tuple[Span, ...]] = {}
        if coded.evidence is not None:
            spans = {INTERACTION: coded.evidence.interaction, **coded.evidence.topics}
            evidence = {label: found for label, found in spans.items() if found}
        return cls(coded, coded.interaction, coded.status, coded.topics or (), evidence)

    @property
    def labels(self) -> tuple[str, ...]:
        """What evidence can be marked for: the interaction, if there is one, and the topics."""
        return (() if self.interaction in _NONE else (INTERACTION,)) + self.topics

    def chosen(self, interaction: str) -> "Draft":
        """Choose the interaction; without a contact there is neither status nor evidence."""
        if interaction not in _NONE:
            return replace(self, interaction=interaction)
        kept = {label: spans for label, spans in self.evidence.items() if label != INTERACTION}
        return replace(self, interaction=interaction, status=None, evidence=kept)

    def with_status(self, status: str | None) -> "Draft":
        """Say whether the contact was held or is planned."""
        return replace(self, status=None if self.interaction in _NONE else status)

    def with_topics(self, topics: Sequence[str]) -> "Draft":
        """Choose the topics; the evidence of those that go goes with them."""
        kept = {
            label: spans
            for label, spans in self.evidence.items()
            if label == INTERACTION or label in topics
        }
        return replace(self, topics=tuple(topics), evidence=kept)

    def marked(self, label: str, start: Any, end: Any) -> "Draft":
        """Mark characters of the text as evidence; blanks at the ends are left out.

        Args:
            label: One of `labels`.
            start: The first character, counted in code points from 0.
            end: The character behind the last.

        Raises:
            DataError: If these are no characters of the text, or the label is not given.
        """
        text = self.article.text
        self._check(label)
        # Without a title, a span is a pair of numbers.
        [span] = self._place(label).spans([[start, end]], label, text, "")
        assert not isinstance(span, str)
        start, end = span
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end -= len(text[start:end]) - len(text[start:end].rstrip())
        if start >= end:
            return self
        joined = [span for span in self.evidence.get(label, ()) if isinstance(span, str)]
        spans: list[tuple[int, int]] = []
        others = [span for span in self.evidence.get(label, ()) if not isinstance(span, str)]
        for one in sorted([*others, (start, end)]):
            if spans and one[0] <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(spans[-1][1], one[1]))
            else:
                spans.append(one)
        return self._with(label, (*joined, *spans))

    def unmarked(self, label: str, at: Any) -> "Draft":
        """Take the mark away that covers a character.

        Raises:
            DataError: If it is no number.
        """
        if type(at) is not int:
            raise self._place(label).error(label, f"expected a whole number, got {shown(at)}.")
        spans = self.evidence.get(label, ())
        kept = [span for span in spans if isinstance(span, str) or not span[0] <= at < span[1]]
        return self._with(label, tuple(kept))

    def title_marked(self, label: str) -> "Draft":
        """Mark the title as evidence, or take its mark away."""
        self._check(label)
        spans = self.evidence.get(label, ())
        if "title" in spans:
            return self._with(label, tuple(span for span in spans if span != "title"))
        self._place(label).spans(["title"], label, self.article.text, self.article.title)
        return self._with(label, ("title", *spans))

    def coded(self, codebook: Codebook) -> CodedArticle:
        """Return the coded article; what else its coder said of it before is kept where it fits.

        Raises:
            DataError: If a contact has no status, or the codes contradict each other.
        """
        if self.interaction not in _NONE and self.status is None:
            raise self._place("status").error(
                "status", "got nothing; say whether the contact was held or is planned."
            )
        record = record_of(self.article) | {
            "interaction": self.interaction,
            "status": self.status,
            "topics": list(self.topics) if codebook.topics else None,
            "evidence": {
                "interaction": list(self.evidence.get(INTERACTION, ())),
                "topics": {
                    label: list(spans)
                    for label, spans in self.evidence.items()
                    if label != INTERACTION
                },
            },
        }
        second = record.get("secondary_interaction")
        if second is not None and self.interaction in (*_NONE, second):
            del record["secondary_interaction"]
        main, unsure = record.get("main_topics", []), record.get("unsure_topics", [])
        record["main_topics"] = [topic for topic in main if topic in self.topics]
        record["unsure_topics"] = [topic for topic in unsure if topic not in self.topics]
        return coded_from_record(record, "review", codebook)

    def _with(self, label: str, spans: tuple[Span, ...]) -> "Draft":
        evidence = {**self.evidence, label: spans}
        return replace(self, evidence={name: found for name, found in evidence.items() if found})

    def _check(self, label: str) -> None:
        if label not in self.labels:
            raise DataError(
                f"evidence: got the label {label!r}, which the article has not; choose it first."
            )

    def _place(self, label: str) -> Place:
        return Place("review", self.article.id)
