"""What stands in the file of corrections before a review, and what may be done with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from relclf.app.many.results import Results
from relclf.app.review.corrections import Corrections
from relclf.errors import DataError, shown

__all__ = ["Standing", "beside", "find_standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A file of corrections, as it is found."""

    kind: Literal["new", "continued", "others", "unusable"]
    """No file; codes of these articles; codes of other articles only; nothing to add to."""
    path: Path
    """The file."""
    corrections: Corrections | None = None
    """What it holds; None where nothing can be added to it."""
    reason: str = ""
    """Why nothing can be added to it."""


def find_standing(path: Path, results: Results) -> Standing:
    """Look at a file of corrections; nothing is written.

    Args:
        path: The file.
        results: The articles to review.

    Returns:
        How it is found.

    Raises:
        ConfigError: If its name does not end in `.jsonl`.
    """
    try:
        corrections = Corrections(path, results.codebook)
        shared = _shared(corrections, results)
    except DataError as error:
        return Standing("unusable", path, reason=str(error))
    if shared or corrections.torn:
        return Standing("continued", path, corrections)
    return Standing("others" if corrections.codes else "new", path, corrections)


def beside(path: Path, results: Results) -> Standing:
    """Find another file to write to: the first beside this one that is new or goes on with these.

    Args:
        path: The file that is not written to.
        results: The articles to review.

    Returns:
        How `NAME-2.jsonl`, or the next one, is found: "new" or "continued".
    """
    number = 2
    while True:
        found = find_standing(path.with_name(f"{path.stem}-{number}.jsonl"), results)
        if found.kind in ("new", "continued"):
            return found
        number += 1


def _shared(corrections: Corrections, results: Results) -> int:
    """Count the articles that are among the results.

    Raises:
        DataError: If one has the id of another article.
    """
    count = 0
    for coded in corrections.codes.values():
        article = results.article(coded.id)
        if article is None:
            continue
        if (article.title, article.text) != (coded.title, coded.text):
            raise DataError(
                f"{corrections.path.name}: article {shown(coded.id)}: it has the id of an article "
                "of the upload, but other words; its codes would be replaced."
            )
        count += 1
    return count
