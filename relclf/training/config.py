"""The configuration of a training run; the attribute docstrings are the command line's help."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from relclf.errors import ConfigError, shown

__all__ = ["Config", "Data", "Lora", "Model", "Training"]

COUNT = (1.0, float("inf"))
NOT_NEGATIVE = (0.0, float("inf"))
SHARE = (0.0, 1.0)


@dataclass
class Data:
    """The coded articles."""

    train: list[str]
    """Files or folders of coded articles that fit the weights."""
    validation: list[str]
    """Coded articles that choose the epoch and fit calibration and thresholds."""
    test: list[str] = field(default_factory=list)
    """Coded articles that are evaluated once, at the end."""
    codebook: str | None = None
    """YAML file of the codebook; null is the shipped one of diplomatic relations."""

    def __post_init__(self) -> None:
        """Check that there is something to learn from and to choose by."""
        for name in ("train", "validation"):
            if not getattr(self, name):
                raise ConfigError(f"data.{name}: the list is empty; name a file or a folder.")


@dataclass
class Model:
    """The classifier's shape."""

    encoder: str = "embedded"
    """The shipped encoder ("embedded"), a local folder, or a hub id."""
    head: Literal["new", "kept"] = "new"
    """Whether the outputs begin anew, or with those of a relclf model that `encoder` names, whose
    labels are the codebook's: kept goes on with its training."""
    normalizer: str = "basic"
    """Text normaliser: none, basic or arabertv02."""
    rename_states: bool = True
    """Whether states are read under other names, so that nothing depends on which they are; turn it
    off where a label does."""
    window: int = 160
    """Most tokens of a window; 128 to 192 on a CPU, 512 on a GPU."""
    pooling: Literal["votes", "mean", "cls"] = "votes"
    """How token logits become article logits; mean and cls are baselines."""
    places: bool = True
    """Whether title, lead and body have interaction outputs of their own."""
    lexical: bool = True
    """Whether a linear model of words stands beside the network, where it helps on validation."""
    lexical_buckets: int = 32_768
    """Buckets of each of its four groups of words and parts of words; as many bytes in the model
    folder for each label."""
    lexical_topics: float | None = None
    """How much it counts for topics, where the network counts 1; null chooses it on validation."""
    lexical_interaction: float | None = None
    """The same for the interaction."""
    dropout: float = 0.0
    """Dropout of the encoder; on a CPU it costs half of the speed."""

    def __post_init__(self) -> None:
        """Check the numbers; the window is checked against the encoder when that is loaded."""
        words = dict.fromkeys(("lexical_topics", "lexical_interaction"), NOT_NEGATIVE)
        check_ranges(self, "model", {"lexical_buckets": COUNT, "dropout": SHARE, **words})


@dataclass
class Lora:
    """Low-rank adaptation (Hu et al., 2021), merged into the weights when training ends."""

    rank: int = 16
    """Rank of the update."""
    alpha: int = 32
    """Scale of the update, over the rank."""
    dropout: float = 0.0
    """Dropout before the update."""
    modules: list[str] = field(default_factory=lambda: ["query", "key", "value", "dense"])
    """Names of the linear layers that are adapted."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_ranges(self, "lora", {"rank": COUNT, "alpha": COUNT, "dropout": SHARE})


@dataclass
class Training:
    """The optimisation."""

    epochs: float = 10
    """Most passes over the training articles."""
    max_steps: int = -1
    """Most optimiser steps; -1 leaves it to the epochs."""
    patience: int = 3
    """Epochs without a better validation figure before training stops."""
    batch_size: int = 8
    """Articles of a batch on each device."""
    accumulation: int = 2
    """Batches of one optimiser step."""
    variants: int = 0
    """Variants of each training article with other states, a related link, more courtesy or no
    hamza, which take turns with the article itself, epoch by epoch (`relclf.training.augment`)."""
    max_windows: int | None = 16
    """Most windows of a training article: its first, those that hold evidence, and others by
    chance; null keeps all."""
    kept_tokens: int = 16384
    """Tokens of a batch whose activations are kept; a longer batch takes more time, and no more
    memory, since they are computed again."""
    learning_rate: float = 1e-4
    """Peak learning rate of the encoder's last layer."""
    head_learning_rate: float = 1e-3
    """Peak learning rate of the head."""
    layer_decay: float = 0.9
    """Factor of the learning rate from a layer to the one below (Clark et al., 2020)."""
    frozen_layers: int = 0
    """Lowest layers that are not trained; with any, the embeddings are not either."""
    weight_decay: float = 0.01
    """AdamW's weight decay, not of biases and norms."""
    warmup: float = 0.1
    """Share of the steps in which the learning rate rises."""
    max_grad_norm: float = 5.0
    """Gradients are scaled down to this norm."""
    evidence_weight: float = 0.2
    """Weight of the evidence loss; 0 leaves it out."""
    label_smoothing: float = 0.0
    """Label smoothing of the interaction."""
    class_weights: Literal["none", "balanced"] = "none"
    """Whether rare labels weigh more: by the square root of their inverse frequency."""
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    """bf16 where the processor or the GPU has it, or as named."""
    seeds: list[int] = field(default_factory=lambda: [0])
    """One run for each; the best on validation is kept."""
    report_to: str = "none"
    """Experiment tracker of transformers' Trainer, such as tensorboard or trackio."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        counts = ("patience", "batch_size", "accumulation", "max_windows", "kept_tokens")
        rates = (
            *("epochs", "learning_rate", "head_learning_rate", "max_grad_norm"),
            *("frozen_layers", "weight_decay", "evidence_weight", "variants"),
        )
        shares = ("layer_decay", "warmup", "label_smoothing")
        check_ranges(
            self,
            "training",
            dict.fromkeys(counts, COUNT)
            | dict.fromkeys(rates, NOT_NEGATIVE)
            | dict.fromkeys(shares, SHARE),
        )
        if not self.seeds:
            raise ConfigError("training.seeds: the list is empty; name at least one seed.")


@dataclass
class Config:
    """A training run."""

    data: Data
    model: Model = field(default_factory=Model)
    training: Training = field(default_factory=Training)
    lora: Lora | None = None
    """Low-rank adaptation instead of training all weights; null trains them."""
    output: str = "runs/relclf"
    """Folder of checkpoints, logs and, at the end, the model."""
    name: str = "relclf"
    """Name of the model, which its predictions carry."""
    weights: Literal["float32", "float16"] = "float32"
    """Precision of the saved weights; float16 halves the folder and changes no decision here."""


def check_ranges(section: object, name: str, ranges: Mapping[str, tuple[float, float]]) -> None:
    """Raise where a number of a section (named `name`, or "") lies outside its range."""
    for field_name, (least, most) in ranges.items():
        value = getattr(section, field_name)
        if value is not None and not least <= value <= most:
            upper = f" to {most:g}" if most < float("inf") else " or more"
            place = f"{name}.{field_name}".strip(".")
            raise ConfigError(f"{place}: {shown(value)}, expected a number of {least:g}{upper}")
