"""The shipped models on the five seeds: a smoke test, and what may not change its decisions."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest

from relclf import Article, RelationClassifier
from relclf.articles import CodedArticle
from relclf.folder import CONFIG, DEFAULT, find_model, shipped_models
from relclf.normalize import BARE_ALEF
from relclf.readers import read_coded

SEEDS = Path(__file__).parents[1] / "seeds"
LINKS = "\n\nاقرأ أيضا: أسعار الذهب اليوم في الأسواق المحلية\nشارك الخبر عبر واتساب"
SWAPPED = {"البحرين": "عُمان", "البحريني": "العُماني", "البحرينية": "العُمانية"}


@pytest.fixture(scope="module", params=shipped_models())
def classifier(request: pytest.FixtureRequest) -> RelationClassifier:
    return RelationClassifier.from_pretrained(request.param)


@pytest.fixture(scope="module")
def seeds(classifier: RelationClassifier) -> list[CodedArticle]:
    return list(read_coded(SEEDS / "coded.jsonl", classifier.codebook))


def test_it_reads_the_seeds_nearly_as_their_coder_did(
    classifier: RelationClassifier, seeds: list[CodedArticle]
) -> None:
    predictions = classifier.predict(seeds)
    pairs = list(zip(predictions, seeds, strict=True))
    assert sum(said.interaction == seed.interaction for said, seed in pairs) >= 4
    hits = sum(len({*said.topics} & {*(seed.topics or ())}) for said, seed in pairs)
    sizes = sum(len(said.topics) + len(seed.topics or ()) for said, seed in pairs)
    assert 2 * hits / sizes > 0.8
    assert all(said.coverage == 1.0 for said in predictions)


def test_a_folder_of_that_name_does_not_take_the_place_of_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / DEFAULT).mkdir()
    monkeypatch.chdir(tmp_path)
    assert (find_model() / CONFIG).is_file()
    assert find_model(DEFAULT) == Path(DEFAULT)


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


def _without_hamza(text: str) -> str:
    return text.translate(BARE_ALEF)


def _said_twice(text: str) -> str:
    first = text.strip().splitlines()[0]
    return f"{text}\n{first}"


@pytest.mark.parametrize(
    "change", [_with_links, _with_tatweel, _of_another_state, _without_hamza, _said_twice]
)
def test_what_does_not_matter_changes_nothing(
    classifier: RelationClassifier, seeds: list[CodedArticle], change: Callable[[str], str]
) -> None:
    for seed in seeds:
        said = classifier.predict(Article(text=seed.text, title=seed.title))
        title = seed.title if change in (_with_links, _said_twice) else change(seed.title)
        then = classifier.predict(Article(text=change(seed.text), title=title))
        assert then.topic_probabilities == pytest.approx(said.topic_probabilities, abs=0.05)
        assert (then.interaction, then.topics) == (said.interaction, said.topics)
