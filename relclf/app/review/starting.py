"""How a review begins: its articles classified now, or put beside predictions made before."""

from collections.abc import Iterator
from dataclasses import dataclass

from relclf.app.many.classify import Reading
from relclf.app.many.pages import progress_page, trouble_page
from relclf.app.many.results import Results
from relclf.app.many.run import run
from relclf.app.many.uploads import unpack
from relclf.app.many.work import Work
from relclf.app.review.predictions import joined
from relclf.app.served import Served
from relclf.errors import RelclfError

__all__ = ["Begun", "begin"]


@dataclass(frozen=True, slots=True)
class Begun:
    """What is known after a step of the beginning."""

    page: str
    """What to show."""
    over: bool = False
    """Whether it is the last step."""
    unmatched: int = 0
    """Articles without a prediction."""


def begin(work: Work, served: Served) -> Iterator[Begun]:
    """Fill a work's results from the files that were sent; bad records are skipped and listed.

    Args:
        work: The work, with "articles" and perhaps "predictions".
        served: The classifier.

    Yields:
        The steps. Errors are shown; the results are then empty or those read so far.
    """
    if "predictions" not in work.sent or "articles" not in work.sent:
        for page, over in run(work, served, "skip"):
            yield Begun(page, over)
        return
    sent = work.sent["predictions"]
    try:
        work.begin()
        yield Begun(progress_page("reading", name=sent.name))
        files = unpack(sent, work.empty("unpacked-predictions"), served.limits).files
        upload = unpack(work.sent["articles"], work.empty("unpacked"), served.limits)
        results = Results(work.empty("results") / "results.sqlite", served.codebook)
        work.renew(results)
        reading = Reading(upload, served, "skip", work.gone)
        unmatched = 0
        for article, prediction in joined(reading, files[0], served.codebook):
            if prediction is None:
                unmatched += 1
            else:
                results.add(article, prediction)
    except RelclfError as error:
        work.renew(None)
        yield Begun(trouble_page(type(error).__name__, str(error)), True)
        return
    page = progress_page("done", upload=upload, reading=reading)
    yield Begun(page, True, unmatched)
