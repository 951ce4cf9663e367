"""Dates as sources write them, read only where they can mean one day.

Read are ISO 8601 (a time and a zone may follow; the day is the one that is written), year-month-day
and day-month-year with - / or ., dates of RSS and of mail (RFC 2822), and day, month and year with
an Arabic name of the month, as the Mashreq, the Gulf, Egypt and the Maghreb write them. Digits may
be Arabic. A year before 1800 is taken for one of another calendar, such as the Hijri, and not read.
"""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

__all__ = ["Order", "is_ambiguous", "read_date"]

Order = Literal["day", "month"]
"""What comes first where the year comes last."""

_EARLIEST = 1800
# Arabic digits, alef without its marks, and no marks of direction, which locales put beside "/".
_PLAIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹أإآ", "0123456789" * 2 + "ااا", "\u200e\u200f\u061c")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "يناير|كانون الثاني|جانفي",
            "فبراير|شباط|فيفري",
            "مارس|اذار",
            "ابريل|نيسان|افريل",
            "مايو|ايار|ماي",
            "يونيو|حزيران|جوان",
            "يوليو|تموز|جويلية|يوليوز",
            "اغسطس|اب|اوت|غشت",
            "سبتمبر|ايلول|شتنبر",
            "اكتوبر|تشرين الاول",
            "نوفمبر|تشرين الثاني|نونبر",
            "ديسمبر|كانون الاول|دجنبر",
        ),
        1,
    )
    for name in names.split("|")
}
_ISO = re.compile(r"\d{4}(-?)\d\d\1\d\d([T ]\S.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_MAIL = re.compile(r"([A-Z][a-z]{2}, *)?\d{1,2} [A-Z][a-z]{2} \d{4}( .*)?")
_WEEKDAYS = "الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعة|السبت|الاحد"
_NAMED = re.compile(rf"((يوم )?({_WEEKDAYS})[،,]? +)?(\d{{1,2}}) +(\D+?)[،,]? +(\d{{4}})")


def read_date(text: str, order: Order | None = None) -> date | None:
    """Return the day that a date means, or None where it is not clear.

    Args:
        text: The date as its source writes it.
        order: What comes first in dates such as 09/10/2016; None leaves these unread.

    Returns:
        The day.

    Example:
        >>> read_date("2015-08-12T23:30:00+03:00"), read_date("18/04/2017")
        (datetime.date(2015, 8, 12), datetime.date(2017, 4, 18))
        >>> read_date("الأربعاء، ١٢ آب/أغسطس ٢٠١٥")
        datetime.date(2015, 8, 12)
        >>> read_date("09/10/2016"), read_date("09/10/2016", "day")
        (None, datetime.date(2016, 10, 9))
    """
    readings = _readings(text)
    days = {*readings.values()}
    if len(days) == 1:
        return days.pop()
    return None if order is None else readings.get(order)


def is_ambiguous(text: str) -> bool:
    """Tell whether a date would mean another day if the month came before the day.

    Example:
        >>> is_ambiguous("09/10/2016"), is_ambiguous("18/04/2017"), is_ambiguous("10/10/2016")
        (True, False, False)
    """
    return len({*_readings(text).values()}) > 1


def _readings(text: str) -> dict[Order, date]:
    """Return the days that a date may mean, by what comes first in it."""
    text = " ".join(text.translate(_PLAIN).split())
    tried: dict[Order, date | None]
    if found := _YEAR_LAST.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        tried = {"day": _day(year, second, first), "month": _day(year, first, second)}
    else:
        day = _clear(text)
        tried = {"day": day, "month": day}
    return {order: day for order, day in tried.items() if day is not None}


def _clear(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    if found := _NAMED.fullmatch(text):
        names = re.split(r" ?[/()] ?", found[5].rstrip(" )"))
        months = {_MONTHS.get(name, 0) for name in names}
        return _day(int(found[6]), months.pop(), int(found[4])) if len(months) == 1 else None
    try:
        if _ISO.fullmatch(text):
            return _recent(datetime.fromisoformat(text).date())
        if _MAIL.fullmatch(text):
            return _recent(parsedate_to_datetime(text).date())
    except ValueError:
        pass
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return _recent(date(year, month, day))
    except ValueError:
        return None


def _recent(day: date) -> date | None:
    return day if day.year >= _EARLIEST else None
