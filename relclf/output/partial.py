"""Predictions into a file that appears whole or not at all, by a run that can be gone on with."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import RelclfError, shown
from relclf.output.formats import check_format, write_records
from relclf.output.partial_file import PartialFile
from relclf.output.places import OutputError, Places, sync_folder
from relclf.output.record import OutputRecord, digest
from relclf.prediction import Prediction

__all__ = ["predict_to_file"]

PairsFrom = Callable[[Iterable[Article]], Iterator[tuple[Article, Prediction]]]


def predict_to_file(
    pairs_from: PairsFrom,
    articles: Iterable[Article],
    output: str | Path,
    *,
    format: str,
    codebook: Codebook,
    fingerprint: str,
    resume: bool = False,
    overwrite: bool = False,
) -> int:
    """Predict articles and write the predictions to a file, in constant memory.

    While the run lasts, each finished prediction is kept in `OUTPUT.partial`; at its end these
    become `OUTPUT` in one step and the partial file goes. Whatever ends the run before (a kill, a
    full disk, an article that is not as it should be) leaves the partial file, and a run with
    `resume` goes on from there to the bytes that an undisturbed run writes. It reads the articles
    from the start and compares them with the predictions kept, so only articles that have none
    may be mended in between.

    Args:
        pairs_from: Yields each article beside its prediction, in the order given:
            `RelationClassifier.pairs`.
        articles: The articles, the same and in the same order when the run is gone on with.
        output: The file to write; its folder exists.
        format: One of `FORMATS`.
        codebook: The classifier's codebook.
        fingerprint: Tells apart classifiers and options that give different predictions.
        resume: Go on with an interrupted run; starts one where there is none.
        overwrite: Replace an output that exists, at the end of the run.

    Returns:
        How many predictions the output holds.

    Raises:
        ConfigError: If the format is unknown.
        DataError: As `articles` raises it.
        MissingExtraError: If the format is Parquet and pyarrow is not installed.
        ModelError: If a probability is not a number.
        OutputError: If the output exists or cannot be written, if an unfinished run is in the
            way, or if it does not match this one.

    Example:
        >>> import tempfile
        >>> from relclf.articles import Evidence
        >>> def pairs(articles):
        ...     for article in articles:
        ...         yield article, Prediction(
        ...             article.id, ("energy",), None, None, {"energy": 0.9}, {}, None,
        ...             Evidence(), 1.0, "m")
        >>> book = {"name": "b", "topics": {"energy": {"ar": "الطاقة", "en": "Energy"}}}
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "out.jsonl")
        ...     count = predict_to_file(pairs, [Article("خبر", "n1")], path, format="jsonl",
        ...         codebook=Codebook.from_dict(book), fingerprint="f")
        ...     count, path.read_text()[:34]
        (1, '{"id": "n1", "topics": ["energy"],')
    """
    check_format(format)
    places = Places(Path(output), overwrite)
    places.check()
    run = {"classifier": fingerprint, "codebook": codebook.fingerprint, "format": format}
    with closing(PartialFile(places, run, resume=resume)) as partial:
        remaining = iter(articles)
        _match(partial, remaining, places)
        sound = _UntilError(remaining)
        try:
            for article, prediction in pairs_from(iter(sound)):
                partial.append(OutputRecord.of(article, prediction))
            sound.check()
            _publish(partial, places, format, codebook)
        except BaseException:
            _leave(partial, places)
            raise
        _remove(partial, places)
        return partial.count


class _UntilError:
    """Articles up to the first error, which waits until those before it are predicted.

    A classifier reads ahead: without this, an error would lose what it has read.
    """

    def __init__(self, articles: Iterator[Article]) -> None:
        self._articles = articles
        self._error: RelclfError | None = None

    def __iter__(self) -> Iterator[Article]:
        try:
            yield from self._articles
        except RelclfError as error:
            self._error = error

    def check(self) -> None:
        if self._error:
            raise self._error


def _match(partial: PartialFile, articles: Iterator[Article], places: Places) -> None:
    """Take from `articles` those that are predicted already."""
    log = logging.getLogger(__name__)
    fix = f"Give the articles of the start in their order, or delete {places.partial}."
    for number, record in enumerate(partial.records(), 1):
        place = f"{places.partial}:{number + 1}"
        article = next(articles, None)
        if article is None:
            raise OutputError(
                f"{place}: it holds the prediction of {shown(record.id)}, but the input ends after "
                f"{number - 1} articles. {fix}"
            )
        if article.id != record.id:
            raise OutputError(
                f"{place}: it holds the prediction of {shown(record.id)}, but article "
                f"{number} of the input is {shown(article.id)}. {fix}"
            )
        if digest(article) != record.article:
            raise OutputError(
                f"{place}: article {shown(record.id)} (number {number} of the input) has "
                f"another title, text, date or source than when it was predicted. {fix}"
            )
    partial.cut()
    if partial.count:
        log.info("%s: %d predictions are kept", places.partial, partial.count)


def _leave(partial: PartialFile, places: Places) -> None:
    if partial.count:
        log = logging.getLogger(__name__)
        log.warning(
            "%s: %d predictions are kept; go on with --resume", places.partial, partial.count
        )
    else:
        _remove(partial, places)


def _publish(partial: PartialFile, places: Places, format: str, codebook: Codebook) -> None:
    try:
        with open(places.new, "wb") as file:
            write_records(partial.records(), file, format, codebook)
            file.flush()
            os.fsync(file.fileno())
        # Another program may have written the output since the run began.
        places.check()
        os.replace(places.new, places.output)
    except BaseException as error:
        with suppress(OSError):
            places.new.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise places.unwritable(error, kept=True) from error
        raise
    # The rename is on disk before the partial file goes.
    sync_folder(places.output.parent)


def _remove(partial: PartialFile, places: Places) -> None:
    # Windows removes no file that is open.
    partial.close()
    try:
        places.partial.unlink(missing_ok=True)
    except OSError as error:
        log = logging.getLogger(__name__)
        log.warning("%s: cannot be removed (%s); delete it", places.partial, error.strerror)
