"""Predictions as columns of a Ray dataset, for pipelines of one's own."""

import io
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relclf.articles import Article, article_from_record
from relclf.classifier import Thresholds
from relclf.distributed.cluster import check_numbers
from relclf.distributed.loading import ModelLoader
from relclf.errors import ConfigError, DataError, require, shown
from relclf.output.as_parquet import write_parquet
from relclf.output.partial import PairsFrom
from relclf.output.record import OutputRecord
from relclf.reading.reader import OnError

if TYPE_CHECKING:
    from ray.data import Dataset

__all__ = ["predict"]

_ARTICLE = ("id", "title", "text")
_GIVEN = ("id", "date", "source", "title")


def predict(
    dataset: "Dataset",
    *,
    model: str | Path | None = None,
    backend: str = "auto",
    workers: int | None = None,
    threads: int = 1,
    batch_size: int = 64,
    thresholds: Thresholds = None,
    max_windows: int | None = None,
    on_error: OnError = "fail",
) -> "Dataset":
    """Add predictions to the rows of a dataset, when Ray Data comes to need them.

    Every row stays as it is, and gets the columns of relclf's Parquet output that describe a
    prediction: `interaction`, `planned`, `topics`, the probabilities, `evidence`, the sentences,
    `coverage` and `model`. Ids are not compared with each other.

    Args:
        dataset: Rows with a column `text`, and `id` and `title` where there are any.
        model: A model folder that every machine sees under this path, a shipped model's name or a
            hub id; None is the shipped model.
        backend: "auto", "onnx" (int8), "onnx-fp32" or "torch".
        workers: How many workers, each with a model of its own. They must leave a processor to
            whatever reads the rows. None lets Ray Data start and end them as it sees fit.
        threads: Processors of each worker.
        batch_size: How many rows a worker takes at once.
        thresholds: One threshold for all topics, or some topics' own; the model's by default.
        max_windows: Most windows of an article that are read; None reads everything.
        on_error: "fail" ends the run at a bad row. "skip" gives a column `error`, which says what
            is wrong with it; its prediction is null then.

    Returns:
        The dataset, not yet computed.

    Raises:
        ConfigError: If an option is not as it should be.
        MissingExtraError: If Ray or pyarrow is not installed.
        ModelError: If there is no such model.

    Example:
        >>> import ray  # doctest: +SKIP
        >>> articles = ray.data.read_parquet("s3://bucket/articles/")  # doctest: +SKIP
        >>> predict(articles, workers=64).write_parquet("s3://bucket/out/")  # doctest: +SKIP
    """
    data = require("ray.data", "ray")
    if on_error not in ("fail", "skip"):
        raise ConfigError(f"on_error: expected 'fail' or 'skip', got {shown(on_error)}.")
    check_numbers(workers, threads)
    load = ModelLoader.of(
        model, backend=backend, threads=threads, max_windows=max_windows, thresholds=thresholds
    )
    pool = {"size": workers} if workers else {"min_size": 1}
    predicted = dataset.map_batches(
        RowPredictor,
        fn_constructor_args=(load, on_error == "skip"),
        batch_size=batch_size,
        batch_format="pyarrow",
        compute=data.ActorPoolStrategy(**pool),
        num_cpus=threads,
    )
    # A block of articles may take hours, in which Ray sees no progress.
    predicted.context.execution_no_progress_timeout_s = -1
    return predicted


class RowPredictor:
    """Adds the columns of the predictions to a batch of rows.

    Args:
        load: Loads the model.
        skip: Whether a bad row gets an error in its column.
    """

    def __init__(self, load: ModelLoader, skip: bool) -> None:
        self._load = load
        self._skip = skip

    def __call__(self, batch: Any) -> Any:
        """Return an Arrow table with the same rows and more columns.

        Args:
            batch: An Arrow table.

        Raises:
            DataError: If a row is bad and is not to be skipped, or a column is there already.
        """
        arrow = require("pyarrow", "ray")
        records = batch.select([name for name in _ARTICLE if name in batch.column_names])
        articles: list[Article] = []
        places: list[int | None] = []
        errors: list[str | None] = []
        for record in records.to_pylist():
            try:
                article = article_from_record(record, _where(record))
            except DataError as error:
                if not self._skip:
                    raise
                places.append(None)
                errors.append(str(error))
            else:
                places.append(len(articles))
                errors.append(None)
                articles.append(article)
        # A null among the places makes a row of nulls.
        columns = self._columns(articles).take(arrow.array(places, arrow.int64()))
        if self._skip:
            columns = columns.append_column("error", arrow.array(errors, arrow.string()))
        _check_names(batch.column_names, columns.column_names)
        for name in columns.column_names:
            batch = batch.append_column(columns.schema.field(name), columns[name])
        return batch

    def _columns(self, articles: Sequence[Article]) -> Any:
        """Return the columns that relclf's Parquet files have, without those of the article."""
        records = (OutputRecord.of(*pair) for pair in self._pairs(articles))
        file = io.BytesIO()
        write_parquet(records, file, self._load.codebook)
        buffer = require("pyarrow", "ray").BufferReader(file.getvalue())
        return require("pyarrow.parquet", "ray").read_table(buffer).drop_columns([*_GIVEN])

    @cached_property
    def _pairs(self) -> PairsFrom:
        return self._load()


def _where(record: Mapping[str, Any]) -> str:
    return "dataset" if record.get("id") not in (None, "") else f"dataset: row {shown(record)}"


def _check_names(given: Sequence[str], added: Sequence[str]) -> None:
    double = [name for name in added if name in given]
    if double:
        raise DataError(
            f"dataset: it has columns that the predictions would have too: {', '.join(double)}; "
            f"drop or rename them: dataset.drop_columns({double})."
        )
