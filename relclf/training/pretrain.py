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
from accelerate import PartialState
from torch import Tensor, nn
from transformers import (
    AutoConfig,
    AutoModelForMaskedLM,
    DataCollatorForLanguageModeling,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    Trainer,
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
from relclf.training.progress import LossLine
from relclf.training.unlabelled import train_to_the_end, training_arguments, window_table
from relclf.training.unlabelled_config import PretrainConfig
from relclf.windows import Windower

__all__ = ["pretrain"]


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
    state = PartialState()
    output = Path(config.output)
    if state.is_main_process:
        prepare_output(output, config, resume, begun="checkpoint-*")
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
    """Hides the same tokens of a batch whenever it comes, so that a resumed run is the same."""

    def torch_call(self, examples: list[Any]) -> dict[str, Any]:
        """Stack a batch and hide some of its tokens."""
        tokens = np.concatenate([example["input_ids"] for example in examples])
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(zlib.crc32(tokens.astype(np.int64).tobytes()))
            batch: dict[str, Any] = super().torch_call(examples)
        return batch


class MaskedTrainer(Trainer):
    """transformers' Trainer that scores the hidden tokens only, not the others' vocabulary too."""

    def __init__(self, *, model: PreTrainedModel, **kwargs: Any) -> None:
        super().__init__(model=model, **kwargs)
        self.model_accepts_loss_kwargs = False  # The loss is a mean: Trainer divides it.
        self._hidden: Tensor | None = None
        head = next(
            module for name, module in model.named_children() if name != model.base_model_prefix
        )
        head.register_forward_pre_hook(lambda _, inputs: (inputs[0][self._hidden], *inputs[1:]))

    def compute_loss(
        self,
        model: nn.Module,
        inputs: dict[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor | tuple[Tensor, dict[str, Tensor]]:
        """Compute the mean loss of a batch's hidden tokens, in nats."""
        labels = inputs.pop("labels")
        self._hidden = labels >= 0
        logits = model(**inputs).logits.float()
        loss = nn.functional.cross_entropy(logits, labels[self._hidden])
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
