"""What the words learn of the interaction, judged on training articles that were held out.

    python scripts/dev/folds.py --held corpus/train.jsonl.gz data/news-codes.jsonl \
      --beside configs/quickstart/*.jsonl.gz configs/embedded/written.jsonl.gz

A development script. Validation articles told which articles to write, so they can't tell what the
written ones are worth; articles that told nothing can.
"""

import argparse
from dataclasses import replace

import numpy as np

from relclf.codebook import Codebook
from relclf.evaluation.gold import Gold, gold_from
from relclf.evaluation.metrics import interaction_accuracy, interaction_macro_f1
from relclf.pooling import Outputs
from relclf.readers import read_coded
from relclf.training.lexical import fit_lexical, read
from relclf.training.tuning import fit_calibration


def main() -> None:
    """Fit once for each fold, and print the figures of each held file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--held", nargs="+", required=True, help="dealt into folds")
    parser.add_argument("--beside", nargs="*", default=[], help="learned from in every fold")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--buckets", type=int, default=16_384)
    options = parser.parse_args()
    codebook = Codebook.load()
    files = [list(read_coded([path], codebook)) for path in options.held]
    held = [article for articles in files for article in articles]
    beside = list(read_coded(options.beside, codebook)) if options.beside else []
    fold = np.random.default_rng(0).permutation(len(held)) % options.folds
    outputs = Outputs(topics=0, interactions=len(codebook.interaction_keys))
    logits = np.empty((len(held), outputs.interactions))
    for number in range(options.folds):
        learned = [held[i] for i in np.flatnonzero(fold != number)] + beside
        codes = _interactions(gold_from(learned, codebook))
        words = fit_lexical(learned, codes, outputs, buckets=options.buckets, rename=True)
        for index in np.flatnonzero(fold == number):
            logits[index] = words(*read(held[index], rename=True))
    start = 0
    for path, articles in zip(options.held, files, strict=True):
        part, start = logits[start : start + len(articles)], start + len(articles)
        gold = _interactions(gold_from(articles, codebook))
        # The last output, planned, is not learned here.
        padded = np.column_stack([part, np.zeros(len(part))])
        found = fit_calibration(padded, gold, outputs).probabilities(padded, outputs).interactions
        loss = -np.log(found[np.arange(len(found)), gold.interactions]).mean()
        chosen = part.argmax(axis=1)
        print(
            f"{path}: {len(articles)} articles, accuracy "
            f"{interaction_accuracy(gold.interactions, chosen):.3f}, macro F1 "
            f"{interaction_macro_f1(gold.interactions, chosen):.3f}, loss {loss:.3f} nats"
        )


def _interactions(gold: Gold) -> Gold:
    return replace(gold, topics=gold.topics[:, :0])


if __name__ == "__main__":
    main()
