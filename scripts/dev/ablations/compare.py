"""Ways to fine-tune compared: one change each, several seeds, the lower layers as they are.

    python scripts/dev/ablations/compare.py --model runs/distilled/student --train FILE ... \
      --validation corpus/validation.jsonl.gz --output ablations.jsonl

A development script. Each run adds a line to the output, and what stands there is not run again.
"""

import argparse
import copy
import dataclasses
import itertools
import json
import math
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call
from upper_layers import States, UpperLayers
from variants import VARIANTS, Variant, losses_of, pooled

from relclf.codebook import Codebook
from relclf.evaluation import metrics
from relclf.evaluation.gold import Gold, gold_from
from relclf.pooling import Outputs
from relclf.readers import read_coded
from relclf.training.batches import Batches
from relclf.training.config import Model
from relclf.training.head import initialise_head
from relclf.training.network import layer_of, load_network, outputs_of
from relclf.training.tuning import cross_fitted_topics, fit_calibration

ARTICLES, RATE, HEAD_RATE, NEW_HEAD_RATE, WARMUP = 8, 1.6e-4, 3e-4, 1e-3, 0.1


def train(
    network: UpperLayers,
    states: States,
    variant: Variant,
    outputs: Outputs,
    weights: Any,
    seed: int,
) -> UpperLayers:
    """Fine-tune for the variant's epochs; return the network, or its moving average."""
    layers = 1 + max(int(name) for name in network.layers)
    groups = []
    for name, parameter in network.named_parameters():
        head = "classifier" in name
        rate = RATE * variant.layer_decay ** (layers - layer_of(name, layers))
        if head:
            rate = NEW_HEAD_RATE if variant.new_head else HEAD_RATE
        decay = 0.0 if parameter.ndim == 1 else 0.01
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    optimizer = torch.optim.AdamW(groups, fused=True)
    batches = Batches([int(row["length"]) for row in states.rows], ARTICLES, seed=seed)
    steps = variant.epochs * len(batches)

    def rate_at(step: int) -> float:
        rising = (step + 1) / (WARMUP * steps)
        return min(rising, 0.5 + 0.5 * math.cos(math.pi * step / steps))

    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, rate_at)
    start = {name: parameter.detach().clone() for name, parameter in network.named_parameters()}
    average = copy.deepcopy(network)
    network.train()
    for epoch in range(variant.epochs):
        batches.set_epoch(epoch)
        for drawn in batches:
            batch = states.batch([states.rows[draw.row] for draw in drawn])
            batch["weights"] = weights[[draw.row for draw in drawn]]
            read = [
                forward(network, batch, variant, start) for _ in range(1 + (variant.r_drop > 0))
            ]
            loss = losses_of(read, batch, variant, outputs).mean()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
            with torch.no_grad():
                pairs = zip(average.parameters(), network.parameters(), strict=True)
                for mean, parameter in pairs:
                    mean.lerp_(parameter, 1 - variant.moving_average)
    return average if variant.moving_average else network


def forward(
    network: UpperLayers, batch: dict[str, Tensor], variant: Variant, start: dict[str, Tensor]
) -> Tensor:
    """Compute token logits; under mixout some weights are those of the start."""
    read = (batch["states"], batch["attention_mask"])
    logits: Tensor
    if not variant.mixout:
        logits = network(*read)
        return logits
    share, mixed = variant.mixout, {}
    for name, parameter in network.named_parameters():
        back = (torch.rand_like(parameter) < share).float() if parameter.ndim > 1 else 0.0
        mixed[name] = parameter + back * (start[name] - parameter)
        if parameter.ndim > 1:
            mixed[name] = (mixed[name] - share * start[name]) / (1 - share)
    logits = functional_call(network, mixed, read)
    return logits


