"""What the tests of the app share: the shipped classifier, and servers that run for a while."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from relclf import RelationClassifier
from relclf.app.limits import Limits
from relclf.app.served import Served


@pytest.fixture(scope="session")
def classifier() -> RelationClassifier:
    """The shipped classifier."""
    return RelationClassifier.from_pretrained(threads=1)


@pytest.fixture
def served(classifier: RelationClassifier) -> Served:
    """The classifier behind a gate of its own, with the usual limits."""
    return Served(classifier)


@dataclass
class Running:
    """A server of the app that runs in this process."""

    url: str
    host: str
    port: int
    served: Served


@pytest.fixture(scope="session")
def serving(
    classifier: RelationClassifier, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Any]:
    """A context manager that runs the app: `with serving(limits, language="en") as running`."""
    pytest.importorskip("gradio", reason="needs relclf[app]")
    from relclf.app.server import build, hosts_of, listen, server

    @contextmanager
    def serve(limits: Limits | None = None, **options: Any) -> Iterator[Running]:
        folder = tmp_path_factory.mktemp("app")
        served = Served(classifier, limits)
        with pytest.MonkeyPatch.context() as patch, listen("127.0.0.1", 0) as taken:
            patch.setenv("GRADIO_TEMP_DIR", str(folder / "uploads"))
            (folder / "uploads").mkdir()
            port = taken.getsockname()[1]
            options = {"hosts": hosts_of(port), "corrections": folder / "new.jsonl"} | options
            runs = server(build(served, **options), served.limits)
            thread = threading.Thread(target=runs.run, kwargs={"sockets": [taken]})
            thread.start()
            try:
                _until(lambda: runs.started)
                yield Running(f"http://127.0.0.1:{port}", "127.0.0.1", port, served)
            finally:
                runs.should_exit = True
                thread.join(10)
                assert not thread.is_alive()

    return serve


@pytest.fixture(scope="session")
def until() -> Callable[..., None]:
    """A wait for something to become true."""
    return _until


def _until(true: Callable[[], Any], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)
