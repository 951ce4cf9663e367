"""Laws of the classifier, with a tiny trained model."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf import Article, CodedArticle, RelationClassifier
from relclf.decision import Calibration, Scale
from relclf.errors import ConfigError, DataError, ModelError


@pytest.fixture(scope="module")
def classifier(tiny_model: Path) -> RelationClassifier:
    return RelationClassifier.from_pretrained(tiny_model, backend="torch")


def test_the_tiny_model_learned_its_articles(
    classifier: RelationClassifier, coded_articles: list[CodedArticle]
) -> None:
    predictions = classifier.predict(coded_articles)
    right = sum(
        prediction.interaction == article.interaction
        for prediction, article in zip(predictions, coded_articles, strict=True)
    )
    assert right >= 14


def test_probabilities_are_probabilities(
    classifier: RelationClassifier, coded_articles: list[CodedArticle]
) -> None:
    for prediction in classifier.stream(coded_articles):
        assert all(0 <= value <= 1 for value in prediction.topic_probabilities.values())
        assert sum(prediction.interaction_probabilities.values()) == pytest.approx(1)
        assert tuple(prediction.topic_probabilities) == classifier.codebook.topic_keys
        assert tuple(prediction.interaction_probabilities) == classifier.codebook.interaction_keys


def test_alone_in_a_list_in_any_order_and_streamed_is_the_same(
    classifier: RelationClassifier, coded_articles: list[CodedArticle]
) -> None:
    together = classifier.predict(coded_articles)
    shuffled = random.Random(0).sample(coded_articles, len(coded_articles))
    others = [
        [classifier.predict(article) for article in coded_articles],
        sorted(classifier.predict(shuffled), key=lambda prediction: int(prediction.id[1:])),
        list(classifier.stream(iter(coded_articles))),
    ]
    for other in others:
        assert [found.topics for found in other] == [found.topics for found in together]
        for one, two in zip(other, together, strict=True):
            assert one.evidence == two.evidence
            assert one.topic_probabilities == pytest.approx(two.topic_probabilities, abs=1e-5)


def test_predict_is_decide_of_the_probabilities(
    classifier: RelationClassifier, coded_articles: list[CodedArticle]
) -> None:
    thresholds = classifier.settings.thresholds
    for found in classifier.stream(coded_articles):
        given = found.topic_probabilities
        assert set(found.topics) == {key for key in given if given[key] >= thresholds[key]}
        said = found.interaction_probabilities
        assert found.interaction == max(said, key=lambda key: said[key])
        assert (found.planned is None) == (found.interaction == "none")


def test_evidence_points_into_the_original_text(
    classifier: RelationClassifier, coded_articles: list[CodedArticle]
) -> None:
    for article, found in classifier.pairs(coded_articles):
        assert set(found.evidence.topics) == set(found.topics)
        spans = [
            *found.evidence.interaction,
            *(s for v in found.evidence.topics.values() for s in v),
        ]
        for span in spans:
            if span != "title":
                start, end = span
                assert 0 <= start < end <= len(article.text)
                assert article.text[start:end].strip() == article.text[start:end]


def test_thresholds_of_a_call_override_those_of_the_model(
    classifier: RelationClassifier, coded_articles: list[CodedArticle]
) -> None:
    article = coded_articles[1]
    assert classifier.predict(article, thresholds=0.0).topics == classifier.codebook.topic_keys
    assert classifier.predict(article, thresholds=1.0).topics == ()
    assert "health" in classifier.predict(article, thresholds={"health": 0}).topics
    with pytest.raises(ConfigError, match="unknown topic 'helth'"):
        classifier.predict(article, thresholds={"helth": 0.5})


def test_the_stream_is_lazy(classifier: RelationClassifier) -> None:
    taken = 0

    def endless() -> Iterator[Article]:
        nonlocal taken
        while True:
            taken += 1
            yield Article(text="وصل الوزير إلى العاصمة في زيارة رسمية.", id=str(taken))

    stream = classifier.stream(endless())
    assert [next(stream).id for _ in range(3)] == ["1", "2", "3"]
    assert taken < 1000


def test_articles_before_a_bad_one_are_still_predicted(classifier: RelationClassifier) -> None:
    def failing() -> Iterator[Article]:
        yield from (Article("وصل الوزير.", str(number)) for number in range(3))
        raise DataError("a bad record")

    stream = classifier.stream(failing())
    assert [next(stream).id for _ in range(3)] == ["0", "1", "2"]
    with pytest.raises(DataError, match="a bad record"):
        next(stream)


def test_articles_without_any_token_get_a_prediction(classifier: RelationClassifier) -> None:
    blank = Article(text="\u200b\u200d", id="blank")
    first, second, third = classifier.predict([blank, Article("وصل الوزير.", "b"), blank])
    assert (first.id, second.id, third.id) == ("blank", "b", "blank")
    assert first.evidence.interaction == ()
    assert sum(first.interaction_probabilities.values()) == pytest.approx(1)


@pytest.mark.parametrize("bad", ["", "  \n", 7, None, [""]])
def test_what_is_no_article_is_refused(classifier: RelationClassifier, bad: Any) -> None:
    with pytest.raises(DataError):
        classifier.predict(bad if isinstance(bad, list) else [bad])


def test_max_windows_lowers_coverage(tiny_model: Path) -> None:
    lines = (f"وبحث المسؤولون بناء مستشفى للأطفال في القرية {number}." for number in range(60))
    long = Article("\n".join(lines), "long")
    whole = RelationClassifier.from_pretrained(tiny_model, backend="torch").predict(long)
    cut = RelationClassifier.from_pretrained(tiny_model, backend="torch", max_windows=1)
    assert whole.coverage == 1
    assert 0 < cut.predict(long).coverage < 0.5


def break_config(folder: Path, **changes: object) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text())
    config["relclf"].update(changes)
    path.write_text(json.dumps(config))


TWO_OFFSETS = Calibration(interactions=Scale(1.0, (0.0, 1.0))).to_dict()
BROKEN = {
    "no folder": (lambda folder: shutil.rmtree(folder), "no such folder"),
    "no config": (lambda folder: (folder / "config.json").unlink(), "cannot be read"),
    "config is no JSON": (lambda folder: (folder / "config.json").write_text("{"), "not JSON"),
    "config is a list": (lambda folder: (folder / "config.json").write_text("[]"), "an object"),
    "an encoder": (lambda folder: (folder / "config.json").write_text("{}"), "no 'relclf' block"),
    "newer": (lambda folder: break_config(folder, format=9), "format is 9"),
    "another normalizer": (lambda folder: break_config(folder, normalizer="x"), "normalizer 'x'"),
    "no window": (lambda folder: break_config(folder, window=0), "whole numbers above 0"),
    "no thresholds": (lambda folder: break_config(folder, thresholds={}), "one for each topic"),
    "places": (lambda folder: break_config(folder, places=1), "mixes two models"),
    "no calibration": (lambda folder: break_config(folder, calibration={"a": 1}), "damaged"),
    "too few offsets": (
        lambda folder: break_config(folder, calibration=TWO_OFFSETS),
        "2 offsets for 3 interactions",
    ),
    "no codebook": (lambda folder: (folder / "codebook.yaml").unlink(), "no codebook.yaml"),
    "no weights": (lambda folder: (folder / "model.safetensors").unlink(), "no weights at all"),
    "no tokenizer": (lambda folder: (folder / "tokenizer.json").unlink(), "tokenizer.json"),
    "bad tokenizer": (lambda folder: (folder / "tokenizer.json").write_text("x"), "tokenizer"),
}


@pytest.mark.parametrize(("damage", "message"), BROKEN.values(), ids=BROKEN)
def test_a_damaged_folder_is_refused(
    tiny_model: Path, tmp_path: Path, damage: Callable[[Path], object], message: str
) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    damage(folder)
    with pytest.raises(ModelError, match=message):
        RelationClassifier.from_pretrained(folder)


def test_a_shuffled_codebook_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    text = (folder / "codebook.yaml").read_text(encoding="utf-8")
    (folder / "codebook.yaml").write_text(text.replace("energy", "x").replace("health", "energy"))
    with pytest.raises(ModelError, match="fingerprint"):
        RelationClassifier.from_pretrained(folder)
