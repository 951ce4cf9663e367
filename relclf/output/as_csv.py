"""Records as rows of CSV, for spreadsheets.

The columns are `id`, `date`, `source`, `title`; `interaction` and its Arabic name; `planned` (true
or false); `topics` and their Arabic names, separated by ";" (`[]` where an article has none, as
coded articles have it); the sentences that show the interaction, separated by " | ", and those that
show the topics, each behind its topic's key; a probability `p_...` for each topic and interaction;
`planned_probability`, `coverage` and `model`. A cell is empty where the codebook has no such label.

Articles are other people's text, and a spreadsheet computes a cell that begins like a formula
(OWASP, "CSV Injection"). Such a cell gets an apostrophe before it; line ends and other control
characters become a space. JSON Lines and Parquet hold everything unchanged.
"""

import csv
import re
from collections.abc import Sequence
from typing import Any

from relclf.codebook import Codebook
from relclf.output.record import OutputRecord

__all__ = ["csv_line", "csv_row", "header"]

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# Full-width forms count in East Asian versions; what is invisible may be trimmed on import.
_FORMULA = re.compile(
    r"[\t\r]|[\s\x00-\x1f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*[=+\-@＝＋－＠]"
)


class _Echo:
    def write(self, line: str) -> str:
        return line


_BEFORE = (
    *("id", "date", "source", "title", "interaction", "interaction_ar", "planned"),
    *("topics", "topics_ar", "interaction_sentences", "topic_sentences"),
)
_BEHIND = ("planned_probability", "coverage", "model")


def header(codebook: Codebook) -> str:
    """Return the first line, with its line end.

    Args:
        codebook: The codebook, for the probabilities' columns.

    Example:
        >>> header(Codebook.load()).count(",p_")
        31
    """
    return csv_line((*_BEFORE, *(f"p_{key}" for key in _keys(codebook)), *_BEHIND))


def csv_row(record: OutputRecord, codebook: Codebook) -> str:
    """Return the line of one record, with its line end.

    Args:
        record: The record.
        codebook: The classifier's codebook.

    Raises:
        CodebookError: If the record has a label that the codebook has not.
    """
    said = record.prediction
    topics: list[str] = said["topics"]
    interaction = said["interaction"]
    probabilities = {**said["topic_probabilities"], **said["interaction_probabilities"]}
    planned = said["planned"]
    return csv_line(
        [
            record.id,
            record.date,
            record.source,
            record.title,
            interaction,
            None if interaction is None else codebook.label(interaction).ar,
            None if planned is None else str(planned).lower(),
            ";".join(topics) or ("[]" if codebook.topics else None),
            ";".join(codebook.label(topic).ar for topic in topics),
            " | ".join(record.interaction_sentences),
            " | ".join(
                f"{topic}: {sentence}"
                for topic, sentences in record.topic_sentences.items()
                for sentence in sentences
            ),
            *(probabilities[key] for key in _keys(codebook)),
            said["planned_probability"],
            said["coverage"],
            said["model"],
        ]
    )


def _keys(codebook: Codebook) -> tuple[str, ...]:
    return (*codebook.topic_keys, *codebook.interaction_keys)


def csv_line(cells: Sequence[Any]) -> str:
    r"""Return a row as a line with its line end, harmless in a spreadsheet.

    Example:
        >>> csv_line(["a", None, "=1+1"])
        "a,,'=1+1\n"
    """
    row = [_safe(cell) if isinstance(cell, str) else cell for cell in cells]
    # csv has no function from a row to a line; `writerow` returns what `write` does.
    return str(csv.writer(_Echo(), lineterminator="\n").writerow(row))


def _safe(cell: str) -> str:
    guard = "'" if _FORMULA.match(cell) else ""
    return guard + _BREAKS.sub(" ", cell)
