"""The shipped model on the five seeds: a smoke test, and what may not change its decisions."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from relclf import Article, RelationClassifier
from relclf.articles import CodedArticle
from relclf.readers import read_coded

SEEDS = Path(__file__).parents[1] / "seeds"
LINKS = "\n\nاقرأ أيضا: أسعار الذهب اليوم في الأسواق المحلية\nشارك الخبر عبر واتساب"
SWAPPED = {"البحرين": "عُمان", "البحريني": "العُماني", "البحرينية": "العُمانية"}


@pytest.fixture(scope="module")
def classifier() -> RelationClassifier:
    return RelationClassifier.from_pretrained()


@pytest.fixture(scope="module")
def seeds(classifier: RelationClassifier) -> list[CodedArticle]:
    return list(read_coded(SEEDS / "coded.jsonl", classifier.codebook))


def test_it_reads_the_seeds_nearly_as_their_coder_did(
    classifier: RelationClassifier, seeds: list[CodedArticle]
) -> None:
    predictions = classifier.predict(seeds)
    pairs = list(zip(predictions, seeds, strict=True))
    assert sum(said.interaction == seed.interaction for said, seed in pairs) >= 2
    hits = sum(len({*said.topics} & {*(seed.topics or ())}) for said, seed in pairs)
    sizes = sum(len(said.topics) + len(seed.topics or ()) for said, seed in pairs)
    assert 2 * hits / sizes > 0.75
    assert all(said.coverage == 1.0 for said in predictions)


def test_its_evidence_stands_in_the_text(
    classifier: RelationClassifier, seeds: list[CodedArticle]
) -> None:
    for said, seed in zip(classifier.predict(seeds), seeds, strict=True):
        assert said.evidence.topics.keys() == {*said.topics}
        assert len(said.evidence.interaction) == (said.interaction != "none")
        for span in chain(said.evidence.interaction, *said.evidence.topics.values()):
            assert span == "title" or seed.text[span[0] : span[1]].strip()


def _with_links(text: str) -> str:
    return text + LINKS


def _of_another_state(text: str) -> str:
    for name in sorted(SWAPPED, key=len, reverse=True):
        text = text.replace(name, SWAPPED[name])
    return text


def _with_tatweel(text: str) -> str:
    return text.replace("مد", "مـد").replace("بح", "بَحـ")


@pytest.mark.parametrize("change", [_with_links, _with_tatweel])
def test_neither_links_nor_marks_change_anything(
    classifier: RelationClassifier, seeds: list[CodedArticle], change: Callable[[str], str]
) -> None:
    for seed in seeds:
        said = classifier.predict(Article(text=seed.text, title=seed.title))
        then = classifier.predict(Article(text=change(seed.text), title=seed.title))
        assert then.topic_probabilities == pytest.approx(said.topic_probabilities, abs=0.01)
        assert (then.interaction, then.topics) == (said.interaction, said.topics)


def test_names_of_states_do_not_decide(
    classifier: RelationClassifier, seeds: list[CodedArticle]
) -> None:
    change = _of_another_state
    before = classifier.predict(seeds)
    changed = [Article(text=change(seed.text), title=change(seed.title)) for seed in seeds]
    after = classifier.predict(changed)
    for said, then in zip(after, before, strict=True):
        sure = max(then.interaction_probabilities.values()) > 0.5
        assert said.interaction == then.interaction or not sure
    labels = [
        {(number, topic) for number, said in enumerate(all_) for topic in said.topics}
        for all_ in (before, after)
    ]
    assert len(labels[0] ^ labels[1]) <= 0.2 * len(labels[0])
