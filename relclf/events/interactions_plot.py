"""Interactions over time: a small plot for each, since thirteen in one cannot be told apart."""

import textwrap
from collections import Counter
from collections.abc import Mapping
from math import ceil
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from relclf.codebook import Codebook
from relclf.events.counts import Counts
from relclf.events.periods import Period, number_of, period_for, start_of, ticks_of
from relclf.events.words import WORDS, Language, name_of
from relclf.plotting import COLORS, new_figure

__all__ = ["interactions_plot"]

_COLUMNS = 3
_WIDTH, _ROW_HEIGHT, _REST_HEIGHT = 9.0, 1.6, 1.0
_TITLE_WIDTH, _NOTE_WIDTH = 36, 110
_BAR = 0.85
_NO_CONTACT = "none"
_HELD: dict[str, Any] = {"color": COLORS[0]}
_PLANNED: dict[str, Any] = {"facecolor": "white", "edgecolor": COLORS[1], "hatch": "////"}
_OTHER: dict[str, Any] = {"color": "#777777"}


def interactions_plot(counts: Counts, codebook: Codebook, language: Language, note: str) -> Figure:
    """Draw how many articles report each interaction, held and planned, period by period.

    The most frequent interaction comes first and "none" last; those that never came are named.

    Args:
        counts: The counts, with at least one interaction.
        codebook: The codebook.
        language: The language of the labels.
        note: A line to stand below.

    Returns:
        The figure.
    """
    words = WORDS[language]
    days = [day for day, _, _ in counts.interactions]
    period = period_for(min(days), max(days))
    numbers = range(number_of(min(days), period), number_of(max(days), period) + 1)
    totals: Counter[str] = Counter()
    bars: Counter[tuple[int, str, bool]] = Counter()
    for (day, key, is_planned), count in counts.interactions.items():
        totals[key] += count
        bars[number_of(day, period), key, is_planned] += count

    came = sorted(totals, key=lambda key: (key == _NO_CONTACT, -totals[key], key))
    columns = min(len(came), _COLUMNS)
    rows = ceil(len(came) / columns)
    figure = new_figure(_WIDTH, rows * _ROW_HEIGHT + _REST_HEIGHT)
    places = [*figure.subplots(rows, columns, squeeze=False).flat]
    for place, key in zip(places, came, strict=False):
        title = f"{name_of(codebook.label(key), language)} ({totals[key]})"
        place.set_title(textwrap.fill(title, _TITLE_WIDTH), fontsize="medium", parse_math=False)
        held = {number: bars[number, key, False] for number in numbers}
        planned = {number: bars[number, key, True] for number in numbers}
        _draw(place, held, planned, contact=key != _NO_CONTACT)
        _mark_time(place, numbers, period)
    for place in places[len(came) :]:
        place.set_axis_off()

    keys = [Patch(**_HELD, label=words["held"]), Patch(**_PLANNED, label=words["planned"])]
    if came != [_NO_CONTACT]:
        figure.legend(handles=keys, loc="outside upper right", ncols=2)
    figure.suptitle(words["interactions"].format(period=words[period]))
    absent = [name_of(label, language) for label in codebook.interactions if not totals[label.key]]
    lines = [words["scales"], note]
    if absent:
        lines.append(words["absent"].format(names=words["comma"].join(absent)))
    wrapped = "\n".join(textwrap.fill(line, _NOTE_WIDTH) for line in lines)
    figure.supxlabel(wrapped, fontsize="small", parse_math=False)
    return figure


def _draw(
    place: Axes, held: Mapping[int, int], planned: Mapping[int, int], *, contact: bool
) -> None:
    """Stack what is planned, by period, on what was held."""
    place.bar([*held], [*held.values()], **(_HELD if contact else _OTHER), width=_BAR)
    some = {number: count for number, count in planned.items() if count}
    below = [held[number] for number in some]
    place.bar([*some], [*some.values()], bottom=below, **_PLANNED, width=_BAR)
    place.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True, min_n_ticks=1))


def _mark_time(place: Axes, numbers: range, period: Period) -> None:
    ticks = ticks_of(numbers, period)
    place.set_xticks(ticks, [start_of(number, period) for number in ticks], fontsize="small")
    place.set_xlim(numbers[0] - 0.7, numbers[-1] + 0.7)
