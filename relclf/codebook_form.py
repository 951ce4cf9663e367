"""The form of a codebook: every field checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relclf.codebook_yaml import printable
from relclf.errors import CodebookError, shown, suggestion

__all__ = ["checked"]

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CAMEO = re.compile(r"[0-9]{2,4}")
_DEFAULTS = {"version": "1", "language": "ar"}
_GROUPS = ("parents", "topics", "interactions")
_TOP = ("name", "version", "language", *_GROUPS)
_TEXTS = ("definition", "include", "exclude", "cues")
_NAMES = ("ar", "en")
_FIELDS = (*_NAMES, "parent", *_TEXTS, "cap", "plover", "cameo")


def checked(data: Any, where: str, lines: Mapping[str, int]) -> dict[str, Any]:
    """Check every field of a codebook and fill in the defaults.

    Args:
        data: What the YAML file holds.
        where: The file, for error messages.
        lines: Line numbers by dotted path; may be empty.

    Returns:
        The same mapping, with `version`, `language` and the three groups always there, and
        lists as tuples.

    Raises:
        CodebookError: If a field is missing, unknown or not of its form.

    Example:
        >>> topics = {"energy": {"ar": "الطاقة", "en": "Energy"}}
        >>> checked({"name": "mine", "topics": topics}, "mine.yaml", {})["version"]
        '1'
    """
    form = _Form(where, lines)
    form.mapping(data, "", _TOP, "name")
    result: dict[str, Any] = {"name": form.text(data["name"], "name")}
    for name, default in _DEFAULTS.items():
        result[name] = form.text(data.get(name, default), name)
    for group in _GROUPS:
        labels = data.get(group)
        result[group] = form.labels({} if labels is None else labels, group)
    form.whole(result)
    return result


@dataclass(frozen=True)
class _Form:
    where: str
    lines: Mapping[str, int]

    def error(self, path: str, message: str) -> CodebookError:
        line = self.lines.get(path)
        path = printable(path)
        place = self.where if line is None else f"{self.where}:{line}"
        return CodebookError(f"{place}: {path}: {message}" if path else f"{place}: {message}")

    def mapping(self, value: Any, path: str, known: tuple[str, ...], *needed: str) -> None:
        if not isinstance(value, Mapping):
            raise self.error(path, f"expected a mapping, got {shown(value)}.")
        for name in value:
            if name not in known:
                raise self.error(
                    f"{path}.{name}".lstrip("."),
                    f"there is no field {shown(name)}.{suggestion(str(name), known)} "
                    f"Its fields are {', '.join(known)}.",
                )
        for name in needed:
            if name not in value:
                raise self.error(path, f"the field {name!r} is missing; add it.")

    def text(self, value: Any, path: str, *, empty: bool = False) -> str:
        if isinstance(value, str) and (empty or value.strip()):
            return value
        fix = "" if isinstance(value, str) else f' Write it in quotes: "{shown(value)}".'
        kind = "text" if empty else "text that is not empty"
        raise self.error(path, f"expected {kind}, got {shown(value)}.{fix}")

    def labels(self, value: Any, group: str) -> dict[str, dict[str, Any]]:
        if not isinstance(value, Mapping):
            raise self.error(group, f"expected a mapping from keys to labels, got {shown(value)}.")
        return {self.key(key, group): self.label(value[key], group, key) for key in value}

    def key(self, key: Any, group: str) -> str:
        if isinstance(key, str) and _KEY.fullmatch(key):
            return key
        fix = "write Arabic and English names in 'ar' and 'en'."
        if not isinstance(key, str):
            fix = "put it in quotes (YAML reads yes, no, on and off as true and false)."
        raise self.error(
            f"{group}.{key}",
            f"a key is lower-case ASCII ([a-z][a-z0-9_]*), got {shown(key)}; {fix}",
        )

    def label(self, value: Any, group: str, key: str) -> dict[str, Any]:
        path = f"{group}.{key}"
        fields = _NAMES if group == "parents" else _FIELDS
        self.mapping(value, path, fields, *_NAMES)
        result: dict[str, Any] = {}
        for name, content in value.items():
            place = f"{path}.{name}"
            if name in _NAMES:
                result[name] = self.text(content, place)
            elif name in _TEXTS:
                result[name] = self.text(content, place, empty=True)
            elif name == "parent":
                result[name] = None if content is None else self.text(content, place)
            else:
                result[name] = self.codes(content, place, name, group)
        return result

    def codes(self, value: Any, path: str, name: str, group: str) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise self.error(path, f"expected a list of codes, got {shown(value)}; use [ ].")
        check = {"cap": _cap, "cameo": _cameo, "plover": _plover}[name]
        for code in value:
            if problem := check(code, group):
                raise self.error(path, f"expected {problem}, got {shown(code)}.")
        return tuple(tuple(code) if isinstance(code, list | tuple) else code for code in value)

    def whole(self, result: Mapping[str, Any]) -> None:
        parents, topics = result["parents"], result["topics"]
        for group in ("topics", "interactions"):
            for key, label in result[group].items():
                parent = label.get("parent")
                if parent is not None and parent not in parents:
                    raise self.error(
                        f"{group}.{key}.parent",
                        f"{shown(parent)} is not among the parents "
                        f"({printable(', '.join(parents)) or 'none'})."
                        f"{suggestion(parent, parents)}",
                    )
        for key in result["interactions"]:
            if key in topics:
                raise self.error(
                    f"interactions.{key}",
                    "it is the key of a topic too; give each label a key of its own.",
                )


def _cap(code: Any, group: str) -> str:
    good = isinstance(code, int) and not isinstance(code, bool) and 0 < code < 100
    return "" if good else "CAP major topic codes, whole numbers from 1 to 99"


def _cameo(code: Any, group: str) -> str:
    if isinstance(code, str) and _CAMEO.fullmatch(code):
        return ""
    return 'CAMEO codes of two to four digits in quotes, such as "042" (YAML reads 042 as 34)'


def _plover(code: Any, group: str) -> str:
    if group == "topics":
        return "" if isinstance(code, str) and code else "PLOVER contexts, such as economic"
    pair = isinstance(code, list | tuple) and len(code) == 2
    if pair and isinstance(code[0], str) and code[0] and isinstance(code[1], str | None):
        return ""
    return "pairs of a PLOVER event type and its mode or null, such as [CONSULT, visit]"
