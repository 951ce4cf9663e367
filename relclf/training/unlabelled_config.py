"""The configurations of runs on articles without codes; the attribute docstrings are the help."""

from dataclasses import dataclass, field
from typing import Literal

from relclf.errors import ConfigError
from relclf.training.config import COUNT, NOT_NEGATIVE, SHARE, check_ranges

__all__ = ["DistillConfig", "PretrainConfig", "UnlabelledConfig"]


@dataclass
class UnlabelledConfig:
    """What such runs have in common."""

    articles: list[str]
    """Files or folders of articles."""
    like: list[str] = field(default_factory=list)
    """Articles of the kind that will be classified: those most like them are read first."""
    tokens: int | None = None
    """Most tokens that are read; null reads every article once."""
    epochs: float = 1
    """Passes over the articles."""
    batch_size: int = 24
    """Windows of a batch on each device."""
    accumulation: int = 1
    """Batches of one optimiser step."""
    learning_rate: float = 3e-4
    """Peak learning rate."""
    weight_decay: float = 0.01
    """AdamW's weight decay."""
    warmup: float = 0.06
    """Share of the steps in which the learning rate rises."""
    save_steps: int = 200
    """Steps from a checkpoint to the next."""
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    """bf16 where the processor or the GPU has it, or as named."""
    seed: int = 0
    """Seeds what is new or drawn, and the order of the windows."""
    output: str = "runs/unlabelled"
    """Folder of the checkpoints and, at the end, of what was trained."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        if not self.articles:
            raise ConfigError("articles: the list is empty; name a file or a folder.")
        counts = ("tokens", "batch_size", "accumulation", "save_steps")
        rates = ("epochs", "learning_rate", "weight_decay")
        ranges = dict.fromkeys(counts, COUNT) | dict.fromkeys(rates, NOT_NEGATIVE)
        check_ranges(self, "", {**ranges, "warmup": SHARE})


@dataclass
class PretrainConfig(UnlabelledConfig):
    """Masked language modelling."""

    encoder: str = "embedded"
    """The shipped encoder ("embedded"), a local folder, or a hub id."""
    normalizer: str = "basic"
    """Text normaliser: none, basic or arabertv02; the one that fine-tuning will use."""
    rename_states: bool = True
    """Whether states are read under other names, as fine-tuning will read them."""
    window: int = 160
    """Most tokens of a window; 128 to 192 on a CPU, 512 on a GPU."""
    masking: float = 0.3
    """Share of the tokens that are hidden and to be guessed (Wettig et al., 2023)."""
    dropout: float = 0.0
    """Dropout of the encoder; on a CPU it costs a third of the speed."""
    output: str = "runs/pretrained"
    """Folder of the checkpoints and, at the end, of the encoder."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        super().__post_init__()
        check_ranges(self, "", {"masking": SHARE, "dropout": SHARE})


@dataclass
class DistillConfig(UnlabelledConfig):
    """A smaller network that learns to answer as a relclf model does."""

    teacher: str = "embedded"
    """The shipped model ("embedded"), a model folder, or a hub id."""
    layers: int = 6
    """Layers of the smaller network; it begins with as many of the teacher's, evenly chosen."""
    hidden_weight: float = 1.0
    """Weight of the loss on the last layer's states, beside that on the token logits."""
    output: str = "runs/distilled"
    """Folder of the checkpoints and, at the end, of the student."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        super().__post_init__()
        check_ranges(self, "", {"layers": COUNT, "hidden_weight": NOT_NEGATIVE})
