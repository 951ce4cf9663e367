"""Make a stand-in for AraBERT-base: its shape and random weights, for machines without a hub.

    python scripts/dev/arabert_standin.py --output /tmp/standin
    relclf train --config configs/arabertv02-base.yaml --model.encoder /tmp/standin ...

12 layers, 768 wide, 64,000 WordPiece pieces, 512 positions: 135 million parameters. It learns
nothing worth knowing; it shows that the path works, how long it takes and what memory it needs.
"""

import argparse
from itertools import product
from pathlib import Path

from tokenizers.implementations.bert_wordpiece import BertWordPieceTokenizer
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast, set_seed

PIECES = 64_000
MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, required=True)
    folder = parser.parse_args().output
    set_seed(0)
    characters = [*LETTERS, *"0123456789.،؛؟:()\"'-/[]", *"abcdefghijklmnopqrstuvwxyz"]
    pieces = [*MARKS, *characters, *(f"##{character}" for character in characters)]
    pieces += ["##" + "".join(letters) for letters in product(LETTERS, repeat=2)]
    pieces += ["".join(letters) for letters in product(LETTERS, repeat=2)]
    pieces += ["".join(letters) for letters in product(LETTERS, repeat=3)]
    pieces += ["##" + "".join(letters) for letters in product(LETTERS, repeat=3)]
    vocabulary = {piece: index for index, piece in enumerate(pieces[:PIECES])}
    tokenizer = BertWordPieceTokenizer(vocabulary, strip_accents=False, lowercase=False)
    names = ("pad_token", "unk_token", "cls_token", "sep_token", "mask_token")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer._tokenizer,
        model_max_length=512,
        **dict(zip(names, MARKS, strict=True)),
    ).save_pretrained(folder)
    BertModel(BertConfig(vocab_size=PIECES, pad_token_id=0)).save_pretrained(folder)


if __name__ == "__main__":
    main()
