"""How far coders agree: Krippendorff's alpha, Cohen's kappa, raw agreement, evidence.

Alpha is nltk's (Krippendorff, 2004, "Content Analysis"; for sets of topics with the distances of
Jaccard and of Passonneau, 2006, "Measuring Agreement on Set-Valued Items (MASI)"), kappa
scikit-learn's. Alpha takes any number of coders and articles that some of them left out; all else
is averaged over the pairs of coders, each over the articles that both coded.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import binary_distance, jaccard_distance, masi_distance
from numpy.typing import NDArray
from sklearn.metrics import cohen_kappa_score

from relclf.articles import CodedArticle, Span
from relclf.codebook import Codebook
from relclf.errors import DataError, shown

__all__ = ["Coding", "agreement"]

Coding = Mapping[str, CodedArticle]
"""The articles of one coder, by id."""
Pair = tuple[CodedArticle, CodedArticle]


def agreement(codings: Mapping[str, Coding], codebook: Codebook) -> dict[str, Any]:
    """Compute how far coders agree.

    A topic that any coder was unsure of is left out of that article for all of them.

    Args:
        codings: At least two coders' articles, by the coder's name.
        codebook: The labels.

    Returns:
        `articles` (coded by two or more), `alone` (coded by one), and where they are coded
        `interaction`, `topics`, `status` and `evidence`, each with its figures; `labels` has each
        label's `kappa`, `both` and `one` (articles where both or only one of a pair gave it). None
        stands for what these articles do not define.

    Raises:
        DataError: There are fewer than two coders, or no article that two of them coded.

    Example:
        >>> first = {id: CodedArticle("نص", id=id, interaction=kind, topics=("energy",))
        ...          for id, kind in (("a", "visit"), ("b", "none"))}
        >>> found = agreement({"one": first, "two": first}, Codebook.load())
        >>> found["interaction"]["alpha"], found["topics"]["alpha_masi"]
        (1.0, 1.0)
    """
    _check(codings)
    times: dict[str, int] = {}
    for coding in codings.values():
        for id_ in coding:
            times[id_] = times.get(id_, 0) + 1
    pairs = list(_pairs(codings))
    unsure = _unsure(codings)
    found: dict[str, Any] = {
        "coders": list(codings),
        "articles": sum(number > 1 for number in times.values()),
        "alone": sum(number == 1 for number in times.values()),
    }
    found["interaction"] = _interaction(codings, pairs)
    found["topics"] = _topics(codings, pairs, unsure)
    found["status"] = _raw(pairs, lambda article: article.status)
    found["evidence"] = _evidence(pairs)
    found["labels"] = _labels(pairs, codebook, unsure)
    return {name: value for name, value in found.items() if value is not None}


def _check(codings: Mapping[str, Coding]) -> None:
    if len(codings) < 2:
        raise DataError(f"agreement: {len(codings)} coding, expected two or more")
    if not any(set(one) & set(other) for one, other in combinations(codings.values(), 2)):
        examples = ", ".join(
            f"{name}: {len(coding)} articles such as {shown(next(iter(coding), None))}"
            for name, coding in codings.items()
        )
        raise DataError(
            f"agreement: no article was coded twice. Articles are matched by id ({examples}); give "
            "both codings of an article the same id."
        )


def _pairs(codings: Mapping[str, Coding]) -> Iterator[list[Pair]]:
    for one, other in combinations(codings.values(), 2):
        yield [(one[id_], other[id_]) for id_ in one if id_ in other]


def _unsure(codings: Mapping[str, Coding]) -> dict[str, set[str]]:
    unsure: dict[str, set[str]] = {}
    for coding in codings.values():
        for id_, article in coding.items():
            unsure.setdefault(id_, set()).update(article.unsure_topics)
    return unsure


def _interaction(
    codings: Mapping[str, Coding], pairs: Sequence[Sequence[Pair]]
) -> dict[str, Any] | None:
    given = [
        (coder, id_, article.interaction)
        for coder, coding in codings.items()
        for id_, article in coding.items()
        if article.interaction is not None
    ]
    raw = _raw(pairs, lambda article: article.interaction)
    if raw is None:
        return None
    kappas = []
    for pair in pairs:
        coded = [(a.interaction, b.interaction) for a, b in pair if a.interaction and b.interaction]
        kappas.append(_kappa(*map(list, zip(*coded, strict=True))) if coded else None)
    return {"alpha": _alpha(given, binary_distance), "kappa": _mean(kappas), **raw}


def _topics(
    codings: Mapping[str, Coding], pairs: Sequence[Sequence[Pair]], unsure: Mapping[str, set[str]]
) -> dict[str, Any] | None:
    sets = {
        (coder, id_): frozenset(article.topics) - unsure[id_]
        for coder, coding in codings.items()
        for id_, article in coding.items()
        if article.topics is not None
    }
    twice = [
        (sets[one, id_], sets[other, id_])
        for one, other in combinations(codings, 2)
        for id_ in codings[one]
        if (one, id_) in sets and (other, id_) in sets
    ]
    if not twice:
        return None
    given = [(coder, id_, labels) for (coder, id_), labels in sets.items()]
    shared = sum(len(one & other) for one, other in twice)
    total = sum(len(one) + len(other) for one, other in twice)
    return {
        "alpha_masi": _alpha(given, _same_or(masi_distance)),
        "alpha_jaccard": _alpha(given, _same_or(jaccard_distance)),
        "jaccard": float(np.mean([1 - _same_or(jaccard_distance)(*pair) for pair in twice])),
        "micro_f1": 2 * shared / total if total else None,
        "agreement": float(np.mean([one == other for one, other in twice])),
        "pairs": len(twice),
    }


def _labels(
    pairs: Sequence[Sequence[Pair]], codebook: Codebook, unsure: Mapping[str, set[str]]
) -> dict[str, dict[str, Any]]:
    both = [pair for group in pairs for pair in group]
    table = {}
    for key in codebook.topic_keys:
        judged = [
            (key in a.topics, key in b.topics)
            for a, b in both
            if a.topics is not None and b.topics is not None and key not in unsure[a.id]
        ]
        table[key] = _label(judged)
    for key in codebook.interaction_keys:
        table[key] = _label(
            [
                (a.interaction == key, b.interaction == key)
                for a, b in both
                if a.interaction and b.interaction
            ]
        )
    return table


def _label(judged: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    answers = np.array(judged, dtype=bool).reshape(-1, 2)
    return {
        "kappa": _kappa(*answers.T) if answers.any() else None,
        "both": int(answers.all(1).sum()),
        "one": int((answers[:, 0] != answers[:, 1]).sum()),
    }


def _evidence(pairs: Sequence[Sequence[Pair]]) -> dict[str, Any] | None:
    """Compare the spans of the labels that both coders gave with evidence."""
    shares = []
    for one, other in (pair for group in pairs for pair in group):
        if one.evidence is None or other.evidence is None:
            continue
        spans = [
            (one.evidence.topics.get(key), found) for key, found in other.evidence.topics.items()
        ]
        if one.interaction == other.interaction:
            spans.append((one.evidence.interaction, other.evidence.interaction))
        for first, second in spans:
            if first and second:
                places = [_places(found, len(one.title)) for found in (first, second)]
                shares.append(len(places[0] & places[1]) / len(places[0] | places[1]))
    if not shares:
        return None
    touching = float(np.mean([share > 0 for share in shares]))
    return {"overlap": touching, "jaccard": float(np.mean(shares)), "labels": len(shares)}


def _places(spans: Sequence[Span], title: int) -> set[int]:
    """Return the characters of spans; those of the title stand before the text."""
    places: set[int] = set()
    for span in spans:
        places.update(range(-max(title, 1), 0) if isinstance(span, str) else range(*span))
    return places


def _raw(
    pairs: Sequence[Sequence[Pair]], answer: Callable[[CodedArticle], str | None]
) -> dict[str, Any] | None:
    answers = [(answer(one), answer(other)) for group in pairs for one, other in group]
    coded = [one == other for one, other in answers if one is not None and other is not None]
    return {"agreement": float(np.mean(coded)), "pairs": len(coded)} if coded else None


def _alpha(
    given: Sequence[tuple[str, str, Hashable]], distance: Callable[[Any, Any], float]
) -> float:
    return float(AnnotationTask(data=given, distance=distance).alpha())


def _same_or(distance: Callable[[Any, Any], float]) -> Callable[[Any, Any], float]:
    """Let a distance of sets be 0 for two empty ones, where nltk divides by zero."""
    return lambda one, other: 0.0 if one == other else float(distance(one, other))


def _kappa(first: Sequence[Any] | NDArray[Any], second: Sequence[Any] | NDArray[Any]) -> float:
    if np.array_equal(first, second):
        return 1.0  # where all are alike, scikit-learn divides by zero
    return float(cohen_kappa_score(first, second))


def _mean(values: Sequence[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return float(np.mean(found)) if found else None
