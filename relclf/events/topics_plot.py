"""Topics by year as a heat map, the share of each written in its cell."""

import textwrap
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from relclf.codebook import Codebook
from relclf.events.counts import Counts
from relclf.events.words import WORDS, Language, name_of
from relclf.plotting import new_figure

__all__ = ["topics_plot"]

_LABELS_WIDTH, _YEAR_WIDTH, _LEAST_WIDTH = 3.4, 0.62, 6.0
_ROWS_HEIGHT, _REST_HEIGHT = 0.3, 1.6
_NOTE_WIDTH = 80
_DARK = 0.6


def topics_plot(counts: Counts, codebook: Codebook, language: Language, note: str) -> Figure:
    """Draw which per cent of each year's articles has each topic.

    Years without articles are left out; a gap shows where.

    Args:
        counts: The counts, with at least one year.
        codebook: The codebook.
        language: The language of the labels.
        note: A line to stand below.

    Returns:
        The figure.
    """
    words = WORDS[language]
    years = sorted(counts.years)
    shares = np.array(
        [
            [100 * counts.topics[year, key] / counts.years[year] for year in years]
            for key in codebook.topic_keys
        ]
    )
    width = max(_LABELS_WIDTH + _YEAR_WIDTH * len(years), _LEAST_WIDTH)
    figure = new_figure(width, _REST_HEIGHT + _ROWS_HEIGHT * len(codebook.topics))
    place = figure.subplots()
    place.imshow(shares, cmap="Blues", vmin=0, vmax=max(shares.max(), 1), aspect="auto")
    for (row, column), share in np.ndenumerate(shares):
        color = "white" if share > _DARK * shares.max() else "black"
        place.text(column, row, f"{share:.0f}", ha="center", va="center", color=color)
    for column, (before, year) in enumerate(pairwise(years)):
        if year > before + 1:
            place.axvline(column + 0.5, color="white", linewidth=6)
    place.set_xticks(range(len(years)), [f"{year}\n({counts.years[year]})" for year in years])
    names = [name_of(label, language) for label in codebook.topics]
    place.set_yticks(range(len(names)), names, parse_math=False)
    place.tick_params(length=0)
    place.spines[:].set_visible(False)
    figure.suptitle(words["topics"])
    lines = (words["several"], note)
    wrapped = "\n".join(textwrap.fill(line, _NOTE_WIDTH) for line in lines)
    figure.supxlabel(wrapped, fontsize="small", parse_math=False)
    return figure
