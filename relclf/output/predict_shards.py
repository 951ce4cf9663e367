"""Predictions into a folder of shards, on one machine, by a run that can be gone on with."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

from relclf import __version__
from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import ConfigError, shown
from relclf.output.formats import check_format
from relclf.output.partial import PairsFrom, predict_to_file
from relclf.output.places import OutputError
from relclf.output.sharded_run import ShardedRun
from relclf.output.shards import Inputs, Shard, ShardEntry, in_shards, shard_file
from relclf.reading.reader import ArticleReader

__all__ = ["SHARD_FORMATS", "open_run", "predict_to_shards"]

SHARD_FORMATS = ("jsonl", "csv", "parquet")


def predict_to_shards(
    pairs_from: PairsFrom,
    reader: ArticleReader[Article],
    output: str | Path,
    *,
    shard_size: int,
    format: str,
    codebook: Codebook,
    fingerprint: str,
    model: str,
    resume: bool = False,
    passing: Callable[[ArticleReader[Article]], Iterator[Article]] = iter,
) -> int:
    """Predict articles and write the predictions to a folder of shards, in constant memory.

    While the run lasts, everything stands in `OUTPUT.partial`: finished shards, which do not
    change any more, and the one under way, each of its predictions on disk as soon as it is made.
    At the end the finished shards become `OUTPUT` in one step, with `manifest.json` and, where
    records were skipped, `skipped.jsonl`. Whatever ends the run before, a run with `resume` goes on
    and ends in the bytes that an undisturbed run writes. It reads the articles from the start and
    compares them with those predicted, so only articles without a prediction may be mended.

    Args:
        pairs_from: Yields each article beside its prediction, in the order given:
            `RelationClassifier.pairs`.
        reader: The articles, the same and in the same order when the run goes on.
        output: The folder to make; the one in which it stands exists.
        shard_size: How many rows of the inputs, good and bad, a shard has.
        format: One of `SHARD_FORMATS`.
        codebook: The classifier's codebook.
        fingerprint: Tells apart classifiers and options that give different predictions.
        model: Name of the model, for the manifest.
        resume: Go on with an interrupted run; starts one where there is none.
        passing: Sees the articles as they are read, and yields them as they came.

    Returns:
        How many predictions the output holds.

    Raises:
        ConfigError: If the format is unknown, or the shard size is no whole number above 0.
        DataError: As the reader raises it.
        MissingExtraError: If the format is Parquet and pyarrow is not installed.
        ModelError: If a probability is not a number.
        OutputError: If the output exists or cannot be written, if an unfinished run is in the way,
            or if it does not match this one.
    """
    run = open_run(
        output,
        shard_size=shard_size,
        format=format,
        codebook=codebook,
        fingerprint=fingerprint,
        model=model,
        resume=resume,
    )
    with run:
        reader.on_skip = run.skip
        read = 0
        for number, articles in in_shards(passing(reader), lambda: reader.row_count, shard_size):
            name, inputs = shard_file(number, format), Inputs()
            watched = inputs.watch(articles)
            path = run.folder / name
            if finished := run.entries.get(name):
                for _ in watched:
                    pass
            else:
                predict_to_file(
                    pairs_from,
                    watched,
                    path,
                    format=format,
                    codebook=codebook,
                    fingerprint=fingerprint,
                    resume=True,
                    # Left by a run that was killed before the journal knew of it.
                    overwrite=True,
                )
            read = min((number + 1) * shard_size, reader.row_count)
            shard = Shard(number, number * shard_size, read)
            if finished:
                _compare(finished, shard, inputs, run)
            else:
                run.take(path, shard, inputs)
                logging.getLogger(__name__).info(
                    "%s: rows %d to %d, %d predictions", name, shard.start, read - 1, inputs.count
                )
        _check_end(run, read)
        run.finish()
        return sum(entry.articles for entry in run.entries.values())


def open_run(
    output: str | Path,
    *,
    shard_size: int,
    format: str,
    codebook: Codebook,
    fingerprint: str,
    model: str,
    resume: bool,
) -> ShardedRun:
    """Begin a sharded run, or take up an interrupted one, whatever engine predicts the shards.

    Args:
        output: As in `predict_to_shards`.
        shard_size: As there.
        format: As there.
        codebook: As there.
        fingerprint: As there.
        model: As there.
        resume: As there.

    Returns:
        The run, to be used as a context.

    Raises:
        ConfigError: If the format is unknown, or the shard size is no whole number above 0.
        MissingExtraError: If the format is Parquet and pyarrow is not installed.
        OutputError: As `ShardedRun` raises it.
    """
    check_format(format)
    if format not in SHARD_FORMATS:
        raise ConfigError(
            f"format: shards are written as {', '.join(SHARD_FORMATS)}, not as {shown(format)}."
        )
    if type(shard_size) is not int or shard_size < 1:
        raise ConfigError(
            f"shard_size: expected a whole number above 0, got {shown(shard_size)}; 100000 is a "
            "good size."
        )
    identity = {
        "relclf": __version__,
        "model": model,
        "classifier": fingerprint,
        "codebook": codebook.fingerprint,
        "format": format,
        "shard_size": shard_size,
    }
    return ShardedRun(Path(output), identity, resume=resume)


def _compare(finished: ShardEntry, shard: Shard, inputs: Inputs, run: ShardedRun) -> None:
    now = (shard.stop, inputs.count, inputs.digest)
    if now != (finished.stop, finished.articles, finished.inputs):
        raise OutputError(
            f"{run.folder}: {finished.file} holds the predictions of {finished.articles} articles "
            f"in rows {finished.start} to {finished.stop - 1}, but the input has other articles "
            f"there now (rows {shard.start} to {shard.stop - 1}, {inputs.count} good). Give the "
            f"inputs of the start in their order, or delete {run.folder}."
        )


def _check_end(run: ShardedRun, read: int) -> None:
    stop = max(entry.stop for entry in run.entries.values())
    if stop != read:
        raise OutputError(
            f"{run.folder}: it holds the predictions of {stop} rows, but the input ends after "
            f"{read}. Give the inputs of the start in their order, or delete {run.folder}."
        )
