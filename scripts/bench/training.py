"""How fast articles are trained on: relclf beside a plain transformers Trainer, step by step.

    python scripts/bench/training.py corpus/train.jsonl.gz --output training.json
    python scripts/bench/training.py corpus/train.jsonl.gz --figures --validation VALIDATION

All contenders have the same encoder, the same articles, as many of them in an optimiser step, and
texts that are tokenised beforehand. A turn is one pass over the articles. `Trainer` pads to 512
tokens and reads no more. relclf reads articles whole, until windows are drawn; each of its lines
adds one thing to the line before.

With `--figures` Trainer and relclf, whole, with windows drawn, in bf16 where the processor has it,
and with lower layers frozen too, train one epoch of all articles, and are judged alike on
validation: topics by a threshold of 0.5, and by thresholds that relclf chose on the other four
fifths.
"""

import json
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from datasets import disable_progress_bars
from plain_trainer import PlainTrainer
from relclf_trainer import RelclfTrainer, Way
from rounds import bench_arguments, in_turns, tell
from transformers import set_seed
from transformers.utils import logging as transformers_logging

from relclf.articles import CodedArticle
from relclf.atomic import write_text
from relclf.codebook import Codebook
from relclf.evaluation import metrics
from relclf.evaluation.gold import gold_from
from relclf.readers import read_coded
from relclf.training.config import Model
from relclf.training.network import encoder_source
from relclf.training.run import precision_of
from relclf.training.tuning import cross_fitted_topics

BASE = "Trainer"
MOST = 24
Make = Callable[[], PlainTrainer | RelclfTrainer]


def trainers(
    articles: Sequence[CodedArticle], codebook: Codebook, options: Any, folder: str
) -> dict[str, Make]:
    """Tell how each trainer is made."""
    model = Model(encoder=options.encoder)
    arguments: dict[str, Any] = {
        "output_dir": folder,
        "num_train_epochs": 1,
        "learning_rate": options.learning_rate,
        "save_strategy": "no",
        "report_to": "none",
        "disable_tqdm": True,
        "seed": options.seed,
    }

    def plain(padding: str) -> Make:
        source = encoder_source(model)
        return lambda: PlainTrainer(
            source, articles, codebook, options.size, padding=padding, **arguments
        )

    def ours(way: Way) -> Make:
        return lambda: RelclfTrainer(model, articles, codebook, options.size, way, **arguments)

    found = {BASE: plain("max_length"), "Trainer, padded to the longest": plain("longest")}
    return found | {name: ours(way) for name, way in ways(options).items()}


def ways(options: Any) -> dict[str, Way]:
    """List relclf's ways of training, each with one thing more."""
    way = Way()
    found = {"windows": way}
    found["+ articles of like lengths"] = way = replace(way, by_length=True)
    found["+ groups of like windows"] = way = replace(way, grouped=True)
    found["+ fused AdamW"] = way = replace(way, fused=True)
    if options.compile and not options.figures:
        found["  with torch.compile"] = replace(way, compiled=True)
    found[f"+ {options.windows} windows drawn"] = way = replace(way, most=options.windows)
    if precision_of("auto") == "bf16":
        found["+ bf16"] = way = replace(way, bf16=True)
    else:
        print("bf16: not tried, this processor has no instructions for it")
    found[f"+ {options.frozen} lower layers frozen"] = replace(way, frozen=options.frozen)
    return found


def figures_of(
    trainer: PlainTrainer | RelclfTrainer, articles: Sequence[CodedArticle], codebook: Codebook
) -> dict[str, float]:
    """Judge a trained network on validation articles."""
    topics, interactions = trainer.logits(articles)
    gold = gold_from(articles, codebook)
    tuned, chosen = cross_fitted_topics(topics, gold.topics), interactions.argmax(axis=1)
    return {
        "topic_micro_f1 at 0.5": metrics.topic_micro_f1(gold.topics, topics >= 0),
        "topic_macro_f1 at 0.5": metrics.topic_macro_f1(gold.topics, topics >= 0),
        "topic_micro_f1": metrics.topic_micro_f1(gold.topics, tuned),
        "topic_macro_f1": metrics.topic_macro_f1(gold.topics, tuned),
        "topic_mean_average_precision": metrics.topic_mean_average_precision(
            gold.topics, 1 / (1 + np.exp(-topics))
        ),
        "interaction_accuracy": metrics.interaction_accuracy(gold.interactions, chosen),
        "interaction_macro_f1": metrics.interaction_macro_f1(gold.interactions, chosen),
    }


def compare_figures(
    made: dict[str, Make], articles: Sequence[CodedArticle], codebook: Codebook, options: Any
) -> None:
    """Train each contender one epoch, and tell its figures and its time."""
    validation = list(read_coded(options.validation, codebook))
    found = {}
    whole = list(made).index("+ fused AdamW")
    for name in (BASE, *list(made)[whole:]):
        set_seed(options.seed)
        trainer = made[name]()
        began = time.perf_counter()
        trainer.train()
        seconds = time.perf_counter() - began
        found[name] = {
            "seconds": seconds,
            "articles a second": len(articles) / seconds,
            **figures_of(trainer, validation, codebook),
        }
        print(name, *(f"  {key:28} {value:.3f}" for key, value in found[name].items()), sep="\n")
    if options.output:
        measured = {"articles": len(articles), "validation": len(validation), "figures": found}
        write_text(options.output, json.dumps(measured, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    """Time the contenders, or compare their figures."""
    parser = bench_arguments(__doc__)
    parser.add_argument("articles", nargs="+", help="coded articles to train on")
    parser.add_argument("--validation", nargs="+", help="coded articles to judge by")
    parser.add_argument("--figures", action="store_true", help="train an epoch, and judge")
    parser.add_argument("--encoder", default="embedded", help="folder or hub id")
    parser.add_argument("--most", type=int, help=f"so many articles (timed: {MOST})")
    parser.add_argument("--size", type=int, default=8, help="articles of an optimiser step")
    parser.add_argument("--windows", type=int, default=2, help="windows that are drawn")
    parser.add_argument("--frozen", type=int, default=6, help="lower layers that are frozen")
    parser.add_argument("--learning_rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=0, help="which articles, and the heads")
    parser.add_argument("--ends", action="store_true", help="only Trainer and the last two lines")
    parser.add_argument("--compile", action="store_true", help="try torch.compile too")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    if options.figures and not options.validation:
        parser.error("--figures: name the articles to judge by, --validation FILE")
    warnings.simplefilter("ignore")
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    disable_progress_bars()
    torch.set_num_threads(options.threads)
    codebook = Codebook.load()
    read = list(read_coded(options.articles, codebook))
    if options.quick:
        options.most, options.rounds = 8, 2
    most = options.most or (len(read) if options.figures else MOST)
    # Files are ordered, by date or source; what is timed is like the whole.
    order = np.random.default_rng(options.seed).permutation(len(read))[:most]
    articles = [read[number] for number in order]
    with tempfile.TemporaryDirectory() as folder:
        made = trainers(articles, codebook, options, folder)
        if options.figures:
            compare_figures(made, articles, codebook, options)
            return
        chosen = [BASE, *list(made)[-2:]] if options.ends else list(made)
        runs = {name: made[name]().train for name in chosen}
        seconds = in_turns(runs, options.rounds)
    tell(
        seconds,
        BASE,
        options.output,
        articles=len(articles),
        threads=options.threads,
        encoder=options.encoder,
    )


if __name__ == "__main__":
    main()
