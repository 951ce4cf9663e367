"""What a run shows: a progress bar, and lines with the loss or the figures on validation."""

import logging
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments
from transformers.trainer_callback import ProgressCallback

__all__ = ["EpochLine", "LossLine", "QuietProgress"]

logger = logging.getLogger(__name__)
_LEFT_OUT = ("runtime", "per_second")


class QuietProgress(ProgressCallback):
    """The progress bar without the dictionaries that transformers prints beside it."""

    def on_log(self, *args: Any, **kwargs: Any) -> None:
        """Print nothing; `EpochLine` does."""


class EpochLine(TrainerCallback):
    """Logs the loss and the figures on validation after each evaluation."""

    def __init__(self) -> None:
        self._loss: float | None = None

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        """Remember the training loss."""
        self._loss = float((logs or {}).get("loss", self._loss or float("nan")))

    def on_evaluate(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        metrics: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        """Log the line, in one process."""
        if not state.is_world_process_zero:
            return
        figures = {
            name.removeprefix("eval_"): value
            for name, value in (metrics or {}).items()
            if name.startswith("eval_") and not name.endswith(_LEFT_OUT)
        }
        shown = ", ".join(f"{name} {float(value):.3f}" for name, value in figures.items())
        loss = "" if self._loss is None else f"training loss {self._loss:.3f}; "
        logger.info(
            "epoch %.4g (step %d): %svalidation %s", state.epoch, state.global_step, loss, shown
        )


class LossLine(TrainerCallback):
    """Logs the training loss wherever Trainer does."""

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        """Log the line, in one process."""
        if state.is_world_process_zero and "loss" in (logs or {}):
            loss = float((logs or {})["loss"])
            logger.info("step %d of %d: loss %.3f", state.global_step, state.max_steps, loss)
