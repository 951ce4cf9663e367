"""What `relclf predict` writes: JSON Lines, CSV, Parquet and a readable table; resumable runs."""

from relclf.output.formats import FORMATS
from relclf.output.partial import predict_to_file
from relclf.output.places import OutputError
from relclf.output.predict_shards import predict_to_shards
from relclf.output.stream import write_stream
from relclf.output.table import render

__all__ = [
    "FORMATS",
    "OutputError",
    "predict_to_file",
    "predict_to_shards",
    "render",
    "write_stream",
]
