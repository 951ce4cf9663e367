"""`POST /predict`: answers, and every way to be refused; the server stays up."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from relclf.app.limits import Limits

httpx = pytest.importorskip("httpx", reason="needs relclf[app]")
CALL = "تلقى وزير الخارجية اتصالا هاتفيا من نظيره الفرنسي، وبحثا التعاون في مجال الطاقة."
LIMITS = Limits(
    request_bytes=20_000,
    request_articles=3,
    article_characters=5_000,
    request_seconds=1.5,
    upload_bytes=10_000,
    at_work=1,
    waiting=1,
)
Until = Callable[..., None]


@pytest.fixture(scope="module")
def running(serving: Callable[..., Any]) -> Iterator[Any]:
    with serving(LIMITS) as running:
        yield running


def ask(running: Any, content: Any, **headers: str) -> tuple[int, Any]:
    content = content if isinstance(content, bytes) else json.dumps(content).encode()
    answer = httpx.post(f"{running.url}/predict", content=content, headers=headers, timeout=20)
    return answer.status_code, answer.json()


def alive(running: Any) -> bool:
    return ask(running, {"text": CALL})[1]["interaction"] == "phone_call"


def test_one_article_and_several_are_answered_as_the_classifier_says(running: Any) -> None:
    from relclf.articles import Article

    said = running.served.classifier.predict(Article(CALL, "n1", "اتصال")).to_record()
    record = {"id": "n1", "title": "اتصال", "text": CALL, "colour": "ignored"}
    assert ask(running, record) == (200, said)
    status, answer = ask(running, {"articles": [record, {"text": CALL}, {"text": CALL, "id": 7}]})
    assert status == 200
    assert answer["predictions"][0] == said
    assert [one["id"] for one in answer["predictions"]] == ["n1", "2", "7"]


@pytest.mark.parametrize(
    ("content", "status", "message"),
    [
        (b"text=x", 400, "request: it is not JSON in UTF-8"),
        (b"", 400, "it is not JSON"),
        (b"\xff\xfe", 400, "it is not JSON"),
        (b"[" * 15_000, 400, "nested too deeply"),
        (b'{"a":' * 3_000, 400, "nested too deeply"),
        (b'{"text": ' + b"9" * 5_000 + b"}", 400, "it is not JSON"),
        ([], 422, "expected a JSON object, got []"),
        ({}, 422, "text"),
        ({"text": ""}, 422, "text: it is empty"),
        ({"text": 5}, 422, "request: article '1': text"),
        ({"text": "\ud800"}, 422, "surrogate"),
        ({"articles": []}, 422, "articles: expected a list of at least one article, got []"),
        ({"articles": "x"}, 422, "articles: expected a list"),
        ({"articles": [5]}, 422, "articles[0]"),
        ({"articles": [{"text": "x"}, {"text": "x", "id": "1"}]}, 422, "the id of articles[0] too"),
        ({"articles": [{"text": "x"}] * 4}, 413, "there are 4, expected at most 3"),
        ({"text": "x" * 5_001}, 413, "it has 5,001 characters, expected at most 5,000"),
        (b'{"articles":[' + b'{"text":"a"},' * 1_000_000, 413, "a request has at most 20,000"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_in_words(
    running: Any, content: Any, status: int, message: str
) -> None:
    got, answer = ask(running, content)
    assert got == status
    assert list(answer) == ["error"]
    assert message in answer["error"]
    assert alive(running)


def test_a_refusal_reaches_clients_that_are_still_sending(running: Any) -> None:
    content = b"x" * 10_000_000
    with ThreadPoolExecutor(6) as clients:
        asked = clients.map(lambda _: ask(running, content), range(48))
        assert {status for status, _ in asked} == {413}
    assert alive(running)


def test_tiny_records_by_the_hundred_thousand_are_counted_not_read(
    serving: Callable[..., Any],
) -> None:
    content = b'{"articles":[' + b",".join([b'{"text":"a"}'] * 300_000) + b"]}"
    with serving(Limits()) as running:
        began = time.monotonic()
        status, answer = ask(running, content)
        assert (status, time.monotonic() - began < 20) == (413, True)
        assert "there are 300,000, expected at most 100" in answer["error"]
        assert alive(running)


def raw(running: Any, *parts: bytes, pause: float = 0) -> bytes:
    """Send parts with pauses between, and return what comes back."""
    with socket.create_connection((running.host, running.port), timeout=10) as wire:
        for part in parts:
            try:
                wire.sendall(part)
            except OSError:  # it has heard enough
                break
            time.sleep(pause)
        answer = b""
        try:
            while part := wire.recv(65_536):
                answer += part
        except OSError:
            pass
        return answer


def head(running: Any, *lines: str) -> bytes:
    first = [f"POST /predict HTTP/1.1\r\nHost: 127.0.0.1:{running.port}", *lines, "", ""]
    return "\r\n".join(first).encode()


def test_a_body_without_a_length_is_counted_as_it_comes(running: Any) -> None:
    chunk = b"1000\r\n" + b"x" * 4096 + b"\r\n"
    answer = raw(running, head(running, "Transfer-Encoding: chunked"), *[chunk] * 6)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"a request has at most 20,000 bytes" in answer
    assert alive(running)


def test_a_body_that_drips_in_is_refused_in_time(running: Any) -> None:
    began = time.monotonic()
    parts = [head(running, "Content-Length: 1000"), *[b"x"] * 30]
    answer = raw(running, *parts, pause=0.1)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"it did not arrive within 1.5 seconds" in answer
    assert time.monotonic() - began < 8
    assert alive(running)


@contextmanager
def busy(running: Any, until: Until) -> Iterator[None]:
    """Take the one place at work."""
    leave = threading.Event()

    def work() -> None:
        with running.served.gate.admitted(), running.served.gate.turn():
            leave.wait(60)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        until(lambda: running.served.gate.inside == 1)
        yield
    finally:
        leave.set()
        thread.join(10)
    until(lambda: running.served.gate.inside == 0)


def test_over_the_line_is_busy_and_waiting_too_long_is_late(running: Any, until: Until) -> None:
    answers: list[tuple[int, Any]] = []
    with busy(running, until):
        waits = threading.Thread(target=lambda: answers.append(ask(running, {"text": CALL})))
        waits.start()
        until(lambda: running.served.gate.inside == 2)
        refused = httpx.post(f"{running.url}/predict", json={"text": CALL})
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "1"
        assert "the classifier is busy" in refused.json()["error"]
        waits.join(10)
    assert answers[0][0] == 504
    assert "it took too long" in answers[0][1]["error"]
    assert alive(running)


def test_a_client_that_goes_away_frees_its_place(serving: Callable[..., Any], until: Until) -> None:
    body = json.dumps({"text": CALL}).encode()
    with serving(Limits(at_work=1, waiting=1)) as running:
        config = httpx.get(f"{running.url}/config").json()
        [event] = [one["id"] for one in config["dependencies"] if one["api_name"] == "classify"]
        pasted = {"data": ["", CALL], "fn_index": event, "session_hash": "leaver"}
        with busy(running, until):
            # Both would wait for a minute, were they there.
            with socket.create_connection((running.host, running.port)) as wire:
                wire.sendall(head(running, f"Content-Length: {len(body)}") + body)
                until(lambda: running.served.gate.inside == 2)
            until(lambda: running.served.gate.inside == 1)
            httpx.post(f"{running.url}/gradio_api/queue/join", json=pasted).raise_for_status()
            data = f"{running.url}/gradio_api/queue/data?session_hash=leaver"
            with httpx.stream("GET", data, timeout=10) as page:
                next(page.iter_lines())
                until(lambda: running.served.gate.inside == 2)
            until(lambda: running.served.gate.inside == 1)
        assert alive(running)


def test_it_describes_itself(running: Any) -> None:
    described = httpx.get(f"{running.url}/openapi.json").json()
    assert list(described["paths"]) == ["/predict"]
    statuses = set(described["paths"]["/predict"]["post"]["responses"])
    assert {"200", "400", "413", "422", "429", "503", "504"} <= statuses
