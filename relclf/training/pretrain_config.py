"""The configuration of a pretraining run; the attribute docstrings are the command line's help."""

from dataclasses import dataclass, field
from typing import Literal

from relclf.errors import ConfigError
from relclf.training.config import COUNT, NOT_NEGATIVE, SHARE, check_ranges

__all__ = ["PretrainConfig"]


@dataclass
class PretrainConfig:
    """Masked language modelling on articles that need no codes."""

    articles: list[str]
    """Files or folders of articles."""
    like: list[str] = field(default_factory=list)
    """Articles of the kind that will be classified: those most like them are read first."""
    tokens: int | None = None
    """Most tokens that are read; null reads every article once."""
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
    """Seeds the new head, the order of the windows and what is hidden."""
    output: str = "runs/pretrained"
    """Folder of the checkpoints and, at the end, of the encoder."""

    def __post_init__(self) -> None:
        """Check the numbers."""
        if not self.articles:
            raise ConfigError("articles: the list is empty; name a file or a folder.")
        counts = ("tokens", "batch_size", "accumulation", "save_steps")
        rates = ("epochs", "learning_rate", "weight_decay")
        shares = ("masking", "dropout", "warmup")
        ranges = dict.fromkeys(counts, COUNT) | dict.fromkeys(rates, NOT_NEGATIVE)
        check_ranges(self, "", ranges | dict.fromkeys(shares, SHARE))
