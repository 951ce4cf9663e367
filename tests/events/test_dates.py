"""Dates: what is read, and what is left rather than guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf.events.dates import is_ambiguous, read_date


@pytest.mark.parametrize(
    "text",
    [
        "2015-08-13",
        " 2015-08-13 ",
        "20150813",
        "2015-08-13T23:59:00+03:00",
        "2015-08-13 00:10:00.5",
        "2015-08-13T23:59:00Z",
        "2015/8/13",
        "2015.08.13",
        "13/08/2015",
        "08/13/2015",
        "13-8-2015",
        "13.08.2015",
        "١٣‏/٨‏/٢٠١٥",
        "۲۰۱۵-۰۸-۱۳",
        "Thu, 13 Aug 2015 22:00:00 +0300",
        "13 أغسطس 2015",
        "13 اغسطس، 2015",
        "الخميس 13 آب 2015",
        "يوم الخميس، ١٣ آب/أغسطس ٢٠١٥",
        "13 أغسطس (آب) 2015",
        "13 غشت 2015",
        "13 أوت 2015",
    ],
)
def test_one_day_in_many_forms(text: str) -> None:
    assert read_date(text) == date(2015, 8, 13)
    assert read_date(text, "month") == read_date(text, "day") == date(2015, 8, 13)
    assert not is_ambiguous(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2015",
        "2015-08",
        "2015-W33",
        "2015-08-13 or earlier",
        "2015-13-13",
        "13/13/2015",
        "31/02/2015",
        "13/08/15",
        "13-08/2015",
        "13 آب/أيلول 2015",
        "13 شوال 1436",
        "1436-10-28",
        "1436/10/28",
        "28/10/1436",
        "0001-01-01",
        "Thu, 13 Aug 2015 or so",
        "1439337600",
        "أمس",
    ],
)
def test_what_is_not_clear_is_left(text: str) -> None:
    assert read_date(text) is read_date(text, "day") is read_date(text, "month") is None
    assert not is_ambiguous(text)


@pytest.mark.parametrize("text", ["09/10/2016", "9-10-2016", "٩/١٠/٢٠١٦"])
def test_day_or_month_is_not_guessed(text: str) -> None:
    assert is_ambiguous(text)
    assert read_date(text) is None
    assert read_date(text, "day") == date(2016, 10, 9)
    assert read_date(text, "month") == date(2016, 9, 10)


DAYS = st.dates(min_value=date(1800, 1, 1))


@given(day=DAYS)
def test_iso_is_always_read(day: date) -> None:
    assert read_date(day.isoformat()) == day


@given(day=DAYS)
def test_a_day_that_is_read_is_never_another(day: date) -> None:
    assert read_date(f"{day.day}/{day.month}/{day.year}") in (day, None)
    assert read_date(f"{day.month}/{day.day}/{day.year}") in (day, None)


@given(text=st.text())
def test_any_text_is_a_day_or_none(text: str) -> None:
    assert read_date(text) is None or not is_ambiguous(text)
