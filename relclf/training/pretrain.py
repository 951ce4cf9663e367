"""The whole of `relclf pretrain`: an encoder reads on in articles that nobody coded.

Masked language modelling (Devlin et al., 2019) on the windows that classification reads, so that
the encoder knows the language of the articles, and where title, lead and body stand, before it sees
the first coded one (Gururangan et al., 2020, "Don't Stop Pretraining").
"""

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from transformers import (
    AutoConfig,
    AutoModelForMaskedLM,
    DataCollatorForLanguageModeling,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    set_seed,
)

from relclf.atomic import new_folder
from relclf.errors import ModelError
from relclf.training.config import Model
from relclf.training.network import (
    check_whole,
    encoder_source,
    load_quietly,
    load_tokenizer,
    named_errors,
    set_dropout,
    token_types_of,
)
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
from relclf.training.unlabelled_config import PretrainConfig
from relclf.windows import Windower

__all__ = ["pretrain"]

NOT_HIDDEN = -100


def pretrain(config: PretrainConfig, *, resume: Resume = "never") -> Path:
    """Go on with the pretraining of an encoder, and save it as `encoder/` in the output folder.

    Args:
        config: The configuration.
        resume: "auto" goes on with what an interrupted call of the same configuration left in the
            output folder; "never" wants a new one.

    Returns:
        The folder of the encoder, which `model.encoder` of a training run may name.

    Raises:
        ConfigError: The output folder is in use, or was made with another configuration.
        DataError: An article is not as it should be.
        ModelError: The encoder can't be loaded, or its tokenizer has no mask.
    """
    state = this_process()
    output = Path(config.output)
    if state.is_main_process:
        prepare_output(output, config, resume, "checkpoint-*", state.num_processes)
    state.wait_for_everyone()
    if (output / "encoder").is_dir():
        return output / "encoder"
    set_seed(config.seed)
    model = Model(
        encoder=config.encoder,
        normalizer=config.normalizer,
        window=config.window,
        dropout=config.dropout,
    )
    tokenizer = load_tokenizer(model)
    if tokenizer.mask_token is None:
        raise ModelError(
            f"encoder {config.encoder!r}: its tokenizer has no mask token, so it can't be "
            "pretrained this way"
        )
    windower = Windower(
        tokenizer.backend_tokenizer,
        normalizer=config.normalizer,
        window=config.window,
        token_types=token_types_of(model, tokenizer),
        rename_states=config.rename_states,
    )
    with state.local_main_process_first():
        windows = window_table(config, windower, config.normalizer, output / "cache")
    network = _load_network(model)
    trainer = MaskedTrainer(
        model=network,
        args=training_arguments(config),
        train_dataset=windows,
        data_collator=SteadyMasking(tokenizer, mlm_probability=config.masking),
        callbacks=[LossLine()],
    )
    train_to_the_end(trainer, output)
    if state.is_main_process:
        _save(network, tokenizer, output / "encoder")
    state.wait_for_everyone()
    return output / "encoder"


class SteadyMasking(DataCollatorForLanguageModeling):
    """Hides the same tokens of a window in an epoch, whatever else is in its batch.

    So a resumed run is the same, and so is one in several processes. A window that doesn't count
    (`relclf.training.batches`) has nothing to guess.
    """

    def torch_call(self, examples: list[Any]) -> dict[str, Any]:
        """Hide some tokens of each window, and stack them."""
        windows = [self._hide(example) for example in examples]
        padding = {"input_ids": self.tokenizer.pad_token_id, "labels": NOT_HIDDEN}
        return {
            name: pad_sequence(
                [window[name][0] for window in windows], True, float(padding.get(name, 0))
            )
            for name in windows[0]
        }

    def _hide(self, example: dict[str, Any]) -> dict[str, Tensor]:
        window = {name: example[name] for name in NETWORK_READS}
        tokens = np.asarray(window["input_ids"], dtype=np.int64)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(zlib.crc32(tokens.tobytes(), example["epoch"]))
            batch: dict[str, Tensor] = super().torch_call([window])
        if not example["counts"]:
            batch["labels"].fill_(NOT_HIDDEN)
        return batch


class MaskedTrainer(StepTrainer):
    """A Trainer that scores the hidden tokens only, not the others' vocabulary too."""

    def __init__(self, *, model: PreTrainedModel, **kwargs: Any) -> None:
        super().__init__(model=model, **kwargs)
        self._hidden: Tensor | None = None
        head = next(
            module for name, module in model.named_children() if name != model.base_model_prefix
        )
        head.register_forward_pre_hook(lambda _, inputs: (inputs[0][self._hidden], *inputs[1:]))

    def items(self, batch: dict[str, Tensor]) -> Tensor:
        """Count a batch's hidden tokens."""
        return (batch["labels"] != NOT_HIDDEN).sum()

    def compute_loss(
        self,
        model: nn.Module,
        inputs: dict[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor | tuple[Tensor, dict[str, Tensor]]:
        """Compute the mean loss of the step's hidden tokens, in nats."""
        labels = inputs.pop("labels")
        self._hidden = labels != NOT_HIDDEN
        logits = model(**inputs).logits.float()
        losses = nn.functional.cross_entropy(logits, labels[self._hidden], reduction="none")
        loss = self.mean(losses, num_items_in_batch)
        return (loss, {"logits": logits}) if return_outputs else loss


def _load_network(model: Model) -> PreTrainedModel:
    with named_errors(model):
        encoder = AutoConfig.from_pretrained(encoder_source(model))
        set_dropout(encoder, model.dropout)
        network, new = load_quietly(AutoModelForMaskedLM, encoder_source(model), config=encoder)
    check_whole(model, {name for name in new if name.startswith(network.base_model_prefix)})
    return network


def _save(network: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, folder: Path) -> None:
    """Save the encoder with its head, as a Hugging Face folder that can be pretrained further."""
    with new_folder(folder) as new:
        network.save_pretrained(new)
        tokenizer.save_pretrained(new)
