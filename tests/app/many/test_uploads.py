"""Uploads: each kind is read, each attack is refused, and nothing is left outside."""

import gzip
import io
import json
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from relclf.app.limits import Limits
from relclf.app.many.unpack import Allowance
from relclf.app.many.uploads import Upload, take, unpack
from relclf.errors import DataError
from relclf.readers import read_articles

LIMITS = Limits(upload_bytes=2**20, unpacked_bytes=2**22, records=50)
LINE = json.dumps({"id": "n1", "text": "استقبل الوزير نظيره."}, ensure_ascii=False) + "\n"


@pytest.fixture
def send(tmp_path: Path) -> Callable[[str, bytes], Upload]:
    """Send bytes under a name and unpack them."""
    (tmp_path / "sent").mkdir()
    (tmp_path / "unpacked").mkdir()

    def sent(name: str, content: bytes) -> Upload:
        (tmp_path / "sent" / name).write_bytes(content)
        return unpack(tmp_path / "sent" / name, tmp_path / "unpacked", LIMITS)

    return sent


def zipped(*members: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def ids(upload: Upload) -> list[str]:
    return [article.id for article in read_articles(list(upload.files))]


def test_each_kind_is_read(send: Callable[[str, bytes], Upload], tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow.parquet", reason="needs the extra app")
    import pyarrow as arrow

    pyarrow.write_table(arrow.table({"id": ["n1"], "text": ["خبر"]}), tmp_path / "t.parquet")
    for name, content in {
        "a.jsonl": LINE.encode(),
        "b.jsonl.gz": gzip.compress(LINE.encode(), mtime=0),
        "c.csv": b"id,text\nn1,abc\n",
        "d.parquet": (tmp_path / "t.parquet").read_bytes(),
        "e.zip": zipped(("n1.txt", "خبر")),
        "f.zip": zipped(("deep/er/news.jsonl.gz", gzip.compress(LINE.encode(), mtime=0))),
        "g.zip": zipped(("n1.txt", "خبر"), ("readme.doc", "x"), ("__MACOSX/._n1.txt", b"\0")),
    }.items():
        for path in sorted((tmp_path / "unpacked").rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        upload = send(name, content)
        assert ids(upload) == ["n1"], name
    assert upload.ignored == ("__MACOSX/._n1.txt", "readme.doc")


def test_texts_in_an_archive_leave_its_other_records_unread_and_say_so(
    send: Callable[[str, bytes], Upload],
) -> None:
    upload = send("a.zip", zipped(("n2.txt", "خبر"), ("coded.jsonl", LINE)))
    assert (ids(upload), upload.ignored) == (["n2"], ("coded.jsonl",))


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def encrypted() -> bytes:
    plain = bytearray(zipped(("a.txt", "خبر")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        plain[plain.index(mark) + offset] |= 1
    return bytes(plain)


def lying() -> bytes:
    """An archive whose directory says that its member of 8 MiB has 10 bytes."""
    content = bytearray(zipped(("a.txt", bytes(2**23))))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(mark) + offset
        content[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(content)


TOO_LONG = "a" * 300 + ".txt"
ATTACKS = {
    "up": (zipped(("../up.txt", "x")), "leads out of the archive"),
    "deep up": (zipped(("a/../../up.txt", "x")), "leads out of the archive"),
    "absolute": (zipped(("/tmp/relclf-up.txt", "x")), "leads out of the archive"),
    "drive": (zipped((r"C:\up.txt", "x")), "leads out of the archive"),
    "backslashes": (zipped((r"..\up.txt", "x")), "leads out of the archive"),
    "link": (zipped((link("a.txt"), "/etc/passwd")), "it is a link"),
    "nested": (zipped(("b.ZIP", zipped(("a.txt", "x")))), "a zip in a zip"),
    "encrypted": (encrypted(), "it is encrypted"),
    "bomb": (zipped(("a.txt", bytes(2**23))), r"more than 100 times|more than 4,194,304 bytes"),
    "lying bomb": (lying(), "grows more than|cannot be read as a zip archive"),
    "gzip bomb within": (
        zipped(("a.jsonl.gz", gzip.compress(bytes(2**24), mtime=0))),
        "grows more than 100 times",
    ),
    "many members": (zipped(*((f"{n}.txt", "x") for n in range(51))), "more than 50 files"),
    "name too long": (zipped((TOO_LONG, "x")), "short, plain name"),
    "file and folder": (zipped(("a.txt", "x"), ("a.txt/b.txt", "x")), "a.txt/b.txt"),
    "empty": (zipped(), "holds no .txt"),
    "no zip": (b"PK\x03\x04 no", "cannot be read as a zip archive"),
    "cut": (zipped(("a.txt", "x" * 999))[:-40], "cannot be read as a zip archive"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_by_zip_is_refused(
    name: str, send: Callable[[str, bytes], Upload], tmp_path: Path
) -> None:
    content, message = ATTACKS[name]
    with pytest.raises(DataError, match=message):
        send("a.zip", content)
    outside = {path for path in tmp_path.rglob("*") if path.is_file()}
    outside -= set((tmp_path / "unpacked").rglob("*"))
    assert outside == {tmp_path / "sent" / "a.zip"}
    # What was unpacked before it was stopped is little.
    assert sum(path.stat().st_size for path in (tmp_path / "unpacked").rglob("*")) < 2**22 + 2**17


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused(send: Callable[[str, bytes], Upload]) -> None:
    with pytest.raises(DataError, match="holds this name twice"):
        send("a.zip", zipped(("a.txt", "x"), ("a.txt", "y")))
    with pytest.raises(DataError, match="holds this name twice"):
        send("b.zip", zipped(("a.csv", "x"), ("a.csv.gz", gzip.compress(b"y"))))


def test_a_checksum_that_is_wrong_is_noticed(send: Callable[[str, bytes], Upload]) -> None:
    content = zipped(("a.txt", "abc" * 50)).replace(
        zlib.crc32(b"abc" * 50).to_bytes(4, "little"), b"\1\2\3\4"
    )
    with pytest.raises(DataError, match="cannot be read as a zip archive"):
        send("a.zip", content)


def test_a_parquet_bomb_is_refused(send: Callable[[str, bytes], Upload], tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra app")
    import pyarrow as arrow

    # A value of 1 MiB, stored once, that stands there 40 times.
    table = arrow.table({"text": ["a" * 2**20] * 40})
    once = {"compression": "zstd", "dictionary_pagesize_limit": 2**22}
    parquet.write_table(table, tmp_path / "t.parquet", **once)
    content = (tmp_path / "t.parquet").read_bytes()
    assert len(content) < 10_000
    # What the file says of itself does not show it.
    said = parquet.ParquetFile(tmp_path / "t.parquet").metadata.row_group(0).total_byte_size
    assert said < 2**21
    with pytest.raises(DataError, match=r"unpacked|grows more than"):
        send("a.parquet", content)
    parquet.write_table(arrow.table({"text": ["a"] * 51}), tmp_path / "t.parquet")
    with pytest.raises(DataError, match="more than 50 rows"):
        send("b.parquet", (tmp_path / "t.parquet").read_bytes())
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        send("c.parquet", b"PAR1 no")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", b'{"text": "a"}\n' * 51, "more than 50 records"),
        ("a.csv", b"text\n" + b"a\n" * 51, "more than 50 records"),
        ("a.jsonl", b"{}\n" + b"\n" * 10, None),
        ("a.jsonl", b" " * (2**20 + 1), "has 1,048,577 bytes, expected at most 1,048,576"),
        ("a.docx", b"PK", "unknown ending '.docx'"),
        ("a", b"text", "unknown ending ''"),
        ("a.jsonl.gz", b"no", "it is not gzip"),
        ("a.jsonl.gz", gzip.compress(LINE.encode(), mtime=0)[:-9], "cut or damaged"),
        ("a.csv.gz", gzip.compress(bytes(2**24), mtime=0), "grows more than 100 times"),
    ],
)
def test_other_files_are_refused(
    name: str, content: bytes, message: str | None, send: Callable[[str, bytes], Upload]
) -> None:
    if message is None:
        assert send(name, content).files
    else:
        with pytest.raises(DataError, match=message):
            send(name, content)


def test_a_record_reads_no_file_outside_the_upload(
    send: Callable[[str, bytes], Upload], tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    paths = ("../secret.txt", str(tmp_path / "secret.txt"), "/etc/hostname")
    for number, path in enumerate(paths):
        upload = send("a.jsonl", json.dumps({"file": path}).encode())
        with pytest.raises(DataError, match=r"leads out of the folder|no text file"):
            ids(upload)
        upload = send("b.zip", zipped((f"{number}/a.jsonl", json.dumps({"file": path}))))
        with pytest.raises(DataError, match=r"leads out of the folder|no text file"):
            ids(upload)


def test_what_is_taken_is_gone_from_where_it_came(tmp_path: Path) -> None:
    there = tmp_path / "cache" / "hash"
    there.mkdir(parents=True)
    (there / "a.csv").write_text("text\n")
    assert take(there / "a.csv", tmp_path).read_text() == "text\n"
    assert not there.exists()
    (tmp_path / "link").symlink_to(tmp_path / "a.csv")
    for place in (tmp_path / "cache", tmp_path / "link", tmp_path / "none"):
        (tmp_path / "cache").mkdir(exist_ok=True)
        with pytest.raises(DataError, match="it is no file; upload one"):
            take(place, tmp_path)


def test_messages_do_not_show_the_servers_folders(send: Callable[[str, bytes], Upload]) -> None:
    upload = send("a.jsonl", b"{}\n")
    with pytest.raises(DataError) as caught:
        ids(upload)
    assert upload.plain(str(caught.value)).startswith("a.jsonl:1: article 'a:1': text: ")


def test_as_many_bytes_as_are_allowed_are_allowed() -> None:
    allowance = Allowance(packed=2**14, most=2**20)
    allowance.use(2**20, "a")
    with pytest.raises(DataError, match="more than 1,048,576 bytes"):
        allowance.use(1, "a")
