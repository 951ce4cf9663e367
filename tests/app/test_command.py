"""`relclf app`: how it starts, what it refuses, how it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from relclf.cli import main

pytest.importorskip("gradio", reason="needs relclf[app]")
import httpx


@pytest.fixture(autouse=True)
def no_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RELCLF_APP_PASSWORD", raising=False)
    # What the command sets for its own process is taken back.
    for name in ("GRADIO_ANALYTICS_ENABLED", "GRADIO_TEMP_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("options", "password", "message"),
    [
        ("--host 0.0.0.0", None, "--host 0.0.0.0: others could use the app; add --public"),
        ("--host 0.0.0.0", "long enough", "others could use the app; add --public"),
        ("--share", "long enough", "--share: others could use the app; add --public"),
        ("--share --public", None, "--public: it needs a password in the environment variable"),
        ("--host 0.0.0.0 --public", "", "it needs a password in the environment variable"),
        ("--public", "short", "RELCLF_APP_PASSWORD: it has 5 characters, expected at least 8"),
        ("--user a:b", None, "--user: got 'a:b'; a user name has no colon"),
        ("--limits.records 0", None, "limits.records: got 0, expected a number above 0"),
        ("--model nowhere --port 0", None, "nowhere"),
        ("--host nowhere.invalid --public", "long enough", "cannot listen on nowhere.invalid"),
        ("--port 70000", None, "port 70000: cannot listen on 127.0.0.1"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    options: str,
    password: str | None,
    message: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if password is not None:
        monkeypatch.setenv("RELCLF_APP_PASSWORD", password)
    assert main(["app", *options.split()]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert password != "long enough" or password not in said


def test_a_port_that_is_taken_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["app", "--port", str(port)]) == 2
    assert f"port {port}: cannot listen on 127.0.0.1" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "gradio", None)
    assert main(["app"]) == 2
    assert "pip install 'relclf[app]'" in capsys.readouterr().err


def test_share_that_cannot_be_had_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import relclf.app.share

    def no_network(*_: Any) -> str:
        raise RuntimeError("Could not get share link from Gradio API Server.")

    monkeypatch.setattr(relclf.app.share, "setup_tunnel", no_network)
    monkeypatch.setenv("RELCLF_APP_PASSWORD", "long enough")
    assert main(["app", "--share", "--public", "--port", "0"]) == 2
    said = capsys.readouterr().err
    assert "--share: the link could not be made (Could not get share link" in said


def test_help_is_fast_and_loads_no_page() -> None:
    code = (
        "import sys; from relclf.cli import main\n"
        "try: main(['app', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'gradio', 'fastapi', 'uvicorn', 'starlette'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "Clients that may wait for their turn." in done.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
def test_it_says_where_it_is_answers_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    code = "import sys; from relclf.cli import main; sys.exit(main(sys.argv[1:]))"
    program = [sys.executable, "-c", code, "app", "--port", "0"]
    with subprocess.Popen(
        program,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        # What runs in the background of a shell ignores Ctrl-C, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as started:
        assert started.stderr is not None
        # Packages that start for the first time may have something to say before.
        said: list[str] = []
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", "".join(said))):
            said.append(started.stderr.readline())
            assert said[-1], said
        answer = httpx.post(f"{found[0]}/predict", json={"text": "زار الوزير بغداد."}, timeout=90)
        assert answer.json()["interaction"] == "visit"
        with httpx.stream("GET", f"{found[0]}/gradio_api/heartbeat/abc") as page:
            next(page.iter_raw())  # an open page does not keep it alive
            began = time.monotonic()
            started.send_signal(signal.SIGINT)
            assert started.wait(15) == 130
        assert time.monotonic() - began < 10
        rest = started.stderr.read()
    assert "Traceback" not in rest
    assert rest.endswith("relclf: stopped\n")
    assert list(tmp_path.iterdir()) == []  # nor is anything left of it
