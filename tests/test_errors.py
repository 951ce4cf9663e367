"""Tests of relclf.errors and relclf.reading.encoding: the exceptions, and what messages show."""

import pytest

from relclf import errors
from relclf.errors import DataError, MissingExtraError, RelclfError, require, shown, suggestion
from relclf.reading.encoding import decode

ARABIC = "وقال الوزير في بيان إن الجانبين اتفقا على التعاون\n"


@pytest.mark.parametrize(
    "name", ["DataError", "CodebookError", "ConfigError", "ModelError", "MissingExtraError"]
)
def test_every_error_is_a_relclf_error(name: str) -> None:
    assert issubclass(getattr(errors, name), RelclfError)


def test_require_returns_the_module() -> None:
    assert require("json.decoder", "parquet").JSONDecodeError is not None


def test_require_says_what_to_type() -> None:
    with pytest.raises(
        MissingExtraError, match=r"needs 'no_such'.*pip install 'relclf\[parquet\]'"
    ):
        require("no_such.inner", "parquet")


def test_a_broken_package_keeps_its_own_error(tmp_path, monkeypatch) -> None:
    (tmp_path / "broken_inside.py").write_text("import no_such_dependency\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="no_such_dependency"):
        require("broken_inside", "parquet")


def test_shown_is_short_for_anything() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    for value in ("x" * 10**6, deep, {str(i): "y" * 99 for i in range(999)}, 10**5000, b"z" * 999):
        assert len(shown(value)) <= 200


def test_suggestion_is_quick_for_a_huge_word() -> None:
    assert suggestion("x" * 10**7, ["energy"]) == ""
    assert suggestion("Energy ", ["energy"]) == " Did you mean 'energy'?"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("utf-32", "UTF-32"),
        ("cp1256", "CP1256"),
        ("iso8859_6", "ISO-8859-6"),
    ],
)
def test_another_encoding_is_named_with_its_conversion(encoding: str, name: str) -> None:
    with pytest.raises(DataError, match=rf"a\.txt: .*iconv -f {name} -t UTF-8"):
        decode(ARABIC.encode(encoding), "a.txt")


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"PK\x03\x04\x14\x00", "zip archive"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf", "PDF"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"PAR1\x00", "Parquet"),
        (b"\xd0\xcf\x11\xe0", "Office"),
        (bytes(range(256)) * 4 + b"\x00" * 99, "binary"),
        (b"caf\xe9 cr\xe8me \xfb\xfc\xfe\xfd\x81", "not known"),
        ("خبر".encode()[:-1], "cut within a character"),
    ],
)
def test_what_is_not_text_is_named(start: bytes, kind: str) -> None:
    with pytest.raises(DataError, match=kind):
        decode(start, "a.txt")


def test_one_nul_in_text_is_named_with_its_place() -> None:
    with pytest.raises(DataError, match=r"a\.txt: byte 500 is NUL.*tr -d"):
        decode(b"a" * 500 + b"\x00" + b"b" * 500, "a.txt")


def test_only_the_mark_at_the_start_is_dropped() -> None:
    data = "\ufeffخبر\ufeff\r\nآخر\n".encode()
    assert decode(data, "a.txt") == "خبر\ufeff\r\nآخر\n"
    assert decode(data, "a.txt", mark=False).startswith("\ufeff")
