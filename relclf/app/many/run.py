"""One run of the tab: from a file that was sent to results, told as it goes on."""

from collections.abc import Iterator
from pathlib import Path

from relclf.app.gate import GoneError
from relclf.app.many.classify import OnError, Reading, classify
from relclf.app.many.pages import progress_page, trouble_page
from relclf.app.many.results import Results
from relclf.app.many.uploads import unpack
from relclf.app.many.words import TROUBLES
from relclf.app.many.work import Work
from relclf.app.served import Served
from relclf.errors import RelclfError
from relclf.output.formats import write_records

__all__ = ["downloads", "run"]

FORMATS = ("jsonl", "csv")


def run(work: Work, served: Served, on_error: OnError) -> Iterator[tuple[str, bool]]:
    """Classify what was sent, into the work's results.

    Args:
        work: The work; its file stands under the purpose "articles".
        served: The classifier.
        on_error: What a bad record does.

    Yields:
        What to show, and whether the run is over. Errors are shown too; none is raised.
    """
    sent = work.sent.get("articles")
    if sent is None:
        yield trouble_page("empty"), True
        return
    try:
        work.begin()
        yield progress_page("reading", name=sent.name), False
        upload = unpack(sent, work.empty("unpacked"), served.limits)
        work.renew(Results(work.empty("results") / "results.sqlite", served.codebook))
        assert work.results is not None
        reading = Reading(upload, served, on_error, work.gone)
        progress = None
        for progress in classify(reading, served, work.results, work.gone):
            yield progress_page("running", progress=progress), False
        yield progress_page("done", progress=progress, upload=upload, reading=reading), True
    except GoneError:
        yield progress_page("cancelled"), True
    except (RelclfError, OSError) as error:
        # A client that goes away takes its files with it, which looks like a file without articles.
        if work.gone.is_set():
            yield progress_page("cancelled"), True
        elif type(error).__name__ in TROUBLES:
            yield trouble_page(type(error).__name__, str(error)), True
        else:
            raise


def downloads(work: Work) -> tuple[str, str] | None:
    """Write all results as files that the server lets be fetched.

    Args:
        work: The work.

    Returns:
        The paths of JSON Lines and CSV, as `relclf predict` writes them; None without results.
    """
    results = work.results
    if results is None or "articles" not in work.sent:
        return None
    folder = work.downloads()
    name = work.sent["articles"].name.partition(".")[0] or "articles"
    paths: list[Path] = []
    for form in FORMATS:
        paths.append(folder / f"{name}-predictions.{form}")
        with paths[-1].open("xb") as file:
            write_records(results.records(), file, form, results.codebook)
    return str(paths[0]), str(paths[1])
