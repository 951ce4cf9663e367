"""How much the app takes of one request, and of all together."""

from dataclasses import dataclass, fields

from relclf.errors import ConfigError, DataError, shown

__all__ = ["Limits", "OverLimitError"]

_MIB = 2**20


class OverLimitError(DataError):
    """More came than the app takes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the app takes; what is over a limit is refused with an error that names it.

    Raises:
        ConfigError: If a limit is not above 0; `waiting` may be 0.

    Example:
        >>> Limits(records=0)
        Traceback (most recent call last):
        ...
        relclf.errors.ConfigError: limits.records: got 0, expected a number above 0.
    """

    request_bytes: int = 4 * _MIB
    """Bytes of one request, uploads apart."""
    request_articles: int = 100
    """Articles in one request to the HTTP API."""
    article_characters: int = 100_000
    """Characters of an article, its title included."""
    request_seconds: float = 60.0
    """Seconds that a request may take: to arrive, and to be answered."""
    upload_bytes: int = 50 * _MIB
    """Bytes of an uploaded file as it is sent."""
    upload_seconds: float = 600.0
    """Seconds that an upload may take to arrive."""
    unpacked_bytes: int = 200 * _MIB
    """Bytes of an uploaded file unpacked: gzip, zip, Parquet."""
    records: int = 100_000
    """Records in an uploaded file."""
    at_work: int = 2
    """Clients whose articles are classified at a time."""
    waiting: int = 32
    """Clients that may wait for their turn."""
    connections: int = 200
    """Connections at a time; an open page holds two."""

    def __post_init__(self) -> None:
        """Refuse a limit with which nothing could be done."""
        for field in fields(self):
            value = getattr(self, field.name)
            if value < 0 or (value == 0 and field.name != "waiting"):
                raise ConfigError(
                    f"limits.{field.name}: got {shown(value)}, expected a number above 0."
                )
