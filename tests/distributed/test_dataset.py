"""Laws of predictions as columns: no row is lost, and each says what relclf says elsewhere."""

import sys
from pathlib import Path
from typing import Any

import pytest

from relclf.articles import Article
from relclf.classifier import RelationClassifier
from relclf.distributed import ModelLoader, predict
from relclf.distributed.dataset import RowPredictor
from relclf.errors import ConfigError, DataError, MissingExtraError, ModelError
from relclf.output import predict_to_file
from relclf.readers import read_articles

arrow = pytest.importorskip("pyarrow", reason="the extra [ray] is missing")
parquet = pytest.importorskip("pyarrow.parquet")

ROWS: dict[str, list[Any]] = {
    "id": ["n1", "n2", "n3"],
    "title": ["زيارة رسمية", None, ""],
    "text": ["وصل وزير الخارجية في زيارة.", "", "بحث الوزيران تصدير النفط والغاز."],
    "own": [1, 2, 3],
}


def predictor(*, skip: bool) -> RowPredictor:
    return RowPredictor(ModelLoader.of(None), skip)


def test_rows_stay_and_get_the_columns_of_the_parquet_output(tmp_path: Path) -> None:
    batch = arrow.table(ROWS).take([0, 2])
    added = predictor(skip=False)(batch)
    assert added.select(batch.column_names).equals(batch)
    classifier = RelationClassifier.from_pretrained()
    predict_to_file(
        classifier.pairs,
        [Article(ROWS["text"][i], ROWS["id"][i], ROWS["title"][i]) for i in (0, 2)],
        tmp_path / "out.parquet",
        format="parquet",
        codebook=classifier.codebook,
        fingerprint="f",
    )
    expected = parquet.read_table(tmp_path / "out.parquet").drop_columns(
        ["id", "date", "source", "title"]
    )
    assert added.drop_columns(batch.column_names).equals(expected)


def test_a_bad_row_is_named_or_kept_with_its_error() -> None:
    batch = arrow.table(ROWS)
    with pytest.raises(DataError, match="dataset: article 'n2': text: it is empty"):
        predictor(skip=False)(batch)
    added = predictor(skip=True)(batch).to_pylist()
    assert [row["own"] for row in added] == [1, 2, 3]
    assert [row["interaction"] is None for row in added] == [False, True, False]
    assert [row["error"] for row in (added[0], added[2])] == [None, None]
    assert added[1]["error"].startswith("dataset: article 'n2': text: it is empty")
    assert added[1]["topic_probabilities"] is None


def test_a_batch_of_bad_rows_alone_has_the_same_schema() -> None:
    batch = arrow.table({"text": ["خبر", ""]})
    good, bad = (predictor(skip=True)(batch.slice(start, 1)) for start in (0, 1))
    assert good.schema == bad.schema
    assert bad["coverage"].null_count == 1
    assert "row {'text': ''}: text: it is empty" in bad["error"][0].as_py()


def test_columns_that_are_there_already_are_not_written_over() -> None:
    batch = arrow.table({"text": ["خبر"], "topics": [["energy"]], "model": ["m"]})
    with pytest.raises(DataError, match=r"would have too: topics, model; .*\['topics', 'model'\]"):
        predictor(skip=False)(batch)


def test_options_that_cannot_be(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("ray.data")
    dataset: Any = None
    with pytest.raises(ConfigError, match="on_error: expected 'fail' or 'skip', got 'drop'"):
        predict(dataset, on_error="drop")  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="threshold"):
        predict(dataset, thresholds={"enrgy": 0.5})
    with pytest.raises(ModelError, match="no such folder"):
        predict(dataset, model=tmp_path / "none")
    monkeypatch.setitem(sys.modules, "ray.data", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'relclf\[ray\]'"):
        predict(dataset)


@pytest.mark.slow
@pytest.mark.usefixtures("ray_cluster")
def test_a_dataset_from_files_to_files_on_any_file_system(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    data = pytest.importorskip("ray.data")
    batch = arrow.table(ROWS)
    system = fsspec.filesystem("file")
    for number in range(3):
        parquet.write_table(batch.slice(number, 1), tmp_path / f"in{number}.parquet")
    dataset = data.read_parquet(f"{tmp_path}/", filesystem=system)
    predicted = predict(dataset, workers=1, batch_size=2, on_error="skip")
    predicted.write_parquet(f"{tmp_path}/out", filesystem=system)
    found = parquet.read_table(tmp_path / "out").sort_by("id").to_pylist()
    assert found == predictor(skip=True)(batch).to_pylist()
    # What was written is read again by relclf; the row without a text says so.
    names = sorted(str(path) for path in (tmp_path / "out").iterdir())
    assert {article.id for article in read_articles(names, on_error="skip")} == {"n1", "n3"}
