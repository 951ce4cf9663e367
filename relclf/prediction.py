"""What a classifier says of one article."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relclf.articles import Evidence

DIGITS = 4
MOST_CUT = 0.9999


@dataclass(frozen=True, slots=True)
class Prediction:
    """The labels of one article, how probable they are, and what shows them."""

    id: str
    """Id of the article."""
    topics: tuple[str, ...]
    """Keys of its topics, in codebook order."""
    interaction: str | None
    """Key of its interaction; None where the codebook has none."""
    planned: bool | None
    """Whether the contact is planned, not held; None without a contact."""
    topic_probabilities: Mapping[str, float]
    """Probability of every topic."""
    interaction_probabilities: Mapping[str, float]
    """Probability of every interaction; they sum to 1."""
    planned_probability: float | None
    """Probability that the contact is planned; None where the codebook has no interactions."""
    evidence: Evidence
    """The segment that shows each predicted label, as offsets into the article's text."""
    coverage: float
    """Share of the article that was read, in tokens."""
    model: str
    """Name of the model."""

    def to_record(self) -> dict[str, Any]:
        """Return the prediction as it stands in JSON Lines, probabilities to 4 digits.

        Example:
            >>> Prediction("n1", (), None, None, {}, {}, None, Evidence(), 1.0, "m").to_record()
            ... # doctest: +NORMALIZE_WHITESPACE
            {'id': 'n1', 'topics': [], 'interaction': None, 'planned': None,
             'topic_probabilities': {}, 'interaction_probabilities': {},
             'planned_probability': None, 'evidence': {'interaction': [], 'topics': {}},
             'coverage': 1.0, 'model': 'm'}
        """
        planned = self.planned_probability
        return {
            "id": self.id,
            "topics": list(self.topics),
            "interaction": self.interaction,
            "planned": self.planned,
            "topic_probabilities": _rounded(self.topic_probabilities),
            "interaction_probabilities": _rounded(self.interaction_probabilities),
            "planned_probability": None if planned is None else round(planned, DIGITS),
            "evidence": {
                "interaction": [_span(span) for span in self.evidence.interaction],
                "topics": {
                    topic: [_span(span) for span in spans]
                    for topic, spans in self.evidence.topics.items()
                },
            },
            # Rounded to 1, an article that was cut would look whole.
            "coverage": min(round(self.coverage, DIGITS), 1.0 if self.coverage == 1 else MOST_CUT),
            "model": self.model,
        }


def _rounded(probabilities: Mapping[str, float]) -> dict[str, float]:
    return {key: round(value, DIGITS) for key, value in probabilities.items()}


def _span(span: Any) -> Any:
    return span if isinstance(span, str) else list(span)
