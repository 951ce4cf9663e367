"""Pieces that inputs are built of: marks, bits of formats, names of fields, what begins files."""

__all__ = ["CODEBOOK_PIECES", "READER_PIECES", "TEXT_PIECES"]

_CHARACTERS = (
    "\u0640 \u064e\u0651 \u0670 \u06d6 \u0653 \u0654 \u0655 \u200b \u200e \u200f \u202b \u2066 "
    "\u2067 \ufeff \u00ad \ufe0f \u2028 \u2029 \x85 \x1c \x00 \r \n \t \u00a0 \u3000 ﷺ ﻻ ﰀ ﹰ 🙂 ½ "
    "ا ل أ ة ى ئ ؤ پ گ ۴ ٤ 4 . ! ? ؟ … ، ؛ , : ; / - _ @ # & < > ( ) [ ] { } « » ” ’ \" ' % + ~ = *"
)
_WORDS = (
    *("&amp;", "&lt;", "&#1575;", "&#x627;", "&#99999999;", "&nbsp", "<b>", "</p>", "<br />"),
    *(
        "http://",
        "https://a.",
        "www.",
        ".com",
        "a@b.ct",
        "@user",
        "x.example",
        "...",
        '."',
        "[SEP]",
    ),
    *("<s>", "<mask>", "اقرأ", "أيضا", "شارك", "الخبر", "ذات", "صلة", "قطر", "للكويت", "السعودية"),
    *("العربية", "الفرنسيين", "والمصرية", "لل", "ال", "كلمة " * 20, "ا" * 300, "، " * 40),
)
TEXT_PIECES: tuple[bytes, ...] = tuple(
    [piece.encode() for piece in (*_CHARACTERS.split(" "), " ", *_WORDS) if piece]
    + [b"\xff", b"\xed\xa0\x80", b"\xf0\x9f", b"\x80"]
)
"""Marks, links, tags, names of states, broken UTF-8, and 0xFF, which ends a text."""

_FIELDS = (
    *("id", "title", "text", "file", "date", "topics", "interaction", "secondary_interaction"),
    *("status", "main_topics", "unsure_topics", "parties", "evidence", "energy", "visit", "none"),
    *("held", "planned", "relclf", "shown", "data", "annotations", "result", "value", "from_name"),
    *("labels", "start", "end", "choices", "cats", "entities", "responses", "metadata", "fields"),
)
READER_PIECES: tuple[bytes, ...] = (
    *(name.encode() for name in _FIELDS),
    *(f'"{name}": '.encode() for name in _FIELDS),
    *(b"null", b"[]", b"{}", b"[", b"]", b"{", b"}", b",", b":", b'"', b'""', b";", b"\n", b"\r"),
    *(b"\\ud800", b"\\u0000", b"\\n", b"-1", b"1e999", b"NaN", b"9" * 40, b"true", b"\xef\xbb\xbf"),
    *(
        b"\x1f\x8b",
        b"PK\x03\x04",
        b"PAR1",
        b"\xff\xfe",
        b"\x00",
        b"[[0, 1]]",
        b'"title"',
        b"'",
        b"=",
    ),
)
"""Names of fields, bits of JSON and CSV, and how other kinds of file begin."""

CODEBOOK_PIECES: tuple[bytes, ...] = (
    *(f"{name}: ".encode() for name in ("name", "version", "language", "parents", "topics")),
    *(b"interactions: ", b"ar: ", b"en: ", b"definition: ", b"parent: ", b"cap: [", b"cameo: ["),
    *(b"plover: [", b"a: {ar: x, en: y}", b'"042"', b"042", b"0x1f", b"1:2", b"1_0", b".inf", b"~"),
    *(
        b"!!int ",
        b"!!float ",
        b"!!bool ",
        b"!!null ",
        b"!!timestamp ",
        b"!!binary ",
        b"!!set ",
        b"! ",
    ),
    *(
        b"!!omap ",
        b"!!python/none ",
        b"&a ",
        b"*a",
        b"<<: ",
        b"=",
        b"%YAML 1.1",
        b"---",
        b"...",
        b"|",
    ),
    *(
        b">-",
        b"'",
        b'"',
        b"\\U00110000",
        b"\\xff",
        b"\\ud800",
        b"? ",
        b"- ",
        b"{",
        b"}",
        b"[",
        b"]",
    ),
    *(
        b"yes",
        b"2024-01-01",
        b"2024-99-99",
        b"#",
        b"\n",
        b"\n  ",
        b"\t",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
    ),
    *(b"\xef\xbb\xbf", b"\xd8\xa7", b"\xf0\x9f\x99\x82", b"@", b"`", b",", b": "),
)
"""Fields of a codebook, and whatever YAML has words and signs for."""
