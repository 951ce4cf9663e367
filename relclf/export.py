"""ONNX files of a trained model, written only if they decide as the model does."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from transformers import AutoModelForTokenClassification

from relclf.articles import Article
from relclf.backends.onnx import feed_of
from relclf.classifier import RelationClassifier
from relclf.decision import Decisions, Probabilities, decide, thresholds_for
from relclf.errors import DataError, ModelError
from relclf.folder import ONNX_FP32, ONNX_INT8
from relclf.quantize import quantize

__all__ = ["Drift", "export"]

# A window runs by itself, so nothing in it is masked.
INPUTS = ("input_ids", "token_type_ids")
FP32_AGREEMENT, FP32_DRIFT = 0.999, 1e-4
OPSET = 17
EXAMPLES = 20  # articles on which the largest activations are found


@dataclass(frozen=True)
class Drift:
    """How far the decisions and probabilities of two backends are apart."""

    agreement: float
    """Share of all decisions (each topic of each article, each interaction) that are the same."""
    articles: float
    """Share of the articles all of whose decisions are the same."""
    mean: float
    """Mean absolute difference of a probability."""
    largest: float
    """Largest absolute difference of a probability."""

    def __str__(self) -> str:
        return (
            f"{self.agreement:.2%} of decisions and {self.articles:.1%} of articles the same; "
            f"probabilities differ by {self.mean:.5f} on average, {self.largest:.3f} at most"
        )


def export(
    folder: Path,
    articles: Sequence[Article],
    *,
    min_agreement: float = 0.99,
    max_drift: float = 0.02,
    keep_fp32: bool = False,
) -> Iterator[str]:
    """Write `onnx/model.onnx` (int8) into a model folder, and the fp32 file if it is wanted.

    Weights are quantised to 8 bits; activations too, while it runs.

    Args:
        folder: A model folder with `model.safetensors`.
        articles: Articles on which the decisions are compared.
        min_agreement: Least share of decisions that int8 must keep.
        max_drift: Most that int8 may move a probability, on average.
        keep_fp32: Whether `onnx/model_fp32.onnx` is kept.

    Yields:
        A line on each file that was written.

    Raises:
        DataError: There are no articles.
        ModelError: The folder holds no weights, or a file would decide otherwise than it may; the
            folder is as it was.
    """
    if not articles:
        raise DataError("export: no articles to compare decisions on; give some of the kind read")
    limits = {ONNX_FP32: (FP32_AGREEMENT, FP32_DRIFT), ONNX_INT8: (min_agreement, max_drift)}
    backends = {ONNX_FP32: "onnx-fp32", ONNX_INT8: "onnx"}
    reference = _results(folder, articles, "torch")
    with tempfile.TemporaryDirectory(dir=folder.resolve().parent) as beside:
        trial = Path(shutil.copytree(folder, Path(beside, "model")))
        (trial / "onnx").mkdir(exist_ok=True)
        _to_onnx(trial, trial / ONNX_FP32)
        quantize(trial / ONNX_FP32, trial / ONNX_INT8, _examples(trial, articles[:EXAMPLES]))
        for file, (agreement, most) in limits.items():
            drift = _drift(reference, _results(trial, articles, backends[file]))
            if drift.agreement < agreement or drift.mean > most:
                raise ModelError(
                    f"{folder / file}: not written, it would decide otherwise than the model: "
                    f"{drift}. Expected {agreement:.2%} of decisions and {most} on average. Use "
                    "the fp32 file or the backend torch, or allow more."
                )
            yield f"{folder / file}: {(trial / file).stat().st_size / 1e6:.1f} MB; {drift}"
        (folder / "onnx").mkdir(exist_ok=True)
        for file in limits if keep_fp32 else [ONNX_INT8]:
            os.replace(trial / file, folder / file)


def _examples(folder: Path, articles: Sequence[Article]) -> Iterator[dict[str, Any]]:
    """Yield the windows of articles as inputs of the folder's fp32 file."""
    classifier = RelationClassifier.from_pretrained(folder, backend="onnx-fp32")
    names = {value.name for value in onnx.load(folder / ONNX_FP32).graph.input}
    for article in articles:
        for window in classifier.windows(article):
            yield {name: value for name, value in feed_of(window).items() if name in names}


class _Logits(nn.Module):
    """The network with tensors in and one out, which is what the exporter takes."""

    def __init__(self, network: nn.Module, names: Sequence[str]) -> None:
        super().__init__()
        self.network = network
        self.names = names

    def forward(self, *tensors: Tensor) -> Tensor:
        logits: Tensor = self.network(**dict(zip(self.names, tensors, strict=True))).logits
        return logits


def _to_onnx(folder: Path, path: Path) -> None:
    network = AutoModelForTokenClassification.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    has_types = getattr(network.config, "type_vocab_size", 0) > 0
    names = INPUTS if has_types else INPUTS[:1]
    example = torch.ones(1, 8, dtype=torch.long)
    axes = {0: "windows", 1: "tokens"}
    with warnings.catch_warnings():
        # The exporter by tracing makes the graph that onnxruntime runs fastest (a sixth faster
        # than that of torch.export here); torch warns that it will not be developed on.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Logits(network, names),
            (example,) * len(names),
            str(path),
            input_names=list(names),
            output_names=["logits"],
            dynamic_axes={name: axes for name in (*names, "logits")},
            opset_version=OPSET,
            dynamo=False,
        )
    onnx.checker.check_model(str(path))


def _results(
    folder: Path, articles: Sequence[Article], backend: str
) -> tuple[Probabilities, Decisions]:
    classifier = RelationClassifier.from_pretrained(folder, backend=backend)
    probabilities = classifier.probabilities([scored for _, scored in classifier.scores(articles)])
    topics = classifier.codebook.topic_keys
    thresholds = thresholds_for(topics, classifier.settings.thresholds)
    return probabilities, decide(probabilities, thresholds)


def _drift(
    reference: tuple[Probabilities, Decisions], other: tuple[Probabilities, Decisions]
) -> Drift:
    tables = [np.hstack([found.topics, found.interactions]) for found, _ in (reference, other)]
    labels = [
        np.hstack([made.topics, made.interactions[:, None]]) for _, made in (reference, other)
    ]
    moved, same = np.abs(tables[0] - tables[1]), labels[0] == labels[1]
    return Drift(
        agreement=float(same.mean()),
        articles=float(same.all(axis=1).mean()),
        mean=float(moved.mean()),
        largest=float(moved.max()),
    )
