"""Average the weights of models that went on from one another: a development script.

Wortsman et al., 2022, "Model soups". Everything else is that of the first folder.

    python scripts/dev/average_weights.py --models FOLDER FOLDER --output FOLDER
"""

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from relclf.atomic import new_folder
from relclf.folder import WEIGHTS


def main() -> None:
    """Read the arguments and write the averaged folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=Path, nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    states = [load_file(folder / WEIGHTS) for folder in arguments.models]
    average = {
        name: torch.stack([state[name].float() for state in states]).mean(0) for name in states[0]
    }
    with new_folder(arguments.output) as folder:
        for path in arguments.models[0].iterdir():
            if path.is_file():
                shutil.copyfile(path, folder / path.name)
        save_file(average, folder / WEIGHTS, metadata={"format": "pt"})
    print(f"{arguments.output}: the average of {len(states)} models")


if __name__ == "__main__":
    main()
