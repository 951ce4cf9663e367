"""The plots: what they show, and that they show the same twice."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from relclf.cli import main
from relclf.codebook import Codebook
from relclf.events.counts import Counts
from relclf.events.event import Event
from relclf.events.interactions_plot import interactions_plot
from relclf.events.periods import number_of, period_for, start_of, ticks_of
from relclf.events.topics_plot import topics_plot

FIRST = date(2015, 7, 30)
NAMES = {
    f"{name}{ending}" for name in ("interactions", "topics-by-year") for ending in (".svg", ".png")
}


def counted(*events: tuple[date | None, str, bool, tuple[str, ...]]) -> Counts:
    counts = Counts()
    for number, (day, interaction, planned, topics) in enumerate(events):
        status = None if interaction == "none" else "planned" if planned else "held"
        counts.add(Event(f"n{number}", interaction, status, topics), day)
    return counts


def drawn(figure: Figure) -> dict[str, Axes]:
    return {place.get_title(): place for place in figure.axes if place.get_title()}


def heights(place: Axes) -> dict[int, float]:
    """Where each bar begins and ends, by period."""
    bars = [bar for bar in place.patches if isinstance(bar, Rectangle)]
    tops: dict[int, float] = {}
    for bar in bars:
        number = round(bar.get_x() + bar.get_width() / 2)
        assert bar.get_y() == tops.get(number, 0)
        tops[number] = bar.get_y() + bar.get_height()
    return {number: top for number, top in tops.items() if top}


def test_bars_are_counts(shipped: Codebook) -> None:
    month = timedelta(days=31)
    counts = counted(
        (FIRST, "visit", False, ()),
        (FIRST, "visit", True, ()),
        (FIRST + 2 * month, "visit", True, ()),
        (FIRST, "none", False, ()),
        (None, "visit", False, ()),
    )
    figure = interactions_plot(counts, shipped, "en", "a note")
    assert figure.get_suptitle() == "Articles by interaction, each month"
    places = drawn(figure)
    assert [*places] == ["Visit (3)", "No interaction (1)"]
    july = number_of(FIRST, "month")
    assert heights(places["Visit (3)"]) == {july: 2, july + 2: 1}
    assert heights(places["No interaction (1)"]) == {july: 1}
    below = figure.get_supxlabel()
    assert "a note" in below
    assert "None of: Strategic dialogue, Joint committee" in below


def test_the_most_frequent_come_first_and_none_last(shipped: Codebook) -> None:
    keys = ["none"] * 3 + ["message"] + ["phone_call"] * 2
    counts = counted(*((FIRST, key, False, ()) for key in keys))
    titles = [*drawn(interactions_plot(counts, shipped, "ar", ""))]
    assert titles == ["اتصال هاتفي أو مرئي (2)", "رسالة أو برقية (1)", "لا يوجد تفاعل (3)"]


def test_cells_are_per_cent_of_the_years_articles(shipped: Codebook) -> None:
    later = date(2018, 1, 1)
    counts = counted(
        (FIRST, "none", False, ("energy", "health")),
        (FIRST, "none", False, ("energy",)),
        (FIRST, "none", False, ()),
        (later, "none", False, ("health",)),
    )
    figure = topics_plot(counts, shipped, "en", "a note")
    [place] = figure.axes
    assert [label.get_text() for label in place.get_xticklabels()] == ["2015\n(3)", "2018\n(1)"]
    rows = [label.get_text() for label in place.get_yticklabels()]
    cells = {
        (rows[round(text.get_position()[1])], round(text.get_position()[0])): text.get_text()
        for text in place.texts
    }
    assert len(cells) == 18 * 2
    assert (cells["Energy", 0], cells["Energy", 1]) == ("67", "0")
    assert (cells["Health", 0], cells["Health", 1]) == ("33", "100")
    # The missing years leave a gap.
    assert len(place.lines) == 1


def test_topics_that_are_not_known_do_not_count() -> None:
    counts = Counts()
    counts.add(Event("n1", "visit"), FIRST)
    counts.add(Event("n2", topics=()), FIRST)
    assert counts.years == {2015: 1}


@pytest.mark.parametrize(
    ("days", "period"),
    [(0, "day"), (44, "day"), (60, "month"), (1000, "month"), (2000, "quarter"), (9000, "year")],
)
def test_the_period_fits_the_span(days: int, period: str) -> None:
    last = FIRST + timedelta(days=days)
    chosen = period_for(FIRST, last)
    assert chosen == period
    numbers = range(number_of(FIRST, chosen), number_of(last, chosen) + 1)
    assert 1 <= len(ticks_of(numbers, chosen)) <= 4
    assert FIRST.isoformat().startswith(start_of(numbers[0], chosen)[:4])


def test_a_period_starts_on_its_first_day() -> None:
    days = [date(2015, 1, 1) + timedelta(days=number) for number in range(1200)]
    for period in ("day", "month", "quarter", "year"):
        numbers = [number_of(day, period) for day in days]
        assert numbers == sorted(numbers)
        starts = [days[at] for at in range(1, len(days)) if numbers[at] != numbers[at - 1]]
        for day in starts:
            assert day.isoformat().startswith(start_of(number_of(day, period), period))


def test_names_are_not_mathematics() -> None:
    names = {"oil": {"ar": "نفط $x_$", "en": "$^$ oil"}, "gas": {"ar": "غاز", "en": "$_$"}}
    labels = {"topics": names, "interactions": {f"{key}s": name for key, name in names.items()}}
    book = Codebook.from_dict({"name": "$", **labels})
    counts = counted((FIRST, "oils", False, ("gas",)))
    for language in ("ar", "en"):
        for plot in (interactions_plot, topics_plot):
            plot(counts, book, language, "$_$").draw_without_rendering()


def plot(predictions: dict[str, Path], folder: Path, form: str, *options: str) -> int:
    path, plots = folder.with_suffix(".csv"), str(folder)
    given = [str(predictions[form]), "--output", str(path), "--plot", plots]
    return main(["table", *given, *options])


def test_the_command_draws_the_same_twice(predictions: dict[str, Path], tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        assert plot(predictions, folder, "csv") == 0
    assert {path.name for path in folders[0].iterdir()} == NAMES
    for name in NAMES:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()
    svg = (folders[0] / "topics-by-year.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert (folders[0] / "interactions.png").read_bytes().startswith(b"\x89PNG")


def test_the_language_can_be_chosen(predictions: dict[str, Path], tmp_path: Path) -> None:
    folders = [tmp_path / language for language in ("ar", "en")]
    for folder in folders:
        assert plot(predictions, folder, "csv", "--language", folder.name) == 0
    for name in NAMES:
        assert (folders[0] / name).read_bytes() != (folders[1] / name).read_bytes()


def test_without_a_date_there_is_nothing_to_draw(
    predictions: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    assert plot(predictions, tmp_path / "plots", "jsonl") == 2
    assert "--plot: none of the 5 articles has a date" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before
