"""The form of a codebook file: YAML read with line numbers, and every field checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from relclf.errors import CodebookError, shown, suggestion
from relclf.reading.encoding import decode

__all__ = ["checked", "read_yaml"]

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_CAMEO = re.compile(r"[0-9]{2,4}")
_DEFAULTS = {"version": "1", "language": "ar"}
_GROUPS = ("parents", "topics", "interactions")
_TOP = ("name", "version", "language", *_GROUPS)
_TEXTS = ("definition", "include", "exclude", "cues")
_NAMES = ("ar", "en")
_FIELDS = (*_NAMES, "parent", *_TEXTS, "cap", "plover", "cameo")


def read_yaml(content: bytes, where: str) -> tuple[Any, dict[str, int]]:
    r"""Read YAML safely, and the line on which each key stands.

    Args:
        content: Bytes of the file.
        where: The file, for error messages.

    Returns:
        The data, and line numbers from 1 by dotted path, such as `topics.energy.cap`.

    Raises:
        CodebookError: If it is not UTF-8 or not YAML, holds a key twice in one mapping, uses
            aliases, or is nested too deeply.

    Example:
        >>> read_yaml(b"topics:\n  energy: {en: Energy}", "mine.yaml")[1]
        {'topics': 1, 'topics.energy': 2, 'topics.energy.en': 2}
    """
    text = decode(content, where, error=CodebookError)
    lines: dict[str, int] = {}
    loader: yaml.SafeLoader | None = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is None:
            raise CodebookError(f"{where}: it is empty; expected a codebook in YAML.")
        _walk(node, "", where, lines, set())
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise CodebookError(
            f"{where}{line}: it is not YAML ({error.problem or error.context}); check indents, "
            "colons and quotes on that line."
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise CodebookError(f"{where}: it is not YAML ({error}).") from error
    except RecursionError as error:
        raise CodebookError(f"{where}: it is nested too deeply for a codebook.") from error
    finally:
        if loader is not None:
            loader.dispose()


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
        path = _printable(path)
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
                        f"{parent!r} is not among the parents ({', '.join(parents) or 'none'})."
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


def _printable(path: str) -> str:
    # A key may be as long as the file, or hold half a surrogate pair.
    return path[:200].encode("utf-8", "backslashreplace").decode("utf-8")


def _walk(node: yaml.Node, path: str, where: str, lines: dict[str, int], seen: set[int]) -> None:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise CodebookError(
            f"{where}:{line}: {_printable(path)}: aliases (*name) are not read; "
            "write the value out."
        )
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _walk(item, path, where, lines, seen)
    elif isinstance(node, yaml.MappingNode):
        keys: dict[str, int] = {}
        for key, value in node.value:
            here = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise CodebookError(
                    f"{where}:{here}: {_printable(path)}: a key is a word, not a list."
                )
            inner = f"{path}.{key.value}".lstrip(".")
            if key.value in keys:
                raise CodebookError(
                    f"{where}:{here}: {_printable(inner)}: the key stands on line "
                    f"{keys[key.value]} already; remove or rename one of the two."
                )
            keys[key.value] = lines[inner] = here
            _walk(value, inner, where, lines, seen)
