"""Fuzz one target with atheris, guided by which lines of relclf an input reaches.

    pip install atheris
    python scripts/fuzz/fuzz.py codebook --inputs 1000000 --corpus runs/fuzz/codebook

It goes on where the corpus ended, and stops at the first input that breaks the target's law, takes
more than 20 seconds or more than 2 GB; that input is then a file `crash-...` in the current folder.
`--replay` reads inputs again without atheris: that file, or a corpus, for example under
`coverage run`.
"""

import argparse
import importlib
import logging
import sys
from pathlib import Path
from typing import Any

_PACKAGES = ["relclf"]


def main() -> None:
    """Read the arguments, and fuzz or replay."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", help="a name in scripts/fuzz/targets.py")
    parser.add_argument("--inputs", type=int, default=1_000_000, help="how many are tried")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--corpus", type=Path, help="folder of inputs; new ones are kept there")
    parser.add_argument("--replay", nargs="+", type=Path, help="files or folders of inputs")
    arguments = parser.parse_args()
    # The readers tell of what they skip, a line each time.
    logging.disable()
    if arguments.replay:
        _replay(arguments.target, arguments.replay)
    elif arguments.corpus is None:
        parser.error("give --corpus a folder, or --replay files")
    else:
        _fuzz(arguments.target, arguments.inputs, arguments.seed, arguments.corpus)


def _fuzz(name: str, inputs: int, seed: int, corpus: Path) -> None:
    try:
        atheris = importlib.import_module("atheris")
    except ModuleNotFoundError:
        sys.exit("This needs 'atheris', which is not installed. Install it: pip install atheris")
    # Only what is imported from here on is watched.
    with atheris.instrument_imports(include=_PACKAGES):
        target = _target(name)
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    options = [
        *(f"-runs={inputs}", f"-seed={seed}", f"-max_len={target.longest}"),
        *("-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1", str(corpus)),
    ]
    if target.pieces:
        words = corpus.with_suffix(".dictionary")
        lines = [f'"{_escaped(piece)}"\n' for piece in target.pieces if len(piece) < 64]
        words.write_text("".join(lines))
        options.append(f"-dict={words}")
    atheris.Setup([sys.argv[0], *options], target.law)
    atheris.Fuzz()


def _replay(name: str, paths: list[Path]) -> None:
    target = _target(name)
    files = [
        file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])
    ]
    for file in files:
        try:
            target.law(file.read_bytes())
        except BaseException:
            print(f"{file}: it breaks the law of {name}", file=sys.stderr)
            raise
    print(f"{len(files)} inputs keep the law of {name}")


def _target(name: str) -> Any:
    targets = importlib.import_module("targets").TARGETS
    if name not in targets:
        sys.exit(f"There is no target {name!r}; expected one of {', '.join(targets)}.")
    return targets[name]


def _escaped(piece: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in piece)


if __name__ == "__main__":
    main()
