"""The whole of `relclf distill`: a smaller network learns to answer as a relclf model does.

It begins with some of the teacher's layers (Sanh et al., 2019, "DistilBERT") and learns the
teacher's logits of every token, and its last layer's states (Jiao et al., 2020, "TinyBERT"), on
articles that nobody has coded. Since every token votes, an article teaches hundreds of times.
"""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import (
    AutoModelForTokenClassification,
    DataCollatorWithPadding,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    set_seed,
)

from relclf.atomic import new_folder
from relclf.errors import ConfigError
from relclf.folder import CODEBOOK, TOKENIZER, find_model, load_settings
from relclf.training.config import Model
from relclf.training.network import load_quietly, load_tokenizer
from relclf.training.output_folder import Resume, prepare_output
from relclf.training.processes import this_process
from relclf.training.progress import LossLine
from relclf.training.steps import StepTrainer
from relclf.training.unlabelled import (
    NETWORK_READS,
    train_to_the_end,
    training_arguments,
    window_table,
)
from relclf.training.unlabelled_config import DistillConfig
from relclf.windows import Windower

__all__ = ["chosen_layers", "distill", "smaller"]

FIRST_WINDOWS = 64


def distill(config: DistillConfig, *, resume: Resume = "never") -> Path:
    """Train a smaller network, and save it as `student/` in the output folder.

    Args:
        config: The configuration.
        resume: "auto" goes on with what an interrupted call of the same configuration left in the
            output folder; "never" wants a new one.

    Returns:
        The folder of the student, which `model.encoder` of a training run may name with
        `model.head: kept`: that run fits its calibration and thresholds, with 0 epochs or more.

    Raises:
        ConfigError: The output folder is in use, or was made with another configuration, or the
            student would have more layers than the teacher.
        DataError: An article is not as it should be.
        ModelError: The teacher can't be loaded.
    """
    state = this_process()
    output = Path(config.output)
    folder = find_model(config.teacher)
    settings, codebook = load_settings(folder)
    if state.is_main_process:
        prepare_output(output, config, resume, "checkpoint-*", state.num_processes)
    state.wait_for_everyone()
    if (output / "student").is_dir():
        return output / "student"
    set_seed(config.seed)
    tokenizer = load_tokenizer(Model(encoder=str(folder)))
    teacher, _ = load_quietly(AutoModelForTokenClassification, str(folder))
    student = smaller(teacher, config.layers)
    windower = Windower(
        tokenizer.backend_tokenizer,
        normalizer=settings.normalizer,
        window=settings.window,
        token_types=settings.token_types,
        rename_states=settings.rename_states,
    )
    with state.local_main_process_first():
        windows = window_table(config, windower, settings.normalizer, output / "cache")
    trainer = DistillTrainer(
        teacher=teacher,
        hidden_weight=config.hidden_weight,
        model=student,
        args=training_arguments(config),
        train_dataset=windows,
        data_collator=_Padding(tokenizer),
        callbacks=[LossLine()],
    )
    train_to_the_end(trainer, output)
    if state.is_main_process:
        with new_folder(output / "student") as new:
            student.save_pretrained(new)
            tokenizer.save_pretrained(new)
            tokenizer.backend_tokenizer.save(str(new / TOKENIZER), pretty=False)
            codebook.save(new / CODEBOOK)
    state.wait_for_everyone()
    return output / "student"


def smaller(teacher: PreTrainedModel, layers: int) -> PreTrainedModel:
    """Make a network of some of a teacher's layers, with its embeddings and head.

    Args:
        teacher: A token classifier of the BERT family.
        layers: How many layers.

    Returns:
        The network; its weights are copies.

    Raises:
        ConfigError: The teacher has fewer layers.
    """
    numbers = chosen_layers(teacher.config.num_hidden_layers, layers)
    config = type(teacher.config).from_dict(
        {**teacher.config.to_dict(), "num_hidden_layers": layers}
    )
    student: PreTrainedModel = AutoModelForTokenClassification.from_config(
        config, attn_implementation=teacher.config._attn_implementation
    )
    place = {number: index for index, number in enumerate(numbers)}
    weights = {}
    for name, tensor in teacher.state_dict().items():
        before, found, behind = name.partition(".layer.")
        number, _, rest = behind.partition(".")
        if not found:
            weights[name] = tensor
        elif int(number) in place:
            weights[f"{before}.layer.{place[int(number)]}.{rest}"] = tensor
    student.load_state_dict(weights)
    return student


def chosen_layers(there: int, wanted: int) -> list[int]:
    """Choose layers evenly, the last among them.

    Raises:
        ConfigError: More are wanted than there are.

    Example:
        >>> chosen_layers(12, 6)
        [1, 3, 5, 7, 9, 11]
    """
    if wanted > there:
        raise ConfigError(f"layers: {wanted}, but the teacher has {there}; give at most as many")
    return [round((index + 1) * there / wanted) - 1 for index in range(wanted)]


class DistillTrainer(StepTrainer):
    """A Trainer whose loss is how far the student's tokens are from the teacher's."""

    def __init__(self, *, teacher: PreTrainedModel, hidden_weight: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._teacher = teacher.eval().requires_grad_(False).to(self.args.device)
        self._hidden_weight = hidden_weight
        self._variance = self._variance_of_states()

    def items(self, batch: dict[str, Tensor]) -> Tensor:
        """Count a batch's tokens, padding left out."""
        return _read(batch).sum()

    def compute_loss(
        self,
        model: nn.Module,
        inputs: dict[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor | tuple[Tensor, Any]:
        """Compute the mean squared distances of the step's logits and states, token by token."""
        read = _read(inputs)
        windows = {name: inputs[name] for name in NETWORK_READS}
        with torch.no_grad():
            wanted = self._teacher(**windows, output_hidden_states=True)
        came = model(**windows, output_hidden_states=True)
        losses = (came.logits[read].float() - wanted.logits[read].float()).square().mean(-1)
        states, goal = (found.hidden_states[-1][read].float() for found in (came, wanted))
        distances = (states - goal).square().mean(-1)
        losses = losses + self._hidden_weight * distances / self._variance
        loss = self.mean(losses, num_items_in_batch)
        return (loss, came) if return_outputs else loss

    def _variance_of_states(self) -> Tensor:
        """Measure the teacher's states in the first windows.

        The loss has their variance as its unit, so that the weight means the same for every teacher
        and in every batch.
        """
        table: Any = self.train_dataset
        first = [table[row] for row in range(min(FIRST_WINDOWS, len(table)))]
        collator: Any = self.data_collator
        batch = self._prepare_inputs(collator(first))
        with torch.no_grad(), self.compute_loss_context_manager():
            found = self._teacher(
                **{name: batch[name] for name in NETWORK_READS}, output_hidden_states=True
            )
        variance: Tensor = found.hidden_states[-1][_read(batch)].float().var()
        return variance


def _read(batch: dict[str, Tensor]) -> Tensor:
    """Tell which tokens of a batch are learned from: no padding, and no window that doesn't count.

    Returns:
        Booleans of shape (windows, tokens).
    """
    return batch["attention_mask"].bool() & batch["counts"][:, None]


class _Padding(DataCollatorWithPadding):
    """Pads the windows of a batch to the longest one; only what is used is kept."""

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        super().__init__(tokenizer)

    def __call__(self, features: list[dict[str, Any]]) -> dict[str, Any]:
        """Stack a batch."""
        batch: dict[str, Any] = super().__call__(
            [{name: feature[name] for name in NETWORK_READS} for feature in features]
        )
        counts = torch.tensor([feature.get("counts", True) for feature in features])
        return {**batch, "counts": counts}
