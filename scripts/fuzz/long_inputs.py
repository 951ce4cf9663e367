"""Time hostile inputs of 100 kB and of 1 MB: ten times as long may take ten times, not a hundred.

    python scripts/fuzz/long_inputs.py
    python scripts/fuzz/long_inputs.py codebook --bytes 20000

Prints the processor time of both sizes and their ratio, slowest growth first.
"""

import argparse
import logging
import time
from collections.abc import Callable

import targets

__all__ = ["LONG", "seconds"]

Make = Callable[[int], bytes]


def _run(piece: str, before: str = "", after: str = "") -> Make:
    """Return what repeats a piece up to a number of bytes."""
    one = piece.encode("utf-8", "surrogatepass")
    return lambda size: before.encode() + one * (size // len(one)) + after.encode()


def _numbered(piece: str, before: str = "", after: str = "") -> Make:
    """Return what repeats a piece with a number in the place of "#"."""
    each = len(piece) + 4
    return lambda size: (
        before + "".join(piece.replace("#", str(number)) for number in range(size // each)) + after
    ).encode()


_TEXTS: dict[str, Make] = {
    **{f"run of {piece!r}": _run(piece) for piece in (*'.!)"<>&@#/-_: a', "\n", "\x00", "ـ", "َ")},
    **{
        f"run of {piece!r}": _run(piece)
        for piece in (
            "\u200f",
            "\u2028",
            "\ud800",
            "ﷺ",
            "اٴ",
            "ٓ",
            "قطر ",
            "شارك الخبر\n",
            "a.",
            "a@",
        )
    },
    **{
        f"repeated {piece!r}": _run(piece)
        for piece in (
            *(
                "<a",
                "<>",
                "</a>",
                "&#",
                "&#1",
                "&amp;",
                "http",
                "www",
                "www.",
                "://",
                ".com",
                "a.com",
            ),
            *(
                "1ا",
                "ا1",
                ". ",
                '."',
                ".)x",
                "...x",
                "، ",
                "[[",
                "((",
                "a-@",
                "a@b.",
                ".ab",
                "@.a.aa",
            ),
            *("اقرأ أيضا ", "» ", "ا\r", "\x1c", "😀", "[رابط]", "السعودية ", " \n", "\u00a0"),
        )
    },
    "a reference of digits": _run("9", "&#"),
    "a host of letters": _run("a", "http://", ".com"),
    "a tag without an end": _run("a", "<"),
    "spaces and a letter": _run(" ", "ا", "ا"),
    "run of 'ا'": _run("ا"),
    "lines that differ": _numbered("السطر رقم #\n"),
}
# What makes many segments, or long ones: all that is left of a text where windows begin.
_SEGMENTS = ("lines that differ", "run of 'a'", "run of 'ا'", "spaces and a letter")
_JSON: dict[str, Make] = {
    "a line of spaces": _run(" "),
    "empty lines": _run("\n"),
    "a list, then empty lines": _run("\n", "["),
    "open brackets": _run("["),
    "open braces": _run('{"a":'),
    "digits": _run("9", '{"text": ', "}"),
    "escapes": _run("\\ud83d\\ude42", '{"text": "', '"}'),
    "lines without text": _run("{}\n"),
    "lines of one letter": _run("x\n"),
    "records": _numbered('{"text": "a#"}\n'),
    "one id": _run('{"id": "a", "text": "a"}\n'),
    "keys": _numbered('"k#":0,', '{"text": "a", ', '"k":0}'),
    "keys and the last one twice": _numbered('"k#":0,', '{"text": "a", ', '"z":0, "z":0}'),
    "keys without text": _numbered('"tex#":0,', "{", '"k":0}'),
    "topics": _run('"energy",', '{"text": "a", "topics": [', '"energy"]}'),
    "parties": _numbered('"p#",', '{"text": "a", "parties": [', '"p"]}'),
    "spans": _run(
        "[0,1],", '{"text": "a", "interaction": "visit", "evidence": {"interaction": [', "[0,1]]}}"
    ),
}
_CSV: dict[str, Make] = {
    "columns": _numbered("c#,", "", "text\n"),
    "columns and no text": _numbered("tex#,", "", "z\n"),
    "quotes": _run('"', "text\n"),
    "quotes and a letter": _run('""', 'text\n"', "a"),
    "a cell of lines": _run("a\n", 'text\n"', '"\n'),
    "commas": _run(",", "text\n"),
    "rows": _run("a\n", "text\n"),
    "rows without an end": _run("\r", "text\n"),
    "topics": _run("energy;", "text,topics\na,", "\n"),
}
_CODEBOOK: dict[str, Make] = {
    "open brackets": _run("["),
    "dashes": _run("- "),
    "question marks": _run("? "),
    "sixties": _run("1:", "name: ", "1"),
    "sixties and a point": _run("1:", "name: ", "1.0"),
    "digits": _run("9", "name: "),
    "anchors": _numbered("- &a# x\n"),
    "labels": _numbered(" a#: {ar: x, en: y}\n", "name: a\ntopics:\n"),
    "labels of interactions": _numbered(" a#: {ar: x, en: y}\n", "name: a\ninteractions:\n"),
    "codes": _run("8, ", "name: a\ntopics: {a: {ar: x, en: y, cap: [", "8]}}\n"),
    "a long key above many": lambda size: (
        b"? " + b"a" * (size // 2) + b"\n: {" + _numbered("k#: 1, ")(size // 2) + b"k: 1}\n"
    ),
    "a plain scalar of lines": _run("a\n ", "name: "),
    "quotes": _run("''", "name: '", "'"),
    "escapes": _run("\\u0627", 'name: "', '"'),
    "a block of lines": _run(" a\n", "name: |\n"),
    "comments": _run("#\n"),
    "unknown fields": _numbered("f#: 1\n"),
    "documents": _run("---\n"),
}
_BEFORE = {
    "normalizers": (b"\x01", b"\x02"),
    "windows": (b"\x01\x00\x00\x00", b"\x02\x00\x02\x01"),
    "text": (b"\x00", b"\x01"),
}
# What the readers' law tries depends on the number of bytes, by the remainder of four.
_ENDS = (b"", b"\n", b"\n\n", b"\n\n\n")
_AFTER = {"jsonl": _ENDS, "csv": _ENDS}

LONG: dict[str, dict[str, Make]] = {
    **dict.fromkeys(("normalizers", "segment-texts"), _TEXTS),
    "windows": {name: _TEXTS[name] for name in _SEGMENTS},
    "jsonl": _JSON,
    "csv": _CSV,
    "text": _JSON,
    "codebook": _CODEBOOK,
}
"""Inputs by target and name; each makes one of about as many bytes as asked for."""


def seconds(target: str, name: str, size: int) -> float:
    """Return the processor time that a target's law takes for a long input."""
    law = targets.TARGETS[target].law
    data = LONG[target][name](size)
    started = time.process_time()
    for before in _BEFORE.get(target, (b"",)):
        for after in _AFTER.get(target, (b"",)):
            law(before + data + after)
    return time.process_time() - started


def main() -> None:
    """Read the arguments and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", metavar="target", help=", ".join(LONG))
    parser.add_argument("--bytes", type=int, default=100_000, help="of the shorter input")
    arguments = parser.parse_args()
    logging.disable()
    for target in arguments.targets or LONG:
        rows = []
        for name in LONG[target]:
            short = seconds(target, name, arguments.bytes)
            long = seconds(target, name, 10 * arguments.bytes)
            rows.append((long / max(short, 1e-3), short, long, name))
        for ratio, short, long, name in sorted(rows, reverse=True):
            print(f"{target:14} {short:8.3f} s {long:8.3f} s {ratio:6.1f}  {name}", flush=True)


if __name__ == "__main__":
    main()
