"""The codebook: a classifier's labels with their order, names, definitions and codes."""

import hashlib
import importlib.resources
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from relclf.codebook_form import checked
from relclf.codebook_yaml import read_yaml
from relclf.errors import CodebookError, shown, suggestion

__all__ = ["Codebook", "Label", "Plover"]

Plover = str | tuple[str, str | None]
"""A PLOVER context (of a topic), or an event type and its mode (of an interaction)."""


@dataclass(frozen=True, slots=True)
class Label:
    """One topic, interaction or parent; its codes are the nearest ones, never equivalents."""

    key: str
    """Lower-case ASCII name, the one that records and models use."""
    ar: str
    """Arabic name."""
    en: str
    """English name."""
    definition: str = ""
    """What the label covers."""
    include: str = ""
    """What counts."""
    exclude: str = ""
    """What does not, and where it goes."""
    cues: str = ""
    """Words that often show it."""
    parent: str | None = None
    """Key of the parent, if any."""
    cap: tuple[int, ...] = ()
    """Comparative Agendas Project, major topic codes."""
    plover: tuple[Plover, ...] = ()
    """PLOVER contexts, or event types with their modes."""
    cameo: tuple[str, ...] = ()
    """CAMEO 1.1b3 event codes, as text because of their leading zeros."""


@dataclass(frozen=True, slots=True)
class Codebook:
    """The labels of a classifier, in the order of its outputs.

    Args:
        name: Name of the codebook.
        version: Its version, `"1"` where a file names none.
        language: ISO 639 code of the articles' language, `"ar"` where a file names none.
        parents: Parents by key; empty where a file names none.
        topics: Labels of which an article may have several; may be empty.
        interactions: Labels of which an article has one, in tie-break order; may be empty.

    Raises:
        CodebookError: If there are neither topics nor interactions, if a key occurs twice, or
            if there is one interaction only. `from_dict` and `load` check all fields too.

    Example:
        >>> len(Codebook.load().topic_keys), len(Codebook.load().interaction_keys)
        (18, 13)
    """

    name: str
    version: str = "1"
    language: str = "ar"
    parents: Mapping[str, Label] = field(default_factory=dict, hash=False)
    topics: tuple[Label, ...] = ()
    interactions: tuple[Label, ...] = ()

    def __post_init__(self) -> None:
        """Check what no codebook can do without."""
        keys = [*self.topic_keys, *self.interaction_keys]
        place = f"codebook {shown(self.name)}"
        if not keys:
            raise CodebookError(
                f"{place}: it has neither topics nor interactions; give at least one topic or "
                "two interactions."
            )
        if double := sorted(key for key, times in Counter(keys).items() if times > 1):
            raise CodebookError(
                f"{place}: {', '.join(double)} is the key of two labels; give each its own."
            )
        if len(self.interactions) == 1:
            raise CodebookError(
                f"{place}: it has one interaction, {shown(self.interactions[0].key)}, which every "
                "article would get; add another, such as 'none', or make it a topic."
            )

    @classmethod
    def load(cls, path: str | Path | None = None) -> "Codebook":
        """Read a codebook from a YAML file.

        Args:
            path: The file; without it, the codebook of diplomatic relations that is shipped.

        Returns:
            The codebook.

        Raises:
            CodebookError: If the file is missing, is not UTF-8, is not YAML, holds a key twice,
                or if a field is not as it should be.

        Example:
            >>> Codebook.load().name
            'diplomatic-relations'
        """
        if path is None:
            shipped = importlib.resources.files("relclf") / "codebooks/diplomatic-relations.yaml"
            where, content = shipped.name, shipped.read_bytes()
        else:
            where = str(path)
            try:
                content = Path(path).read_bytes()
            except OSError as error:
                raise CodebookError(
                    f"{where}: cannot be read ({error.strerror}); give the path of a codebook "
                    "in YAML."
                ) from error
        data, lines = read_yaml(content, where)
        return _build(data, where, lines)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], where: str = "codebook") -> "Codebook":
        """Build a codebook from the mapping that its YAML file holds.

        Args:
            data: The mapping.
            where: The place, for error messages.

        Returns:
            The codebook.

        Raises:
            CodebookError: If a field is not as it should be.

        Example:
            >>> topics = {"energy": {"ar": "الطاقة", "en": "Energy"}}
            >>> Codebook.from_dict({"name": "mine", "topics": topics}).topic_keys
            ('energy',)
        """
        return _build(data, where, {})

    @property
    def topic_keys(self) -> tuple[str, ...]:
        """Keys of the topics, in order."""
        return tuple(label.key for label in self.topics)

    @property
    def interaction_keys(self) -> tuple[str, ...]:
        """Keys of the interactions, in order."""
        return tuple(label.key for label in self.interactions)

    @property
    def has_planned(self) -> bool:
        """Whether held and planned are told apart: for interactions other than "none"."""
        return bool(self.interactions)

    @property
    def fingerprint(self) -> str:
        """First 16 hex digits of the SHA-256 of the ordered keys: what the outputs mean."""
        outputs = {"topics": self.topic_keys, "interactions": self.interaction_keys}
        return hashlib.sha256(json.dumps(outputs).encode()).hexdigest()[:16]

    def label(self, key: str) -> Label:
        """Return the topic or interaction with this key.

        Raises:
            CodebookError: If there is none.

        Example:
            >>> Codebook.load().label("visit").cameo
            ('042', '043')
        """
        for label in (*self.topics, *self.interactions):
            if label.key == key:
                return label
        keys = (*self.topic_keys, *self.interaction_keys)
        raise CodebookError(
            f"codebook {shown(self.name)}: it has no label {shown(key)}.{suggestion(key, keys)} "
            f"Its labels: {', '.join(keys)}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the mapping from which `from_dict` builds an equal codebook.

        Example:
            >>> list(Codebook.load().to_dict())
            ['name', 'version', 'language', 'parents', 'topics', 'interactions']
        """
        data: dict[str, Any] = dict(name=self.name, version=self.version, language=self.language)
        groups = {
            "parents": tuple(self.parents.values()),
            "topics": self.topics,
            "interactions": self.interactions,
        }
        for group, labels in groups.items():
            if labels:
                data[group] = {label.key: _label_dict(label) for label in labels}
        return data

    def save(self, path: str | Path) -> None:
        """Write the codebook as YAML in UTF-8; comments of the file it came from are not kept.

        Raises:
            OSError: If the file cannot be written.

        Example:
            >>> import tempfile
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     Codebook.load().save(f"{folder}/codebook.yaml")
            ...     Codebook.load(f"{folder}/codebook.yaml") == Codebook.load()
            True
        """
        text = yaml.safe_dump(self.to_dict(), allow_unicode=True, sort_keys=False, width=1000)
        Path(path).write_bytes(text.encode("utf-8"))


def _build(data: Mapping[str, Any], where: str, lines: Mapping[str, int]) -> Codebook:
    form = checked(data, where, lines)
    labels = {
        group: tuple(Label(key=key, **fields) for key, fields in form.pop(group).items())
        for group in ("parents", "topics", "interactions")
    }
    parents = {label.key: label for label in labels["parents"]}
    form |= {"topics": labels["topics"], "interactions": labels["interactions"]}
    try:
        return Codebook(**form, parents=parents)
    except CodebookError as error:
        raise CodebookError(f"{where}: {error}") from None


def _label_dict(label: Label) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name in label.__slots__:
        value = getattr(label, name)
        if isinstance(value, tuple):
            value = [list(code) if isinstance(code, tuple) else code for code in value]
        if name != "key" and value:
            data[name] = value
    return data
