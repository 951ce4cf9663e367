"""Records as typed columns of Parquet, in row groups of a fixed number of rows.

Text columns `id`, `date`, `source`, `title`, `interaction` and `model`; `planned` (bool); `topics`
(list); `topic_probabilities` and `interaction_probabilities` (structs of doubles, one field a
label; left out where the codebook has no such labels, since Parquet has no empty structs);
`planned_probability` and `coverage` (doubles); `evidence` (the offsets as JSON, as coded articles
have them); `interaction_sentences` (list) and `topic_sentences` (list of topic and sentence).
"""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any, BinaryIO

from relclf.codebook import Codebook
from relclf.errors import require
from relclf.output.record import OutputRecord

__all__ = ["write_parquet"]

_ROWS = 2048
_ARTICLE = ("date", "source", "title")


def write_parquet(records: Iterable[OutputRecord], file: BinaryIO, codebook: Codebook) -> None:
    """Write records as Parquet; the bytes depend on them and on the version of pyarrow alone.

    Args:
        records: The records.
        file: The file, opened for bytes.
        codebook: The classifier's codebook.

    Raises:
        MissingExtraError: If pyarrow is not installed.
        OSError: If the file cannot be written.
    """
    arrow = require("pyarrow", "parquet")
    schema = _schema(arrow, codebook)
    remaining = iter(records)
    with require("pyarrow.parquet", "parquet").ParquetWriter(file, schema) as writer:
        while rows := [_row(record) for record in islice(remaining, _ROWS)]:
            writer.write_table(arrow.Table.from_pylist(rows, schema=schema), row_group_size=_ROWS)


def _schema(arrow: Any, codebook: Codebook) -> Any:
    text, number = arrow.string(), arrow.float64()
    texts = arrow.list_(text)
    columns = {
        "id": text,
        **dict.fromkeys(_ARTICLE, text),
        "interaction": text,
        "planned": arrow.bool_(),
        "topics": texts,
    }
    groups = {
        "topic_probabilities": codebook.topic_keys,
        "interaction_probabilities": codebook.interaction_keys,
    }
    for name, keys in groups.items():
        if keys:
            columns[name] = arrow.struct([(key, number) for key in keys])
    columns |= {
        "planned_probability": number,
        "evidence": text,
        "interaction_sentences": texts,
        "topic_sentences": arrow.list_(arrow.struct([("topic", text), ("sentence", text)])),
        "coverage": number,
        "model": text,
    }
    return arrow.schema(list(columns.items()))


def _row(record: OutputRecord) -> dict[str, Any]:
    return {
        **record.prediction,
        **{name: getattr(record, name) for name in _ARTICLE},
        "evidence": json.dumps(record.prediction["evidence"]),
        "interaction_sentences": list(record.interaction_sentences),
        "topic_sentences": [
            {"topic": topic, "sentence": sentence}
            for topic, sentences in record.topic_sentences.items()
            for sentence in sentences
        ],
    }
