"""From events to a table in a file, and plots of it in a folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from relclf.atomic import new_file, new_folder
from relclf.codebook import Codebook
from relclf.errors import ConfigError, require
from relclf.events.account import Account
from relclf.events.counts import Counts
from relclf.events.dates import Order, read_date
from relclf.events.event import Event
from relclf.events.rows import COLUMNS, Rows, rows_of
from relclf.events.table_file import check_table, write_table
from relclf.events.words import Language

__all__ = ["make_table"]


def make_table(
    events: Iterable[Event],
    output: str | Path,
    codebook: Codebook,
    *,
    rows: Rows = "article",
    order: Order | None = None,
    plot: str | Path | None = None,
    language: Language = "ar",
) -> tuple[int, Account]:
    """Write events as a table, in memory that does not grow with them, and draw them.

    Args:
        events: The events.
        output: The file to write, .csv or .parquet; it must not exist yet.
        codebook: The codebook whose keys the events use, and whose codes the table gets.
        rows: What a row is.
        order: What comes first in dates such as 09/10/2016; None leaves these unread.
        plot: The folder to draw into; it must not exist yet. None draws nothing.
        language: The language of the plots.

    Returns:
        How many rows were written, and the account of the articles.

    Raises:
        ConfigError: If an output exists or has another ending, or if rows are wanted by topic and
            the codebook has none.
        DataError: As `events` raises it, or if plots are wanted and no article has a date.
        MissingExtraError: If what Parquet or plots need is not installed.
        OSError: If an output cannot be written. The table and the plots come both or not at all.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "events.csv")
        ...     count, account = make_table([Event("n1", "visit", "held")], path, Codebook.load())
        ...     count, "CONSULT,visit" in path.read_text(encoding="utf-8-sig")
        (1, True)
    """
    if rows == "topic" and not codebook.topics:
        raise ConfigError(f"--rows: the codebook {codebook.name!r} has no topics; write article.")
    check_table(output)
    if plot is not None:
        require("matplotlib", "report")
        if Path(plot).exists():
            raise ConfigError(f"{plot}: it exists; name another folder, or move this one away.")
    account, counts = Account(), Counts()

    def made() -> Iterator[dict[str, Any]]:
        for event in events:
            day = None if event.date is None else read_date(event.date, order)
            account.add(event, day)
            counts.add(event, day)
            yield from rows_of(event, day, codebook, rows)

    with new_file(output) as file:
        count = write_table(made(), file, COLUMNS[rows], Path(output).suffix)
        if plot is not None:
            from relclf.events.plots import draw

            with new_folder(plot) as folder:
                draw(counts, account, codebook, language, folder)
    return count, account
