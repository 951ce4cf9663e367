"""Predictions to standard output, each as soon as it is made."""

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from typing import TextIO

from relclf.articles import Article
from relclf.codebook import Codebook
from relclf.errors import ConfigError, shown
from relclf.output.formats import check_format, text_format
from relclf.output.places import OutputError
from relclf.output.record import OutputRecord
from relclf.prediction import Prediction

__all__ = ["write_stream"]


def write_stream(
    pairs: Iterable[tuple[Article, Prediction]],
    stream: TextIO,
    format: str,
    codebook: Codebook,
    *,
    width: int | None = None,
) -> int:
    """Write predictions to a text stream, and end quietly when its reader has had enough.

    The table is coloured only on a terminal, and not where the environment variable NO_COLOR is
    set (no-color.org) or TERM is "dumb". CSV begins without a byte-order mark, since pipes are read
    by programs.

    Args:
        pairs: Articles beside their predictions.
        stream: The stream, such as `sys.stdout`.
        format: One of `FORMATS`, except "parquet".
        codebook: The classifier's codebook.
        width: Columns of the table; None is the terminal's width, or 100 where there is none.

    Returns:
        How many predictions were written.

    Raises:
        ConfigError: If the format is unknown or is Parquet.
        OutputError: If the stream cannot be written, or its encoding lacks Arabic.

    Example:
        >>> import io
        >>> from relclf.articles import Evidence
        >>> said = Prediction("n1", (), None, None, {}, {}, None, Evidence(), 1.0, "m")
        >>> stream = io.StringIO()
        >>> write_stream([(Article("خبر", "n1"), said)], stream, "jsonl", Codebook.load())
        1
        >>> stream.getvalue()[:12]
        '{"id": "n1",'
    """
    if format == "parquet":
        raise ConfigError(
            "format: Parquet is a binary format and needs a file; name one with --output."
        )
    check_format(format)
    terminal = stream.isatty()
    if width is None:
        width = shutil.get_terminal_size((100, 24)).columns if terminal else 100
    form = text_format(format, codebook, width=width, color=terminal and _colors_wanted())
    count = 0
    if form.head and not _write(stream, form.head):
        return count
    for article, prediction in pairs:
        if not _write(stream, form.text(OutputRecord.of(article, prediction))):
            break
        count += 1
    return count


def _colors_wanted() -> bool:
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(stream: TextIO, text: str) -> bool:
    """Write text at once; return False where the reader is gone."""
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        _silence(stream)
        return False
    except UnicodeEncodeError as error:
        raise OutputError(
            f"the output's encoding is {stream.encoding}, which has no "
            f"{shown(error.object[error.start])}; set PYTHONIOENCODING=utf-8, or write to a file "
            "with --output."
        ) from error
    except OSError as error:
        raise OutputError(
            f"the output cannot be written ({error.strerror or error}); make room, or name "
            "another file with --output."
        ) from error
    return True


def _silence(stream: TextIO) -> None:
    # Python flushes standard output at exit and would complain of the pipe (docs of `signal`).
    with suppress(OSError):
        null = os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(null, stream.fileno())
        finally:
            os.close(null)
