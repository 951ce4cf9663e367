"""Files of predictions and of coded articles, told apart and read one article after another.

What has a field or column `coverage` holds predictions, since every format that `relclf predict`
writes has it; anything else is read as coded articles. Of JSON Lines, the first record decides for
its file. Standard input holds predictions in JSON Lines.
"""

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from relclf.codebook import Codebook
from relclf.errors import DataError, require, shown
from relclf.events.event import Event, event_of_coded, event_of_prediction
from relclf.events.prediction_files import fields_of, prediction_rows
from relclf.readers import read_coded
from relclf.reading.ids import SeenIds
from relclf.reading.inputs import Source, find_sources

__all__ = ["read_events"]

_MARK = "coverage"


def read_events(inputs: str | Path | Sequence[str | Path], codebook: Codebook) -> Iterator[Event]:
    """Read predictions or coded articles, in the order of the inputs.

    Args:
        inputs: Files in JSON Lines, CSV or Parquet, folders of them, or "-".
        codebook: The codebook whose keys they use.

    Yields:
        The events.

    Raises:
        DataError: If a file or a record is not as it should be, if an id comes twice, or if there
            is nothing that a model or a coder said.
        MissingExtraError: If a Parquet file is named and pyarrow is not installed.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "coded.jsonl")
        ...     _ = path.write_text('{"id": "n1", "text": "هاتف نظيره.", "interaction": "message"}')
        ...     [event.interaction for event in read_events(path, Codebook.load())]
        ['message']
    """
    found = find_sources(inputs, coded=True)
    if found.ignored:
        log = logging.getLogger(__name__)
        names = shown(found.ignored)
        log.warning("%d files and folders are not read: %s", len(found.ignored), names)
    if "parquet" in found.kinds:
        require("pyarrow.parquet", "parquet")
    seen = SeenIds()
    empty = True
    for source in found:
        for where, event in _events(source, codebook):
            if seen.add(event.id, 0) is not None:
                raise DataError(
                    f"{where}: id: {shown(event.id)} came before; a table has each article once. "
                    "Remove the second, or name the file once."
                )
            empty = empty and event.interaction is None and event.topics is None
            yield event
    if empty:
        raise DataError(
            "none of the articles has an interaction or topics; expected what `relclf predict` "
            "writes, or coded articles. Classify them first: relclf predict."
        )


def _events(source: Source, codebook: Codebook) -> Iterator[tuple[str, Event]]:
    if source.kind != "stdin" and _MARK not in fields_of(source):
        for article in read_coded([source.path], codebook):
            yield source.name, event_of_coded(article)
        return
    for number, record in prediction_rows(source):
        if isinstance(record, DataError):
            raise record
        where = f"{source.name}:{number}"
        yield where, event_of_prediction(record, where, codebook)
