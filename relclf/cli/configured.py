"""Options of a long run: each field of its configuration, which a YAML file may hold.

jsonargparse takes about as long to import as numpy, so only the commands that have a configuration
import this.
"""

from jsonargparse import ArgumentParser, Namespace, set_parsing_settings

__all__ = ["ArgumentParser", "Namespace", "add_fields", "add_training"]


def add_fields(parser: ArgumentParser, config: type, name: str | None = None) -> None:
    """Add an option for each field of a dataclass, with its docstring as help.

    Args:
        parser: The command's parser.
        config: The dataclass.
        name: What the options begin with: `limits` makes `--limits.articles`.
    """
    set_parsing_settings(docstring_parse_attribute_docstrings=True)
    parser.add_class_arguments(config, name)


def add_training(parser: ArgumentParser, config: type) -> None:
    """Add the fields of a run's configuration, a file that holds them, and resuming."""
    parser.add_argument("--config", action="config", help="YAML file, see configs/")
    add_fields(parser, config)
    parser.add_argument(
        "--resume",
        choices=("auto", "never"),
        default="never",
        help="auto goes on with what an interrupted run left in --output",
    )
