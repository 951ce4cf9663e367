"""Who may come in, and what no client can reach."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from relclf.app.limits import Limits

httpx = pytest.importorskip("httpx", reason="needs relclf[app]")
SECRET = "كلمة سر طويلة"


@pytest.fixture(scope="module")
def running(serving: Callable[..., Any]) -> Iterator[Any]:
    with serving(Limits(upload_bytes=10_000, request_bytes=50_000)) as running:
        yield running


@pytest.fixture(scope="module")
def locked(serving: Callable[..., Any]) -> Iterator[Any]:
    from relclf.app.door import Password

    with serving(hosts=None, password=Password("amal", SECRET)) as running:
        yield running


def get(running: Any, path: str = "/", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.get(running.url + path, headers=named)


def test_only_this_machines_names_are_answered(running: Any) -> None:
    assert get(running).status_code == 200
    assert get(running, Host=f"localhost:{running.port}").status_code == 200
    for host in ("evil.example", f"evil.example:{running.port}", "127.0.0.1", ""):
        answer = get(running, Host=host)
        assert answer.status_code == 403, host
        assert "open the address that relclf printed" in answer.json()["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},
    ],
)
def test_pages_of_other_sites_are_refused(running: Any, headers: dict[str, str]) -> None:
    answer = httpx.post(f"{running.url}/predict", json={"text": "نص"}, headers=headers)
    assert answer.status_code == 403
    assert "a page of another site" in answer.json()["error"]
    assert "access-control-allow-origin" not in answer.headers


def test_the_page_itself_and_links_to_it_are_let_in(running: Any) -> None:
    assert get(running, Origin=running.url).status_code == 200
    assert get(running, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status_code == 200


def test_every_answer_shuts_the_page_off_from_other_hosts(running: Any) -> None:
    for path in ("/", "/config", "/nothing", "/gradio_api/file=/etc/passwd"):
        headers = get(running, path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "{cwd}/pyproject.toml",
        "../../../../../../etc/passwd",
        "..%2F..%2F..%2F..%2F..%2Fetc%2Fpasswd",
        "%2Fetc%2Fpasswd",
        "{uploads}/../../../../../../../etc/passwd",
        "{uploads}/link",
        "file:///etc/passwd",
        "http://127.0.0.1:{port}/config",
        "https://example.com/",
        "%20http://example.com/",
        "~/.bashrc",
        "",
    ],
)
def test_no_file_outside_the_uploads_is_read(running: Any, path: str) -> None:
    uploaded = httpx.post(
        f"{running.url}/gradio_api/upload", files={"files": ("a.jsonl", io.BytesIO(b"mine"))}
    ).json()[0]
    own = get(running, f"/gradio_api/file={uploaded}")
    assert (own.status_code, own.text) == (200, "mine")
    uploads = Path(uploaded).parent
    link = uploads / "link"
    if not link.is_symlink():
        link.symlink_to("/etc/passwd")
    named = path.format(cwd=Path.cwd(), uploads=uploads, port=running.port)
    for route in ("file=", "file/", "proxy="):
        answer = get(running, f"/gradio_api/{route}{named}")
        assert answer.status_code in (403, 404), route
        assert "root:" not in answer.text


def test_a_name_with_dots_stays_in_the_uploads(running: Any) -> None:
    for name in ("../../../../tmp/evil.jsonl", "/etc/evil.jsonl", "..\\..\\evil.jsonl"):
        [kept] = httpx.post(
            f"{running.url}/gradio_api/upload", files={"files": (name, io.BytesIO(b"x"))}
        ).json()
        uploads = Path(kept).parent.parent
        assert uploads.name == "uploads"
        assert ".." not in Path(kept).parts


@pytest.mark.parametrize("path", ["/etc/passwd", "https://example.com/a.jsonl"])
def test_a_client_that_names_a_file_in_place_of_an_upload_is_refused(
    running: Any, path: str
) -> None:
    config = get(running, "/config").json()
    files = {one["id"] for one in config["components"] if one["type"] in ("file", "uploadbutton")}
    asked = 0
    for event in config["dependencies"]:
        if not event["backend_fn"] or not files & set(event["inputs"]):
            continue
        sent = {"path": path, "meta": {"_type": "gradio.FileData"}}
        data = [sent if number in files else None for number in event["inputs"]]
        body = {"data": data, "fn_index": event["id"], "session_hash": "abc"}
        if event["queue"]:
            httpx.post(f"{running.url}/gradio_api/queue/join", json=body)
            url = f"{running.url}/gradio_api/queue/data?session_hash=abc"
            with httpx.stream("GET", url, timeout=30) as stream:
                told = stream.read().decode()
            assert '"success":false' in told
        else:
            answer = httpx.post(f"{running.url}/gradio_api/run/predict", json=body, timeout=30)
            assert answer.status_code == 500
        asked += 1
    assert asked or not files


@pytest.mark.parametrize(
    "path",
    ["/monitoring", "/gradio_api/vibe-code", "/gradio_api/openapi.json", "/docs", "/gradio_api/x"],
)
def test_what_the_page_does_not_need_is_not_there(running: Any, path: str) -> None:
    answer = get(running, path)
    assert answer.status_code == 404
    assert "the API is POST /predict" in answer.json()["error"]


def test_large_uploads_and_large_questions_are_refused(running: Any) -> None:
    url = f"{running.url}/gradio_api/upload"
    for size in (11_000, 3_000_000):
        answer = httpx.post(url, files={"files": ("a.jsonl", io.BytesIO(b"x" * size))}, timeout=30)
        assert answer.status_code == 413
    body = {"data": ["x" * 60_000, ""], "fn_index": 0, "session_hash": "abc"}
    answer = httpx.post(f"{running.url}/gradio_api/queue/join", json=body)
    assert answer.status_code == 413
    assert "a request has at most 50,000 bytes" in answer.json()["error"]
    assert get(running).status_code == 200


def basic(user: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()


def test_nothing_is_had_without_the_password(locked: Any) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/openapi.json", "/assets/x.js", "/nothing"):
        answer = get(locked, path)
        assert answer.status_code in (401, 404), path
        assert "relclf" not in answer.text.replace("relclf printed", "")
    answer = httpx.post(f"{locked.url}/predict", json={"text": "نص"})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    "given",
    [
        basic("amal", "wrong password"),
        basic("omar", SECRET),
        basic("amal", ""),
        "Basic %%%",
        "Basic",
        basic("amal", SECRET).replace("Basic", "Bearer"),
    ],
)
def test_another_password_is_refused_and_costs_time(locked: Any, given: str) -> None:
    assert (answer := get(locked, Authorization=given)).status_code == 401
    assert answer.elapsed.total_seconds() > 0.9


def test_the_password_opens_page_and_api(locked: Any) -> None:
    key = {"Authorization": basic("amal", SECRET)}
    assert "gradio" in get(locked, **key).text
    answer = httpx.post(f"{locked.url}/predict", json={"text": "زار الوزير بغداد."}, headers=key)
    assert answer.json()["interaction"] == "visit"


def test_a_password_is_not_shown() -> None:
    from relclf.app.door import Password

    assert SECRET not in repr(Password("amal", SECRET))
