"""The entry point: chooses the command, and ends every error in one readable line."""

import importlib
import logging
import os
import sys
from collections.abc import Sequence

from relclf import __version__
from relclf.errors import RelclfError

COMMANDS = {
    "predict": "classify articles",
    "pretrain": "let an encoder read on in articles without codes",
    "distill": "train a smaller network to answer as a model does",
    "train": "fine-tune a model on coded articles",
    "evaluate": "compare a model with coded articles",
    "baseline": "train and evaluate TF-IDF with logistic regression",
    "agreement": "compare codings of the same articles by several coders",
    "doubts": "list likely errors of coders, most suspect first",
    "suggest": "choose which articles to code next",
    "convert": "exchange coded articles with annotation tools",
    "table": "make event data of predictions, with CAMEO, PLOVER and CAP codes",
    "app": "open a page in the browser to try, read and correct the classifier",
    "export": "make ONNX files of a trained model",
    "validate": "check articles, coded articles or a codebook",
    "split": "make train, validation and test",
}
FAILED, INTERRUPTED = 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The command line without the program's name; None is `sys.argv`'s.

    Returns:
        The exit status: 0, 2 for an error, 130 for Ctrl-C.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    given = [_underscored(argument) for argument in given if argument != "--debug"]
    logging.basicConfig(level=logging.WARNING, format="relclf: %(message)s", stream=sys.stderr)
    logging.getLogger("relclf").setLevel(logging.INFO)
    if not given or given[0] in ("-h", "--help"):
        print(_overview())
        return 0
    if given[0] in ("-V", "--version"):
        print(f"relclf {__version__}")
        return 0
    try:
        return _run(given[0], given[1:])
    except RelclfError as error:
        if debug:
            raise
        message = str(error)
    except BrokenPipeError:
        # The reader of the output has had enough; Python would complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if debug:
            raise
        place = f"{error.filename}: " if error.filename else ""
        message = f"{place}{error.strerror or error}"
    except KeyboardInterrupt:
        print("relclf: stopped", file=sys.stderr)
        return INTERRUPTED
    print(f"relclf: error: {message}", file=sys.stderr)
    return FAILED


def _run(command: str, arguments: Sequence[str]) -> int:
    if command not in COMMANDS:
        print(
            f"relclf: error: no command {command!r}; expected one of {', '.join(COMMANDS)}",
            file=sys.stderr,
        )
        return FAILED
    # Only the command asked for is imported: `predict` must not wait for torch. Its parser is
    # argparse's, or jsonargparse's where it has a configuration.
    module = importlib.import_module(f"relclf.cli.{command}")
    parser = module.ArgumentParser(
        prog=f"relclf {command}", description=module.__doc__, allow_abbrev=False
    )
    module.add_arguments(parser)
    module.run(parser.parse_args(list(arguments)))
    return 0


def _underscored(argument: str) -> str:
    """Take `--on-error` for `--on_error`, as options of Python's field names are spelled."""
    if not argument.startswith("--"):
        return argument
    name, equals, value = argument.partition("=")
    return "--" + name[2:].replace("-", "_") + equals + value


def _overview() -> str:
    lines = [
        "relclf reads Arabic news about relations between states: topics, interaction, evidence.",
        "",
        "usage: relclf COMMAND [OPTIONS]   (--help after a command lists its options)",
        "",
        *(f"  {name:<10} {text}" for name, text in COMMANDS.items()),
        "",
        "  --debug shows the traceback of an error; --version the version",
    ]
    return "\n".join(lines)
