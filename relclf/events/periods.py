"""Spans of time cut into days, months, quarters or years, whichever shows it best."""

from datetime import date
from typing import Literal

__all__ = ["Period", "number_of", "period_for", "start_of", "ticks_of"]

Period = Literal["day", "month", "quarter", "year"]
"""How long one point of a plot is."""

# No more bars than can be told apart in a small plot.
_MOST: dict[Period, int] = {"day": 45, "month": 48, "quarter": 48}
_STEPS: dict[Period, tuple[int, ...]] = {
    "day": (1, 2, 5, 10, 15),
    "month": (1, 2, 3, 6, 12, 24),
    "quarter": (1, 2, 4, 8, 12),
    "year": (1, 2, 5, 10, 20, 50, 100),
}
_MOST_TICKS = 4


def period_for(first: date, last: date) -> Period:
    """Return the shortest period that cuts a span into a number that can be read.

    Args:
        first: The first day.
        last: The last day.

    Returns:
        The period.

    Example:
        >>> period_for(date(2015, 7, 1), date(2015, 7, 9))
        'day'
        >>> period_for(date(2015, 7, 1), date(2016, 8, 2))
        'month'
    """
    for period, most in _MOST.items():
        if number_of(last, period) - number_of(first, period) < most:
            return period
    return "year"


def number_of(day: date, period: Period) -> int:
    """Return the number of the period in which a day lies; the next has the next number.

    Example:
        >>> number_of(date(2016, 1, 1), "quarter") - number_of(date(2015, 12, 31), "quarter")
        1
    """
    if period == "day":
        return day.toordinal()
    months = 12 * day.year + day.month - 1
    return months // {"month": 1, "quarter": 3, "year": 12}[period]


def start_of(number: int, period: Period) -> str:
    """Return when a period starts, as precisely as it needs to be said.

    Example:
        >>> start_of(number_of(date(2015, 8, 12), "quarter"), "quarter")
        '2015-07'
    """
    if period == "day":
        return date.fromordinal(number).isoformat()
    if period == "year":
        return str(number)
    months = number * {"month": 1, "quarter": 3}[period]
    return f"{months // 12}-{months % 12 + 1:02}"


def ticks_of(numbers: range, period: Period) -> list[int]:
    """Return the few periods that a time axis names: at round dates where there are many.

    Example:
        >>> first, last = (number_of(date(year, 8, 1), "month") for year in (2015, 2018))
        >>> [start_of(tick, "month") for tick in ticks_of(range(first, last), "month")]
        ['2016-01', '2017-01', '2018-01']
    """
    for step in _STEPS[period]:
        ticks = [number for number in numbers if number % step == 0]
        if len(ticks) <= _MOST_TICKS:
            break
    return ticks
