"""transformers' Trainer, whose steps don't depend on batches and processes they are dealt into."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import DataLoader
from transformers import Trainer

from relclf.training.batches import Batches, Loader, Rows

__all__ = ["PROCESSES", "StepTrainer", "last_checkpoint"]

# How gradients are shared: no parameter goes unused, and the processes run the network a different
# number of times in a step, so nothing may be exchanged when it runs.
PROCESSES: dict[str, Any] = {"ddp_find_unused_parameters": False, "ddp_broadcast_buffers": False}
STATE = "trainer_state.json"


class StepTrainer(Trainer):
    """A Trainer whose loss is a mean over the items of a whole optimiser step.

    The items (articles, or tokens) of all batches of all processes count alike, so one process with
    a batch of 16, four batches of 4, or two processes with batches of 8 make the same step.

    Args:
        turns: Versions of each item in the training table (`relclf.training.batches.Batches`).
        **kwargs: Those of transformers' Trainer; `train_dataset` is a table with `length`.
    """

    def __init__(self, *, turns: int = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._turns = turns
        # The loss is divided by what the whole step has, so Trainer must not divide it again.
        self.model_accepts_loss_kwargs = False
        self.loss_is_scaled_for_ga = True

    def items(self, batch: dict[str, Tensor]) -> Tensor:
        """Count the items of a batch over which the loss is a mean."""
        raise NotImplementedError

    def mean(self, losses: Tensor, step_items: Tensor | int | None) -> Tensor:
        """Turn the losses of a batch's items into its share of the step's mean.

        Args:
            losses: Of shape (items,).
            step_items: Items of the whole step; None where the batch is all there is, as in
                evaluation.

        Returns:
            A scalar; its average over the processes, summed over the batches, is the step's mean.
        """
        if step_items is None:
            return losses.mean()
        # Gradients of processes are averaged, so each process counts as many times.
        share: Tensor = losses.sum() / step_items * self.accelerator.num_processes
        return share

    def get_batch_samples(
        self, epoch_iterator: Iterator[Any], num_batches: int, device: torch.device
    ) -> tuple[list[Any], Tensor | int | None]:
        """Read the batches of a step, and count its items in all processes."""
        batches, _ = super().get_batch_samples(epoch_iterator, num_batches, device)
        items = sum(self.items(batch) for batch in batches)
        total: Tensor = self.accelerator.reduce(torch.as_tensor(items, device=device), "sum")
        return batches, total.clamp(min=1)

    def get_train_dataloader(self) -> DataLoader[Any]:
        """Deal the training rows among batches and processes."""
        table: Any = self.train_dataset
        return Loader(
            Rows(table),
            batch_sampler=Batches(
                table.select_columns(["length"])[:]["length"],
                self._train_batch_size,
                accumulation=self.args.gradient_accumulation_steps,
                seed=self.args.seed,
                turns=self._turns,
                processes=self.args.world_size,
                process=self.args.process_index,
            ),
            collate_fn=self.data_collator,
            pin_memory=self.args.device.type == "cuda",
        )

    def _save_rng_state(self, output_dir: str) -> None:
        # The state that says that a checkpoint is whole is written next, by the main process.
        super()._save_rng_state(output_dir)
        self.accelerator.wait_for_everyone()


def last_checkpoint(folder: Path) -> str | None:
    """Find the last whole checkpoint; one that a kill cut short is passed over.

    Trainer writes the state of a checkpoint last.

    Args:
        folder: The folder of a run's checkpoints.

    Returns:
        The checkpoint's folder; None if there is none.
    """
    found = sorted(folder.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    return next((str(path) for path in reversed(found) if _is_whole(path)), None)


def _is_whole(checkpoint: Path) -> bool:
    try:
        json.loads((checkpoint / STATE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return False
    return True
