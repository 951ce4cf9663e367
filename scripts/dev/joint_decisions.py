"""Whether topics are better decided with the interaction, or by expected F1: a development script.

    python scripts/dev/joint_decisions.py corpus/validation.jsonl.gz [--model FOLDER]

Everything is fitted on four fifths of the articles and judged on the last, for several deals. What
is told are means over the deals, and their standard deviations.
"""

import argparse
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from relclf import RelationClassifier
from relclf.decision import NONE
from relclf.evaluation import metrics
from relclf.evaluation.gold import gold_from
from relclf.folder import DEFAULT
from relclf.pooling import FloatArray
from relclf.readers import read_coded
from relclf.scoring import stacked_logits
from relclf.training.tuning import GRID, fit_thresholds

Array = NDArray[np.float64]
FOLDS = 5


def with_contact(topics: FloatArray, interactions: FloatArray, none: int) -> FloatArray:
    """Put the log-odds of a contact beside each topic's logit: (articles, topics, 2)."""
    others = np.delete(interactions, none, axis=1)
    contact = logsumexp(others, axis=1) - interactions[:, none]
    beside = np.broadcast_to(contact[:, None], topics.shape)
    return np.stack([topics, beside], axis=2)


def highest_f1(probabilities: Array, gold: Array) -> Array:
    """Fit a threshold for each topic, as relclf does."""
    return np.array(fit_thresholds(probabilities, gold))


def expected_f1(probabilities: Array, gold: Array) -> Array:
    """Choose the common threshold whose F1 the probabilities expect to be highest; no gold."""
    del gold
    expected = [
        2 * probabilities[chosen].sum() / (probabilities.sum() + chosen.sum())
        for chosen in (probabilities >= threshold for threshold in GRID)
    ]
    return np.full(probabilities.shape[1], GRID[int(np.argmax(expected))])


WAYS: dict[str, tuple[int, Callable[[Array, Array], Array]]] = {
    "topics alone, thresholds fitted": (1, highest_f1),
    "with the log-odds of a contact": (2, highest_f1),
    "topics alone, expected F1": (1, expected_f1),
    "with both": (2, expected_f1),
}


def deals(values: FloatArray, gold: Array, seeds: int, way: str) -> Iterator[list[float]]:
    """Yield loss in nats an article, micro F1 and macro F1 of each deal."""
    used, choose = WAYS[way]
    values = values[:, :, :used]
    for seed in range(seeds):
        part = np.random.default_rng(seed).permutation(len(gold)) % FOLDS
        found, decided = np.empty(gold.shape), np.zeros(gold.shape, dtype=bool)
        for fold in range(FOLDS):
            held, judged = part == fold, ~np.isnan(gold) & (part != fold)[:, None]
            fitted = LogisticRegression(C=1e3).fit(values[judged], gold[judged])
            known = fitted.predict_proba(values.reshape(-1, used))[:, 1].reshape(gold.shape)
            found[held] = known[held]
            decided[held] = known[held] >= choose(known[~held], gold[~held])
        right = np.where(gold == 1, found, 1 - found)[~np.isnan(gold)]
        figures = (metrics.topic_micro_f1(gold, decided), metrics.topic_macro_f1(gold, decided))
        yield [-np.log(right).sum() / len(gold), *figures]


def main() -> None:
    """Score the articles once, and print a table of the ways to decide."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="+")
    parser.add_argument("--model", default=DEFAULT)
    parser.add_argument("--seeds", type=int, default=10, help="deals")
    options = parser.parse_args()
    classifier = RelationClassifier.from_pretrained(options.model)
    codebook = classifier.codebook
    articles = list(read_coded(options.articles, codebook))
    gold = gold_from(articles, codebook).topics
    scored = [scored for _, scored in classifier.scores(articles)]
    logits = stacked_logits(scored, classifier.settings.outputs(codebook))
    topics, interactions = len(codebook.topic_keys), len(codebook.interaction_keys)
    none = codebook.interaction_keys.index(NONE)
    values = with_contact(logits[:, :topics], logits[:, topics : topics + interactions], none)
    print("| | loss | topic micro F1 | topic macro F1 |\n|---|---|---|---|")
    for way in WAYS:
        runs = np.array(list(deals(values, gold, options.seeds, way)))
        both = zip(runs.mean(0), runs.std(0, ddof=1), strict=True)
        cells = [f"{mean:.3f} ± {spread:.3f}" for mean, spread in both]
        print(f"| {way} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
