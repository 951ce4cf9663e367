"""How much a Parquet file holds unpacked.

A value of megabytes is stored once, however often it stands there, and readers turn each row into
values of its own. Read as a dictionary (Parquet, "Encodings", RLE_DICTIONARY), it is held once, and
the lengths can be added.
"""

from pathlib import Path

from relclf.app.many.unpack import Allowance
from relclf.errors import DataError, require

__all__ = ["measure_parquet"]

_ROWS = 64  # as many as the reader turns into values at a time


def measure_parquet(path: Path, *, rows: int, allowance: Allowance) -> None:
    """Check that a Parquet file holds no more than is allowed.

    Args:
        path: The file.
        rows: Most rows.
        allowance: What may be unpacked.

    Raises:
        DataError: If it holds more, or cannot be read.
        MissingExtraError: If pyarrow is not installed.
    """
    parquet = require("pyarrow.parquet", "app")
    arrow = require("pyarrow", "app")
    compute = require("pyarrow.compute", "app")
    try:
        with parquet.ParquetFile(path) as file:
            if file.metadata.num_rows > rows:
                raise DataError(f"{path.name}: it has more than {rows:,} rows; send it in parts.")
            groups = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
            allowance.use(sum(group.total_byte_size for group in groups), path.name)
            texts = [
                field.name
                for field in file.schema_arrow
                if arrow.types.is_string(field.type) or arrow.types.is_large_string(field.type)
            ]
        if not texts:
            return
        seen = 0
        with parquet.ParquetFile(path, read_dictionary=texts) as file:
            for batch in file.iter_batches(batch_size=_ROWS, columns=texts):
                seen += batch.num_rows
                if seen > rows:
                    raise DataError(
                        f"{path.name}: it has more than {rows:,} rows; send it in parts."
                    )
                for column in batch.columns:
                    lengths = compute.binary_length(column.dictionary)
                    total = compute.sum(compute.take(lengths, column.indices)).as_py()
                    allowance.use(total or 0, path.name)
    except (arrow.ArrowException, OSError, ValueError) as error:
        raise DataError(
            f"{path.name}: it cannot be read as Parquet ({error}); write it again."
        ) from error
