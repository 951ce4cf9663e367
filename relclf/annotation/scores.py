"""How sure a model is of an answer, as tools show it beside the answer."""

from relclf.annotation.names import NOTHING, SPOKEN
from relclf.prediction import DIGITS, Prediction

__all__ = ["least_sure", "score"]


def score(prediction: Prediction, field: str, key: str) -> float:
    """Return the probability of one answer, to 4 digits.

    Args:
        prediction: What the model says.
        field: The field that the question is about.
        key: The answer.

    Returns:
        The probability of the label. Of "none of these" topics it is that the likeliest topic is
        absent, which is the most that it can be.

    Example:
        >>> from relclf.articles import Evidence
        >>> topics, interactions = {"energy": 0.2}, {"visit": 0.7, "none": 0.3}
        >>> said = Prediction(
        ...     "n1", (), "visit", False, topics, interactions, 0.1, Evidence(), 1.0, "m"
        ... )
        >>> score(said, "interaction", "visit"), score(said, "status", "held")
        (0.7, 0.9)
    """
    if field == "status":
        planned = prediction.planned_probability or 0.0
        return round(planned if key == "planned" else 1 - planned, DIGITS)
    if key == NOTHING:
        return round(1 - max(prediction.topic_probabilities.values(), default=0.0), DIGITS)
    if key == SPOKEN:
        key = prediction.interaction or key
    both = {**prediction.topic_probabilities, **prediction.interaction_probabilities}
    return round(both[key], DIGITS)


def least_sure(prediction: Prediction) -> float:
    """Return the probability of the answer that the model is least sure of, to 4 digits.

    It orders tasks by how much a coder's look at them is worth (uncertainty sampling, Lewis and
    Gale, 1994).

    Args:
        prediction: What the model says.

    Returns:
        The least of: the probability of the interaction, and of each topic that it is there or
        that it is not, whichever the model says.
    """
    sure = [
        probability if topic in prediction.topics else 1 - probability
        for topic, probability in prediction.topic_probabilities.items()
    ]
    if prediction.interaction is not None:
        sure.append(prediction.interaction_probabilities[prediction.interaction])
    return round(min(sure), DIGITS)
