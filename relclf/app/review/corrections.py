"""The file of corrections: coded articles as JSON Lines, each on the disk when it is saved."""

import json
import os
from pathlib import Path

from relclf.articles import CodedArticle, coded_from_record
from relclf.atomic import write_text
from relclf.codebook import Codebook
from relclf.errors import ConfigError, DataError, shown
from relclf.output.places import OutputError
from relclf.reading.encoding import decode
from relclf.reading.formats import byte_lines, parse_json
from relclf.records import record_of

__all__ = ["Corrections", "check_name"]

# How a record begins that is written here: what is cut within it was cut by a crash.
_BEGINNING = b'{"id": '


class Corrections:
    """Coded articles in a file that `relclf train` reads; one line an article, the latest.

    A new article is appended; one that the file holds already takes the place of its line, in one
    step for whoever reads the file. A last line that a crash has cut is left out at the next save.

    Args:
        path: The file; it is made at the first save.
        codebook: The codebook of its codes.

    Raises:
        ConfigError: If its name does not end in `.jsonl`.
        DataError: If it holds anything but coded articles with this codebook's labels.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = Path(folder, "corrections.jsonl")
        ...     corrections = Corrections(path, Codebook.load())
        ...     corrections.save(CodedArticle("خبر", "n1", topics=(), interaction="visit"))
        ...     corrections.save(CodedArticle("خبر", "n1", topics=(), interaction="none"))
        ...     list(Corrections(path, Codebook.load()).codes.values())[0].interaction
        'none'
    """

    def __init__(self, path: Path, codebook: Codebook) -> None:
        # A link's target is what is replaced, not the link.
        self.path = Path(os.path.realpath(path))
        """The file."""
        check_name(path)
        self.codes: dict[str, CodedArticle] = {}
        """The coded articles by id, in the order of the file."""
        self.torn = ""
        """The beginning of a last line that a crash has cut; it will be left out."""
        self._codebook = codebook
        self._lines: dict[str, bytes] = {}
        self._undo: list[tuple[str, bytes | None, CodedArticle | None]] = []
        self._whole = True
        self._read()
        self._seen = self._state()

    def save(self, article: CodedArticle) -> None:
        """Save an article's codes; they are on the disk when this returns.

        Raises:
            OutputError: If the file cannot be written, or another program has changed it.
        """
        line = f"{json.dumps(record_of(article), ensure_ascii=False)}\n".encode()
        before = self._lines.get(article.id), self.codes.get(article.id)
        lines = {**self._lines, article.id: line}
        self._write(lines, None if article.id in self._lines else line)
        self.codes[article.id] = article
        self._undo.append((article.id, *before))

    def undo(self) -> str | None:
        """Take the latest save back; what stood in its place stands there again.

        Returns:
            The article's id, None where nothing was saved.

        Raises:
            OutputError: As `save` does.
        """
        if not self._undo:
            return None
        id_, line, article = self._undo[-1]
        lines = {**self._lines}
        if line is None or article is None:
            del lines[id_]
        else:
            lines[id_] = line
        self._write(lines, None)
        self._undo.pop()
        if article is None:
            del self.codes[id_]
        else:
            self.codes[id_] = article
        return id_

    def _read(self) -> None:
        if not os.path.lexists(self.path):
            return
        name = self.path.name
        for number, line in byte_lines(str(self.path), name):
            if not line.strip():
                continue
            try:
                article = self._article(line, f"{name}:{number}", number)
            except DataError:
                if line.endswith(b"\n") or not line.startswith(_BEGINNING) or _is_json(line):
                    raise
                self.torn = line[:60].decode("utf-8", "replace")
                self._whole = False
                return
            self._whole = line.endswith(b"\n")
            self._lines[article.id] = line if self._whole else line + b"\n"
            self.codes[article.id] = article

    def _article(self, line: bytes, where: str, number: int) -> CodedArticle:
        record = parse_json(decode(line, where, mark=False), where)
        if not isinstance(record, dict):
            raise DataError(f"{where}: expected one JSON object in braces, got {shown(record)}.")
        if record.get("topics") is None and record.get("interaction") is None:
            raise DataError(f"{where}: it has neither topics nor an interaction: it is not coded.")
        if record.get("id") in (None, ""):
            record = {**record, "id": f"{self.path.stem}:{number}"}
        article = coded_from_record(record, where, self._codebook)
        if article.id in self.codes:
            raise DataError(f"{where}: id: {shown(article.id)} stands there twice; remove one.")
        return article

    def _write(self, lines: dict[str, bytes], new: bytes | None) -> None:
        if self._state() != self._seen:
            raise OutputError(
                f"{self.path}: another program has changed it since it was read; open the review "
                "again."
            )
        try:
            if new is not None and self._whole:
                self._append(new)
            else:
                write_text(self.path, b"".join(lines.values()).decode())
        except OSError as error:
            # Whatever is there now, the next save writes all lines anew.
            self._whole, self._seen = False, self._state()
            raise OutputError(
                f"{self.path}: it cannot be written ({error.strerror or error}); make room or "
                "allow it, then save again. Nothing that was saved is lost."
            ) from error
        self._lines, self._whole, self.torn = lines, True, ""
        self._seen = self._state()

    def _append(self, line: bytes) -> None:
        with self.path.open("ab") as file:
            end = file.tell()
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                # Part of a line may be there.
                file.truncate(end)
                raise

    def _state(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns


def check_name(path: Path) -> None:
    """Check the name of a file of corrections.

    Raises:
        ConfigError: If it does not end in `.jsonl`.
    """
    if path.suffix != ".jsonl":
        raise ConfigError(
            f"{path}: corrections are written as JSON Lines; name a file that ends in .jsonl."
        )


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
