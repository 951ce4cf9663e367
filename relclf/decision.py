"""Logits into probabilities, and probabilities into labels: calibration and thresholds.

The scorer and the decision are separate: `Calibration` turns article logits into probabilities,
`decide` turns probabilities into labels, and nothing else does either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from relclf.errors import ConfigError
from relclf.pooling import FloatArray, Outputs

NONE = "none"
PLANNED_THRESHOLD = 0.5


@dataclass(frozen=True)
class Probabilities:
    """What a classifier believes of some articles.

    Attributes:
        topics: Of shape (articles, topics); 0 topics where the codebook has none.
        interactions: Of shape (articles, interactions); rows sum to 1.
        planned: That the contact is planned, not held; of shape (articles,), NaN without
            interactions.
    """

    topics: npt.NDArray[np.float64]
    interactions: npt.NDArray[np.float64]
    planned: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Decisions:
    """The labels of some articles.

    Attributes:
        topics: Booleans of shape (articles, topics).
        interactions: Indices in codebook order, of shape (articles,); -1 without interactions.
        planned: Booleans of shape (articles,); only meant where there is an interaction.
    """

    topics: npt.NDArray[np.bool_]
    interactions: npt.NDArray[np.int64]
    planned: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Scale:
    """An affine map of logits, `slope * logit + offset` (Platt, 1999).

    Attributes:
        slope: One for all outputs.
        offset: One for all outputs, or one for each.
    """

    slope: float = 1.0
    offset: float | tuple[float, ...] = 0.0

    def __call__(self, logits: FloatArray) -> FloatArray:
        """Map logits of shape (articles, outputs); minus infinity (nothing read) stays."""
        return np.asarray(self.slope * logits + np.asarray(self.offset))


@dataclass(frozen=True)
class Calibration:
    """Makes probabilities mean what they say; fitted on validation articles.

    Topics share one affine map, so that rare labels borrow the fit of frequent ones; interactions
    have a temperature (Guo et al., 2017), whose slope is its inverse, and `none` an offset, since
    articles chosen for training hold another share of contacts than others do (Alexandari et al.,
    2020, "Maximum Likelihood with Bias-Corrected Calibration").
    """

    topics: Scale = Scale()
    interactions: Scale = Scale()
    planned: Scale = Scale()

    def probabilities(self, logits: FloatArray, outputs: Outputs) -> Probabilities:
        """Turn article logits of shape (articles, topics + interactions + planned) around.

        Example:
            >>> outputs = Outputs(topics=1, interactions=2)
            >>> result = Calibration().probabilities(np.array([[0.0, 1.0, 1.0, 0.0]]), outputs)
            >>> result.topics, result.interactions, result.planned
            (array([[0.5]]), array([[0.5, 0.5]]), array([0.5]))
        """
        end = outputs.topics + outputs.interactions
        interactions = self.interactions(logits[:, outputs.topics : end])
        has_planned = outputs.interactions > 0
        return Probabilities(
            topics=_sigmoid(self.topics(logits[:, : outputs.topics])),
            interactions=_softmax(interactions),
            planned=_sigmoid(self.planned(logits[:, end]))
            if has_planned
            else np.full(len(logits), np.nan),
        )

    def to_dict(self) -> dict[str, dict[str, Any]]:
        """Give the calibration as it stands in a model folder's `config.json`."""
        return {
            name: {"slope": scale.slope, "offset": scale.offset}
            for name, scale in vars(self).items()
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Mapping[str, Any]]) -> "Calibration":
        """Read what `to_dict` wrote."""
        scales = {}
        for name, scale in data.items():
            offset = scale["offset"]
            several = isinstance(offset, Sequence)
            scales[name] = Scale(scale["slope"], tuple(map(float, offset)) if several else offset)
        return cls(**scales)


def decide(probabilities: Probabilities, thresholds: FloatArray) -> Decisions:
    """Turn probabilities into labels.

    A topic holds where its probability reaches its threshold; the interaction is the most probable
    one, the earlier in the codebook where two are equal.

    Args:
        probabilities: Of some articles.
        thresholds: One for each topic, of shape (topics,).

    Example:
        >>> probabilities = Probabilities(
        ...     np.array([[0.6, 0.2]]), np.array([[0.1, 0.9]]), np.array([0.7])
        ... )
        >>> decide(probabilities, np.array([0.5, 0.5]))
        Decisions(topics=array([[ True, False]]), interactions=array([1]), planned=array([ True]))
    """
    articles = len(probabilities.topics)
    if probabilities.interactions.shape[1]:
        interactions = probabilities.interactions.argmax(axis=1)
    else:
        interactions = np.full(articles, -1)
    planned = np.nan_to_num(probabilities.planned) >= PLANNED_THRESHOLD
    return Decisions(probabilities.topics >= thresholds, interactions, planned)


def thresholds_for(
    topics: Sequence[str],
    fitted: Mapping[str, float],
    overrides: Mapping[str, float] | float | None = None,
) -> FloatArray:
    """Put the thresholds in codebook order, a call's own over those of the model.

    Args:
        topics: The codebook's topic keys.
        fitted: Threshold of each topic, saved with the model.
        overrides: One threshold for all topics, or some topics' own.

    Returns:
        Thresholds of shape (topics,).

    Raises:
        ConfigError: An unknown topic, or a threshold outside [0, 1].

    Example:
        >>> thresholds_for(["energy", "health"], {"energy": 0.4, "health": 0.3}, {"health": 0.9})
        array([0.4, 0.9])
    """
    if overrides is None:
        overrides = {}
    elif not isinstance(overrides, Mapping):
        overrides = dict.fromkeys(topics, overrides)
    for topic, threshold in overrides.items():
        if topic not in topics:
            known = ", ".join(topics) or "none"
            raise ConfigError(f"thresholds: unknown topic {topic!r}; the model has: {known}")
        if not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
            raise ConfigError(f"thresholds.{topic}: {threshold!r}, expected a number from 0 to 1")
    return np.array([{**fitted, **overrides}[topic] for topic in topics], dtype=np.float64)


def _sigmoid(logits: FloatArray) -> npt.NDArray[np.float64]:
    return np.asarray(np.exp(-np.logaddexp(0.0, -logits)))


def _softmax(logits: FloatArray) -> npt.NDArray[np.float64]:
    if not logits.shape[1]:
        return np.zeros(logits.shape)
    finite = np.where(np.isfinite(logits), logits, 0.0)
    exponentials = np.exp(finite - finite.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True))