def figures_of(
    network: UpperLayers, states: States, variant: Variant, outputs: Outputs, gold: Gold
) -> dict[str, float]:
    """Judge a network on articles that are read whole."""
    network.eval()
    found, hits = [], []
    for row in states.rows:
        batch = states.batch([row])
        with torch.no_grad():
            tokens = network(batch["states"], batch["attention_mask"])
            segments, articles = pooled(tokens, batch, variant, outputs)
        found.append(articles[0].double().numpy())
        shown: dict[int, set[int]] = {}
        for segment, output in batch["evidence"].tolist():
            shown.setdefault(output, set()).add(segment)
        hits += [int(segments[:, output].argmax()) in told for output, told in shown.items()]
    logits = np.stack(found)
    calibrated = fit_calibration(logits, gold, outputs).probabilities(logits, outputs)
    topics = gold.topics
    decided = cross_fitted_topics(logits[:, : outputs.topics], topics)
    right = np.where(topics == 1, calibrated.topics, 1 - calibrated.topics)[~np.isnan(topics)]
    of_gold = calibrated.interactions[np.arange(len(logits)), gold.interactions]
    chosen = calibrated.interactions.argmax(1)
    return {
        "topic_loss": float(-np.log(right).sum() / len(logits)),
        "interaction_loss": float(-np.log(of_gold).mean()),
        "topic_mean_average_precision": metrics.topic_mean_average_precision(
            topics, calibrated.topics
        ),
        "topic_micro_f1_cross_fitted": metrics.topic_micro_f1(topics, decided),
        "interaction_accuracy": metrics.interaction_accuracy(gold.interactions, chosen),
        "interaction_macro_f1": metrics.interaction_macro_f1(gold.interactions, chosen),
        "evidence_top1": float(np.mean(hits)),
    }


def main() -> None:
    """Run what the output lacks, and print the means."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True)
    parser.add_argument("--train", nargs="+", required=True)
    parser.add_argument("--validation", nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--most", type=int, default=800, help="training articles, drawn by chance")
    parser.add_argument("--layers", type=int, default=2, help="upper layers that are trained")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--variants", nargs="+", default=list(VARIANTS))
    options = parser.parse_args()
    codebook = Codebook.load()
    articles = list(read_coded(options.train, codebook))
    articles = random.Random(0).sample(articles, min(options.most, len(articles)))
    validation = list(read_coded(options.validation, codebook))
    model = Model(encoder=options.model, head="kept")
    lower = load_network(model, codebook).config.num_hidden_layers - options.layers
    with tempfile.TemporaryDirectory() as folder:
        cut = {"lower": lower, "cache": Path(folder)}
        taught = States(articles, codebook, model, most=2, **cut)
        judged = States(validation, codebook, model, most=None, **cut)
        gold, told = gold_from(articles, codebook), gold_from(validation, codebook)
        for seed, name in itertools.product(options.seeds, options.variants):
            if (name, seed) in {(run["variant"], run["seed"]) for run in runs_in(options.output)}:
                continue
            variant = VARIANTS[name]
            torch.manual_seed(seed)
            network = load_network(dataclasses.replace(model, dropout=variant.dropout), codebook)
            outputs = outputs_of(codebook, model)
            if variant.new_head:
                segments = float(np.mean([len(row["places"]) for row in taught.rows]))
                initialise_head(network, gold, outputs, segments)
            weights = variant.article_weights(articles)
            upper = UpperLayers(network, lower)
            upper = train(upper, taught, variant.weighed_by(gold), outputs, weights, seed)
            run = figures_of(upper, judged, variant, outputs, told)
            with options.output.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"variant": name, "seed": seed, **run}) + "\n")
    print(table(runs_in(options.output)))


def runs_in(path: Path) -> list[dict[str, Any]]:
    """Read the runs that an output holds."""
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def table(runs: Sequence[dict[str, Any]]) -> str:
    """Write mean and standard deviation over the seeds of each variant, as Markdown."""
    names = [name for name in runs[0] if name not in ("variant", "seed")]
    lines = [f"| | seeds | {' | '.join(names)} |", "|---" * (2 + len(names)) + "|"]
    for variant in dict.fromkeys(run["variant"] for run in runs):
        own = [run for run in runs if run["variant"] == variant]
        values = [np.array([run[name] for run in own]) for name in names]
        cells = [f"{value.mean():.3f} ± {value.std(ddof=len(own) > 1):.3f}" for value in values]
        lines.append(f"| {variant} | {len(own)} | {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
