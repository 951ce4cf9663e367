"""The YAML of a codebook file, with line numbers; what a codebook does not need is refused."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from relclf.errors import CodebookError, shown
from relclf.reading.encoding import decode, is_lone_surrogate_free

__all__ = ["printable", "read_yaml"]

# A key may be as long as the file, and every key below it would repeat it.
_LONGEST_PATH = 200
# PyYAML reads "1:2:3" to the base of 60, in a time that grows with the square of the length.
_LONGEST_NUMBER = 100
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_MERGE = "tag:yaml.org,2002:merge"
# libyaml is ten times as fast, where PyYAML was built with it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(content: bytes, where: str) -> tuple[Any, dict[str, int]]:
    r"""Read YAML safely, and the line on which each key stands.

    Args:
        content: Bytes of the file.
        where: The file, for error messages.

    Returns:
        The data, and line numbers from 1 by dotted path, such as `topics.energy.cap`; of a path
        longer than 200 characters, its beginning.

    Raises:
        CodebookError: If it is not UTF-8 or not YAML, holds a key twice in one mapping, uses
            aliases, merge keys or tags, or is nested too deeply.

    Example:
        >>> read_yaml(b"topics:\n  energy: {en: Energy}", "mine.yaml")[1]
        {'topics': 1, 'topics.energy': 2, 'topics.energy.en': 2}
    """
    text = decode(content, where, error=CodebookError)
    loader: Any = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise CodebookError(f"{where}: it is empty; expected a codebook in YAML.")
        check = _Check(where, loader)
        check.node(node, "")
        return loader.construct_document(node), check.lines
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise CodebookError(
            f"{where}{line}: it is not YAML ({error.problem or error.context}); check indents, "
            "colons and quotes on that line."
        ) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # OverflowError: "\UFFFFFFFF" is no character.
        raise CodebookError(f"{where}: it is not YAML ({error}).") from error
    except RecursionError as error:
        raise CodebookError(f"{where}: it is nested too deeply for a codebook.") from error
    finally:
        if loader is not None:
            loader.dispose()


def printable(path: str) -> str:
    """Return a dotted path as messages show it: cut, and without halves of surrogate pairs.

    Example:
        >>> printable("topics.energy")
        'topics.energy'
    """
    return path[:_LONGEST_PATH].encode("utf-8", "backslashreplace").decode("utf-8")


@dataclass
class _Check:
    """Looks at every node before anything is made of it."""

    where: str
    loader: Any
    lines: dict[str, int] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def node(self, node: yaml.Node, path: str) -> None:
        if id(node) in self.seen:
            raise self.error(node, path, "aliases (*name) are not read; write the value out.")
        self.seen.add(id(node))
        self.tag(node, path)
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self.node(item, path)
        elif isinstance(node, yaml.MappingNode):
            self.keys(node, path)
        elif not is_lone_surrogate_free(node.value):
            raise self.error(
                node, path, r"half of a surrogate pair (\ud800 to \udfff); write the character."
            )

    def keys(self, node: yaml.MappingNode, path: str) -> None:
        keys: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(key, path, "a key is a word, not a list.")
            inner = f"{path}.{key.value}".lstrip(".")[:_LONGEST_PATH]
            if key.value in keys:
                raise self.error(
                    key,
                    inner,
                    f"the key stands on line {keys[key.value]} already; remove or rename one of "
                    "the two.",
                )
            keys[key.value] = self.lines[inner] = key.start_mark.line + 1
            self.tag(key, inner)
            self.node(value, inner)

    def tag(self, node: yaml.Node, path: str) -> None:
        # PyYAML raises what it happens to raise at a tag and a value that do not fit (!!int "").
        plain = isinstance(node, yaml.ScalarNode) and not node.style
        meant = self.loader.resolve(type(node), node.value, (plain, not plain))
        if node.tag != meant:
            raise self.error(
                node,
                path,
                f"it is not YAML for a codebook: tags such as {shown(node.tag)} are not read; take "
                "it off, and put text in quotes.",
            )
        if node.tag == _MERGE:
            raise self.error(node, path, "merge keys (<<) are not read; write the fields out.")
        if node.tag in _NUMBERS and len(node.value) > _LONGEST_NUMBER:
            raise self.error(
                node,
                path,
                f"a number of {len(node.value)} characters; codes have four digits at most.",
            )

    def error(self, node: yaml.Node, path: str, message: str) -> CodebookError:
        line = node.start_mark.line + 1
        shown_path = f"{printable(path)}: " if path else ""
        return CodebookError(f"{self.where}:{line}: {shown_path}{message}")
