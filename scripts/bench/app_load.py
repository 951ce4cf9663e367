"""How the app stands twenty clients who paste articles, beside the bare classifier in the same run.

python scripts/bench/app_load.py --seconds 60

Half of the clients ask `POST /predict`, half paste into the page as a browser does, through
Gradio's queue. The server is a process of its own on this machine, and so takes its share of the
processors, as do the clients. Whoever has an answer asks again at once, so that the time of an
answer is that of a full line: about the number of clients times the time of one article.
"""

import argparse
import contextlib
import json
import platform
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from gradio_client import Client

from relclf import RelationClassifier
from relclf.app.one.examples import examples
from relclf.articles import Article
from relclf.atomic import write_text
from relclf.backends.onnx import available_processors

_PROGRAM = "import sys; from relclf.cli import main; sys.exit(main(sys.argv[1:]))"
Ask = Callable[[Article], bool]


def main() -> None:
    """Load the app and tell what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long the clients ask")
    parser.add_argument("--clients", type=int, default=20, help="how many ask at a time")
    parser.add_argument("--output", type=Path, help="JSON file for what was measured")
    options = parser.parse_args()
    articles = examples()
    bare = _bare(articles)
    with _server() as url:
        number = options.clients
        clients = [_of_page(url) if i % 2 else _of_api(url) for i in range(number)]
        seconds, errors = _asked(clients, articles, options.seconds)
    bare += _bare(articles)
    measured: dict[str, Any] = {
        "machine": f"{platform.machine()}, {available_processors()} processors",
        "clients": number,
        "seconds": options.seconds,
        "errors": errors,
        "bare": _figures(bare, sum(bare)),
        "API": _figures(seconds[0], options.seconds),
        "page": _figures(seconds[1], options.seconds),
    }
    print(f"{number} clients, {options.seconds:g} seconds: {len(errors)} errors or lost answers")
    print(f"{'':6}  answers  a second  median  95th percentile (seconds)")
    for name in ("bare", "API", "page"):
        row = measured[name]
        print(
            f"{name:6}  {row['answers']:7}  {row['a_second']:8.2f}  {row['median']:6.3f}  "
            f"{row['p95']:6.3f}"
        )
    for error in errors[:5]:
        print(error)
    if options.output:
        write_text(options.output, json.dumps(measured, ensure_ascii=False, indent=1) + "\n")
    sys.exit(bool(errors))


def _bare(articles: Sequence[Article]) -> list[float]:
    """Time the classifier alone, one article at a time, after one that warms it up."""
    classifier = RelationClassifier.from_pretrained()
    seconds = []
    for article in [articles[0], *articles, *articles]:
        began = time.perf_counter()
        classifier.predict(article)
        seconds.append(time.perf_counter() - began)
    return seconds[1:]


@contextlib.contextmanager
def _server() -> Iterator[str]:
    """Run the app on a free port; yield its address."""
    program = [sys.executable, "-c", _PROGRAM, "app", "--port", "0"]
    with subprocess.Popen(program, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said
        # What it says later must not fill the pipe.
        threading.Thread(target=server.stderr.read, daemon=True).start()
        try:
            while True:
                with contextlib.suppress(httpx.TransportError):
                    httpx.get(found[0], timeout=60)
                    break
            yield found[0]
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def _of_api(url: str) -> Ask:
    client = httpx.Client(timeout=120)

    def ask(article: Article) -> bool:
        record = {"id": article.id, "title": article.title, "text": article.text}
        answer = client.post(f"{url}/predict", json=record)
        answer.raise_for_status()
        return bool(answer.json()["id"] == article.id)

    return ask


def _of_page(url: str) -> Ask:
    client = Client(url, verbose=False, httpx_kwargs={"timeout": 120})

    def ask(article: Article) -> bool:
        shown = client.predict(article.title, article.text, api_name="/classify")
        return 'class="one"' in shown

    return ask


def _asked(
    clients: Sequence[Ask], articles: Sequence[Article], seconds: float
) -> tuple[tuple[list[float], list[float]], list[str]]:
    """Let all clients ask until the time is up; return seconds of API and page, and errors."""
    took: tuple[list[float], list[float]] = ([], [])
    errors: list[str] = []
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        turn = number
        while (began := time.perf_counter()) < end:
            try:
                if not clients[number](articles[turn % len(articles)]):
                    errors.append(f"client {number}: it got no prediction of its article")
            except Exception as error:  # whatever it is, it is counted
                errors.append(f"client {number}: {type(error).__name__}: {error}")
            took[number % 2].append(time.perf_counter() - began)
            turn += 1

    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, range(len(clients))))
    return took, errors


def _figures(seconds: Sequence[float], whole: float) -> dict[str, float]:
    return {
        "answers": len(seconds),
        "a_second": len(seconds) / whole,
        "median": median(seconds),
        "p95": quantiles(seconds, n=20, method="inclusive")[-1],
    }


if __name__ == "__main__":
    main()
