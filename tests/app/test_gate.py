"""Places and turns before the classifier."""

import threading
import time
from collections.abc import Callable

import pytest

from relclf.app.gate import BusyError, Gate, GoneError, LateError
from relclf.app.limits import Limits, OverLimitError
from relclf.app.served import Served
from relclf.articles import Article
from relclf.errors import ConfigError

Until = Callable[..., None]


def hold(gate: Gate, leave: threading.Event) -> threading.Thread:
    """Work until told to leave."""

    def work() -> None:
        with gate.admitted(), gate.turn():
            leave.wait(10)

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_turns_come_in_the_order_of_asking_and_never_more_than_may_work(until: Until) -> None:
    gate, leave, order = Gate(at_work=1, waiting=3), threading.Event(), []
    threads = [hold(gate, leave)]
    until(lambda: gate.inside == 1)

    def work(number: int) -> None:
        with gate.admitted(), gate.turn():
            order.append(number)

    for number in range(3):
        threads.append(threading.Thread(target=work, args=[number]))
        threads[-1].start()
        until(lambda number=number: gate.inside == number + 2)
        time.sleep(0.02)  # from the place to the line
    with pytest.raises(BusyError, match="1 clients are served and 3 may wait; try again"):
        gate.admitted().__enter__()
    assert order == []
    leave.set()
    for thread in threads:
        thread.join(10)
    assert order == [0, 1, 2]
    assert gate.inside == 0


def test_who_goes_away_or_waits_too_long_leaves_the_line(until: Until) -> None:
    gate, leave, gone = Gate(at_work=1, waiting=2), threading.Event(), threading.Event()
    worker = hold(gate, leave)
    until(lambda: gate.inside == 1)
    with pytest.raises(LateError, match="it took too long"), gate.admitted():
        gate.turn(deadline=time.monotonic() + 0.05).__enter__()
    threading.Timer(0.05, gone.set).start()
    with pytest.raises(GoneError), gate.admitted():
        gate.turn(gone).__enter__()
    assert gate.inside == 1
    leave.set()
    worker.join(10)
    with gate.admitted(), gate.turn(deadline=time.monotonic() + 5):
        assert gate.inside == 1


def test_served_predictions_are_the_classifiers(served: Served) -> None:
    articles = [Article("زار الوزير بغداد.", "a"), Article("بحثا إنتاج النفط.", "b", "لقاء")]
    straight = served.classifier.predict(articles)
    assert served.predict(articles) == straight
    assert list(served.pairs(articles * 9)) == [*zip(articles * 9, straight * 9, strict=True)]


def test_others_have_their_turn_during_a_long_run(served: Served) -> None:
    article = Article("زار الوزير بغداد.", "a")
    tight = Served(served.classifier, Limits(at_work=1, waiting=1))
    run = tight.pairs(article for _ in range(1_000_000))
    next(run)
    assert tight.gate.inside == 1
    assert tight.predict([article])[0].id == "a"
    run.close()
    assert tight.gate.inside == 0


def test_a_run_whose_client_goes_away_ends(served: Served) -> None:
    gone = threading.Event()
    run = served.pairs((Article("زار الوزير بغداد.", str(n)) for n in range(1_000)), gone=gone)
    next(run)
    gone.set()
    with pytest.raises(GoneError):
        list(run)
    assert served.gate.inside == 0


def test_a_long_article_is_refused_by_name(served: Served) -> None:
    limits = Limits(article_characters=10)
    with pytest.raises(OverLimitError, match=r"article 'n1': it has 12 characters, expected at "):
        Served(served.classifier, limits).predict([Article("x" * 10, "n1", "ab")])
    with pytest.raises(OverLimitError):
        list(Served(served.classifier, limits).pairs([Article("x" * 11, "n1")]))


def test_a_limit_of_nothing_is_refused() -> None:
    assert Limits(waiting=0).waiting == 0
    with pytest.raises(ConfigError, match=r"limits\.at_work: got -1, expected a number above 0"):
        Limits(at_work=-1)
