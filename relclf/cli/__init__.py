"""The command line: `relclf predict | train | evaluate | export | validate | split | baseline`."""

from relclf.cli.main import main

__all__ = ["main"]
