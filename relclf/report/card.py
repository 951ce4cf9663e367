"""The model card: what a model folder's README.md says."""

from collections.abc import Mapping
from typing import Any

from relclf.codebook import Codebook
from relclf.evaluation.text_table import as_table
from relclf.folder import Settings
from relclf.report.training_data import sentences

_TEMPLATE = """\
---
language: {language}
library_name: relclf
pipeline_tag: text-classification
---

# {name}

A [relclf](https://pypi.org/project/relclf/) model: it reads a news article and gives its topics
({topics} of the codebook `{codebook}` {version}), the kind of interaction ({interactions}), the
segments that show them, and probabilities.

    from relclf import RelationClassifier
    classifier = RelationClassifier.from_pretrained("path/to/this/folder")
    prediction = classifier.predict("...")

## Figures

{figures}

```
{table}
```

Made anew with `relclf evaluate ARTICLES --model THIS_FOLDER`.

## How it reads

Normaliser `{normalizer}`, windows of {window} tokens, pooling `{pooling}`. The whole article is
read: `coverage` in a prediction says so.

## Limits

It knows what its training articles showed: other periods, outlets and dialects lower its figures.
{training_data}
State here what they were, who coded them and under which licence its weights may be used; weights
fine-tuned from an encoder carry that encoder's licence too.
"""


_VALIDATION = """\
On {articles} validation articles. The epoch, the calibration and the thresholds were chosen on the
same articles, so expect somewhat less on new ones; only articles that chose nothing can
tell.{notes}"""
_TEST = "On {articles} articles that were given to `relclf evaluate`."


def model_card(
    settings: Settings,
    codebook: Codebook,
    metrics: Mapping[str, Any],
    evaluated: Mapping[str, Any] | None = None,
) -> str:
    """Write a model card from the figures of an evaluation.

    Args:
        settings: The model's.
        codebook: The model's.
        metrics: The model's own `metrics.json`: figures on validation, and `training_data` where
            `relclf.report.training_data.describe` counted it.
        evaluated: What `evaluate` says of other articles, whose figures the card then shows.

    Returns:
        Markdown.
    """
    shown, figures = (metrics, _VALIDATION) if evaluated is None else (evaluated, _TEST)
    return _TEMPLATE.format(
        name=settings.name,
        language=codebook.language,
        codebook=codebook.name,
        version=codebook.version,
        topics=len(codebook.topics),
        interactions=len(codebook.interactions) or "not in this codebook",
        figures=figures.format(articles=shown["articles"], notes=_notes(metrics)),
        table=as_table(shown, codebook),
        training_data=_training_data(metrics),
        normalizer=settings.normalizer,
        window=settings.window,
        pooling=settings.pooling,
    )


_ALONE = {
    "topic_mean_average_precision": "mean average precision of topics",
    "interaction_accuracy": "accuracy of the interaction",
    "interaction_macro_f1": "its macro F1",
}


def _training_data(metrics: Mapping[str, Any]) -> str:
    found = metrics.get("training_data")
    return f"\n{sentences(found)}\n" if found else ""


def _notes(metrics: Mapping[str, Any]) -> str:
    """Say what the figures would be with less knowledge of validation, and without words."""
    notes = ""
    if "cross_fitted" in metrics:
        micro, macro = (metrics["cross_fitted"][f"topic_{kind}_f1"] for kind in ("micro", "macro"))
        notes += (
            f" With\nthresholds that were fitted on the other articles (5 folds), topic micro F1 "
            f"is {micro:.3f} and macro F1\n{macro:.3f}."
        )
    if "without_lexical" in metrics:
        alone = metrics["without_lexical"]
        found = [f"{text} {alone[name]:.3f}" for name, text in _ALONE.items() if name in alone]
        notes += f" Without the words beside the\nnetwork: {', '.join(found)}."
    return notes
