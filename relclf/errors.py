"""The exceptions that relclf raises, and how their messages show what came."""

import difflib
import importlib
import reprlib
from collections.abc import Iterable
from types import ModuleType

__all__ = [
    "CodebookError",
    "ConfigError",
    "DataError",
    "MissingExtraError",
    "ModelError",
    "RelclfError",
    "require",
    "shown",
    "suggestion",
]


class RelclfError(Exception):
    """Base of every exception that relclf raises on purpose."""


class DataError(RelclfError):
    """An article, a coded article or an input file is not as it should be."""


class CodebookError(RelclfError):
    """A codebook is not as it should be."""


class ConfigError(RelclfError):
    """An option or a configuration file is not as it should be."""


class ModelError(RelclfError):
    """A model folder is incomplete or its parts disagree."""


class MissingExtraError(RelclfError):
    """A package that an optional part of relclf needs is not installed."""


def require(module: str, extra: str) -> ModuleType:
    """Import an optional package, or say which extra brings it.

    Args:
        module: Dotted name of the module, for example `pyarrow.parquet`.
        extra: The extra of relclf that installs it.

    Returns:
        The imported module.

    Raises:
        MissingExtraError: If the package is not installed. A package that is installed and
            broken raises its own error.

    Example:
        >>> require("json", "parquet").dumps([])
        '[]'
        >>> require("no_such_package", "parquet")
        Traceback (most recent call last):
        ...
        relclf.errors.MissingExtraError: This step needs 'no_such_package', which is not \
installed. Install it: pip install 'relclf[parquet]'
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        package = module.partition(".")[0]
        raise MissingExtraError(
            f"This step needs {package!r}, which is not installed. "
            f"Install it: pip install 'relclf[{extra}]'"
        ) from error


def shown(value: object) -> str:
    """Return a value as an error message shows it: its `repr`, cut to one short line.

    Args:
        value: Anything, however large or deeply nested.

    Returns:
        At most about 200 characters.

    Example:
        >>> shown("x" * 1000)
        "'xxxxxxxxxxxxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxxxxxxxxxxxxx'"
    """
    short = reprlib.Repr()
    short.maxstring = short.maxother = short.maxlong = 62
    short.maxlevel = 2
    try:
        text = short.repr(value)
    except ValueError:
        # Python refuses to print a number of more than 4,300 digits.
        text = f"<{type(value).__name__} too long to show>"
    return text if len(text) <= 200 else f"{text[:197]}..."


def suggestion(came: str, known: Iterable[str]) -> str:
    """Return " Did you mean ...?" with the nearest known word, or nothing.

    Args:
        came: The word that is not known.
        known: The words that are.

    Returns:
        A sentence that begins with a blank, or the empty string where nothing is near.

    Example:
        >>> suggestion("enrgy", ["energy", "health"])
        " Did you mean 'energy'?"
        >>> suggestion("zzz", ["energy", "health"])
        ''
    """
    by_lower = {word.lower(): word for word in known}
    # A hostile word of megabytes would keep difflib busy for seconds.
    near = difflib.get_close_matches(came[:80].strip().lower(), by_lower, n=1)
    return f" Did you mean {by_lower[near[0]]!r}?" if near else ""
