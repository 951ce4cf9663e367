"""Predictions into a folder of shards by workers of Ray Data, the same as one machine's."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.distributed.cluster import check_numbers, cluster
from relclf.distributed.located import LocatedReader
from relclf.distributed.plan import plan_tasks
from relclf.distributed.pool import written_shards
from relclf.errors import require
from relclf.output.partial import PairsFrom
from relclf.output.places import OutputError
from relclf.output.predict_shards import open_run
from relclf.output.shards import shard_file
from relclf.reading.reader import ArticleReader

__all__ = ["predict_on_ray"]


def predict_on_ray(
    load: Callable[[], PairsFrom],
    reader: LocatedReader,
    output: str | Path,
    *,
    shard_size: int,
    format: str,
    codebook: Codebook,
    fingerprint: str,
    model: str,
    resume: bool = False,
    passing: Callable[[ArticleReader[Article]], Iterator[Article]] = iter,
    workers: int | None = None,
    threads: int = 1,
    address: str | None = None,
) -> int:
    """Predict articles with many workers; the folder equals that of `predict_to_shards`.

    This process reads and checks all inputs once, which says for each shard where its rows stand;
    workers open these files themselves, and write their shards. Inputs, model and output are seen
    by every machine under the same paths. A worker that is lost is replaced, and its shard written
    anew; if this process is lost, a run with `resume` writes the shards that are not finished.

    Args:
        load: Loads the model in a worker, such as a `ModelLoader`.
        reader: The articles.
        output: The folder to make; the one in which it stands exists.
        shard_size: How many rows of the inputs, good and bad, a shard has.
        format: "jsonl", "csv" or "parquet".
        codebook: The classifier's codebook.
        fingerprint: Tells apart classifiers and options that give different predictions.
        model: Name of the model, for the manifest.
        resume: Go on with an interrupted run; starts one where there is none.
        passing: Sees the articles as they are read, and yields them as they came.
        workers: How many workers; None for one each `threads` processors of the cluster.
        threads: Processors of each worker.
        address: As for `cluster`.

    Returns:
        How many predictions the output holds.

    Raises:
        ConfigError: If an option is not as it should be.
        DataError: As the reader raises it; then nothing is predicted.
        MissingExtraError: If Ray, or for Parquet pyarrow, is not installed.
        OutputError: If the output exists or cannot be written, if an unfinished run is in the way,
            or if it does not match this one.
        WorkerError: If a worker cannot load the model, read its rows or write its shard.
    """
    require("ray.data", "ray")
    check_numbers(workers, threads)
    run = open_run(
        Path(output).absolute(),
        shard_size=shard_size,
        format=format,
        codebook=codebook,
        fingerprint=fingerprint,
        model=model,
        resume=resume,
    )
    # Before the inputs are read, which may take an hour: there may be no such cluster.
    with run, cluster(address, workers, threads):
        tasks = {
            shard_file(task.number, format): task
            for task in plan_tasks(reader, shard_size, on_skip=run.skip, passing=passing)
        }
        for name, entry in run.entries.items():
            if name not in tasks:
                raise OutputError(
                    f"{run.folder}: {name} holds the predictions of rows {entry.start} to "
                    f"{entry.stop - 1}, but the inputs end after {reader.row_count}. Give the "
                    f"inputs of the start in their order, or delete {run.folder}."
                )
            tasks[name].check(entry)
        left = [task for name, task in tasks.items() if name not in run.entries]
        worker = (load, str(run.folder), format, codebook)
        for entry in written_shards(left, worker, workers, threads):
            tasks[entry.file].check(entry)
            run.add(entry)
            logging.getLogger(__name__).info(
                "%s: rows %d to %d, %d predictions; %d of %d shards are finished",
                *(entry.file, entry.start, entry.stop - 1, entry.articles),
                *(len(run.entries), len(tasks)),
            )
        run.finish()
        return sum(entry.articles for entry in run.entries.values())
