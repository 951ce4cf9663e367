"""The plots of a table, into a new folder."""

from pathlib import Path

from relclf.atomic import write_text
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.events.account import Account
from relclf.events.counts import Counts
from relclf.events.interactions_plot import interactions_plot
from relclf.events.topics_plot import topics_plot
from relclf.events.words import WORDS, Language
from relclf.plotting import as_svg, look, save

__all__ = ["draw"]


def draw(
    counts: Counts, account: Account, codebook: Codebook, language: Language, folder: Path
) -> None:
    """Draw `interactions` and `topics-by-year`, each as .svg and .png, where there are such labels.

    Args:
        counts: What came when.
        account: How many articles there are, and how many have a date.
        codebook: The codebook.
        language: The language of the labels.
        folder: An empty folder.

    Raises:
        DataError: If there is nothing with a date to draw.
        OSError: If a file cannot be written.
    """
    if not counts.interactions and not counts.years:
        raise DataError(
            f"--plot: none of the {account.articles} articles has a date that could be read; name "
            "the articles with --articles if they have dates, or leave --plot out."
        )
    words = WORDS[language]
    note = words["articles"].format(dated=account.dated, articles=account.articles)
    with look():
        figures = {}
        if counts.interactions:
            figures["interactions"] = interactions_plot(counts, codebook, language, note)
        if counts.years:
            figures["topics-by-year"] = topics_plot(counts, codebook, language, note)
    for name, figure in figures.items():
        write_text(folder / f"{name}.svg", as_svg(figure))
        save(figure, folder / f"{name}.png")
