"""Bytes into text: UTF-8 only, and an error that says which encoding the bytes look like."""

from relclf.errors import DataError, RelclfError

__all__ = ["decode", "is_lone_surrogate_free", "looks_like"]

# The longest that matches wins: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_KINDS = (
    (b"\x1f\x8b", "gzip-compressed data", "unpack it, or let its name end in .gz"),
    (b"PK\x03\x04", "a zip archive (.docx and .xlsx are such)", "export it as UTF-8 text or CSV"),
    (b"%PDF", "a PDF", "extract its text first, for example with pdftotext"),
    (b"PAR1", "Parquet", "let its name end in .parquet"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "export it as UTF-8 text or CSV"),
)
_SAMPLE = 65_536
_ASCII = bytes(range(128))


def decode(
    data: bytes, where: str, *, mark: bool = True, error: type[RelclfError] = DataError
) -> str:
    """Decode UTF-8 without NUL bytes, and change nothing else.

    A byte-order mark at the start is dropped, as the Unicode Standard (section 23.8) says of a
    UTF-8 signature.

    Args:
        data: The bytes of a file or of one line.
        where: The place, for the error message.
        mark: Whether `data` is the start of a file, where a byte-order mark may stand.
        error: The class of the error to raise.

    Returns:
        The text.

    Raises:
        RelclfError: Of the class `error`, if the bytes are not UTF-8 or hold a NUL.

    Example:
        >>> decode("خبر".encode(), "a.txt")
        'خبر'
        >>> decode("وقال الوزير".encode("cp1256"), "a.txt")
        Traceback (most recent call last):
        ...
        relclf.errors.DataError: a.txt: expected UTF-8, but byte 0 (0xe6) is not; it looks like \
Windows-1256 (cp1256). Convert it: iconv -f CP1256 -t UTF-8 OLD > NEW
    """
    if (at := data.find(b"\x00")) >= 0:
        raise error(f"{where}: byte {at} is NUL, which text does not hold; {looks_like(data)}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise error(
            f"{where}: expected UTF-8, but byte {problem.start} "
            f"(0x{data[problem.start]:02x}) is not; {looks_like(data)}"
        ) from problem
    return text.removeprefix("\ufeff") if mark else text


def looks_like(data: bytes) -> str:
    """Say what bytes that are not UTF-8 text look like, and what to do.

    Args:
        data: The bytes, from the start of a file or line.

    Returns:
        A clause such as "it looks like Windows-1256 (cp1256). Convert it: ...".

    Example:
        >>> looks_like("خبر".encode("utf-16"))
        'it looks like UTF-16. Convert it: iconv -f UTF-16 -t UTF-8 OLD > NEW'
    """
    for start, name in _MARKS:
        if data.startswith(start):
            return f"it looks like {name}. {_convert(name)}"
    for start, name, fix in _KINDS:
        if data.startswith(start):
            return f"it looks like {name}: {fix}"
    sample = data[:_SAMPLE]
    if b"\x00" in sample:
        return _with_nul(sample)
    if _is_cut(data):
        return "it is UTF-8 that was cut within a character. Write or download the file again"
    # Both encodings put the Arabic article at "ال", the commonest pair of letters, apart.
    cp1256, iso = sample.count(b"\xc7\xe1"), sample.count(b"\xc7\xe4")
    if iso > cp1256:
        return f"it looks like ISO-8859-6. {_convert('ISO-8859-6')}"
    foreign = sample.translate(None, _ASCII)
    letters = sum("\u0621" <= character <= "\u064a" for character in foreign.decode("cp1256"))
    if 2 * letters >= len(foreign):
        return f"it looks like Windows-1256 (cp1256). {_convert('CP1256')}"
    return "its encoding is not known here. Save it as UTF-8"


def is_lone_surrogate_free(text: str) -> bool:
    r"""Tell whether text can be written as UTF-8.

    Args:
        text: Any string; one from a JSON escape such as `\ud800` may hold half a character.

    Returns:
        False if the text holds a surrogate without its partner.

    Example:
        >>> is_lone_surrogate_free("خبر"), is_lone_surrogate_free("\ud83d")
        (True, False)
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _convert(name: str) -> str:
    return f"Convert it: iconv -f {name} -t UTF-8 OLD > NEW"


def _with_nul(sample: bytes) -> str:
    # In UTF-16 the blanks and line ends of Arabic text have a zero byte at one parity only.
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for name, here, there in (("UTF-16LE", odd, even), ("UTF-16BE", even, odd)):
        if not there and here * 20 >= len(sample) // 2:
            return f"it looks like {name}. {_convert(name)}"
    if 100 * sample.count(0) < len(sample):
        return "the rest may be text. Remove it: tr -d '\\000' < OLD > NEW"
    return "it looks like binary data. Give text"


def _is_cut(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as problem:
        return problem.reason == "unexpected end of data" and problem.start > 0
    return False
