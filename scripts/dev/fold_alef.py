"""Let an encoder or a model read alef without hamza or madda: a development script.

Its tokenizer then writes every alef bare, and pieces that become alike are merged: their
embeddings by how likely each piece is, their probabilities added. No other weight changes, and
text has as many tokens as before.

    python scripts/dev/fold_alef.py --model FOLDER --output FOLDER
"""

import argparse
import collections
import json
import math
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from relclf.atomic import new_folder
from relclf.normalize import BARE_ALEF

EMBEDDINGS = "embeddings.word_embeddings.weight"
ALEFS = "أإآٱ"


def main() -> None:
    """Read the arguments and write the folded folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, required=True, help="folder of an encoder or a model")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    with new_folder(arguments.output) as folder:
        for path in arguments.model.iterdir():
            if path.is_file():
                shutil.copyfile(path, folder / path.name)
        before, after = fold(folder)
    print(f"{arguments.output}: {after:,} of {before:,} pieces")


def fold(folder: Path) -> tuple[int, int]:
    """Fold a folder in place; return the number of pieces before and after."""
    tokenizer = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    alike: dict[str, list[int]] = collections.defaultdict(list)
    for index, (piece, _) in enumerate(vocabulary):
        alike[piece.translate(BARE_ALEF).replace("ٱ", "ا")].append(index)
    new_ids = {piece: new for new, piece in enumerate(alike)}
    scores = [score for _, score in vocabulary]
    tokenizer["model"]["vocab"] = [
        [
            piece,
            math.log(sum(math.exp(scores[index]) for index in indices))
            if indices[1:]
            else scores[indices[0]],
        ]
        for piece, indices in alike.items()
    ]
    for token in tokenizer["added_tokens"]:
        token["id"] = new_ids[token["content"]]
    steps = [tokenizer["normalizer"]] if tokenizer["normalizer"] else []
    steps += [{"type": "Replace", "pattern": {"String": alef}, "content": "ا"} for alef in ALEFS]
    tokenizer["normalizer"] = {"type": "Sequence", "normalizers": steps}
    state = load_file(folder / "model.safetensors")
    [name] = [key for key in state if key.endswith(EMBEDDINGS)]
    state[name] = torch.stack([_merged(state[name], indices, scores) for indices in alike.values()])
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["vocab_size"] = len(alike)
    for path, data in (("tokenizer.json", tokenizer), ("config.json", config)):
        (folder / path).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return len(vocabulary), len(alike)


def _merged(embeddings: torch.Tensor, indices: list[int], scores: list[float]) -> torch.Tensor:
    likely = torch.softmax(torch.tensor([scores[index] for index in indices]), 0)
    return (likely[:, None] * embeddings[indices].float()).sum(0).to(embeddings.dtype)


if __name__ == "__main__":
    main()
