"""How sure the classifier is of an article: the measure by which the table and the review sort."""

import numpy as np

from relclf.codebook import Codebook
from relclf.coding.worth import doubtfulness
from relclf.decision import Probabilities
from relclf.prediction import Prediction

__all__ = ["sureness"]


def sureness(prediction: Prediction, codebook: Codebook) -> float:
    """Measure how decided a prediction is: 1 less the doubt by which `relclf suggest` chooses.

    The sureness of a field is the margin between its two most probable codes, which are yes and no
    for a topic; that of an article is the mean of the interaction's and the topics' mean.

    Args:
        prediction: The prediction.
        codebook: The classifier's codebook.

    Returns:
        A number from 0, undecided everywhere, to 1.

    Example:
        >>> from relclf.articles import Evidence
        >>> book = {"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}}
        >>> said = Prediction("n1", (), None, None, {"energy": 0.2}, {}, None, Evidence(), 1.0, "m")
        >>> round(sureness(said, Codebook.from_dict(book)), 3)
        0.6
    """
    topics = [prediction.topic_probabilities[key] for key in codebook.topic_keys]
    interactions = [prediction.interaction_probabilities[key] for key in codebook.interaction_keys]
    said = Probabilities(np.array([topics]), np.array([interactions]), np.zeros(1))
    return float(1 - doubtfulness(said).values[0])
