"""The network: a pretrained encoder as a stock token classifier, one output for each label."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import (
    AutoConfig,
    AutoModelForTokenClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging as transformers_logging

from relclf.codebook import Codebook
from relclf.errors import ConfigError, ModelError, shown
from relclf.folder import ENCODER, WEIGHTS, find_model, shipped_models
from relclf.pooling import Outputs
from relclf.segments import Place
from relclf.training.config import Lora, Model

HEAD = ("classifier.weight", "classifier.bias")


def outputs_of(codebook: Codebook, model: Model) -> Outputs:
    """Tell which output of the network is which."""
    places = len(Place) if model.places else 1
    return Outputs(len(codebook.topics), len(codebook.interactions), places)


def output_names(codebook: Codebook, outputs: Outputs) -> list[str]:
    """Name the outputs, in order, for the `id2label` of a Hugging Face folder.

    Example:
        >>> output_names(Codebook.load(), Outputs(18, 13, 3))[17:20]
        ['migration_consular_labour', 'strategic_dialogue@body', 'joint_committee@body']
    """
    places = [f"@{place.name.lower()}" for place in Place] if outputs.places > 1 else [""]
    interactions = [key + place for place in places for key in codebook.interaction_keys]
    return [*codebook.topic_keys, *interactions, *(["planned"] if interactions else [])]


def encoder_source(model: Model) -> str:
    """Return the folder or hub id of the encoder, which may be a shipped model by its name.

    Raises:
        ConfigError: It is a shipped model that can only predict.
    """
    if model.encoder not in shipped_models() or Path(model.encoder).is_dir():
        return model.encoder
    folder = find_model(model.encoder)
    if not (folder / WEIGHTS).is_file():
        raise ConfigError(
            f"model.encoder: the shipped model {model.encoder!r} has no weights to train from, "
            f"only the ONNX file that predicts. Start from {ENCODER!r}, or make a small network of "
            "your own: relclf distill --config configs/small-distill.yaml"
        )
    return str(folder)


def load_tokenizer(model: Model) -> PreTrainedTokenizerBase:
    """Load the encoder's fast tokenizer.

    Raises:
        ModelError: It can't be loaded, or is not a fast one.
    """
    with named_errors(model):
        tokenizer = AutoTokenizer.from_pretrained(encoder_source(model))
    if not getattr(tokenizer, "is_fast", False):
        raise ModelError(f"model.encoder {model.encoder!r}: no fast tokenizer (tokenizer.json)")
    return tokenizer


def token_types_of(model: Model, tokenizer: PreTrainedTokenizerBase) -> int:
    """Return how many token types the encoder knows, and check that it can read a window.

    Raises:
        ConfigError: The window is longer than the encoder's positions.
        ModelError: The encoder's configuration can't be loaded.
    """
    with named_errors(model):
        config = AutoConfig.from_pretrained(encoder_source(model))
    # Relative positions have no limit. The RoBERTa family's begin at 2, which its tokenizers know.
    positions = getattr(config, "max_position_embeddings", None) or model.window
    longest = min(positions, tokenizer.model_max_length)
    if model.window > longest:
        raise ConfigError(
            f"model.window: {model.window} tokens, but the encoder {model.encoder!r} reads at most "
            f"{longest} at once. Longer articles are read in several windows: --model.window "
            f"{longest} or less."
        )
    return getattr(config, "type_vocab_size", 1) or 1


def load_network(model: Model, codebook: Codebook) -> PreTrainedModel:
    """Load an encoder in float32, with a head that `relclf.training.head` has yet to start.

    Args:
        model: Names the encoder: "embedded", a local folder or a hub id.
        codebook: Gives the outputs.

    Returns:
        The network.

    Raises:
        ConfigError: `model.head` is "kept", and the encoder's head has other outputs.
        ModelError: The encoder can't be loaded, or lacks weights.
    """
    names = output_names(codebook, outputs_of(codebook, model))
    with named_errors(model):
        found = AutoConfig.from_pretrained(encoder_source(model)).id2label
        config = AutoConfig.from_pretrained(
            encoder_source(model),
            num_labels=len(names),
            id2label=dict(enumerate(names)),
            label2id={name: index for index, name in enumerate(names)},
        )
        set_dropout(config, model.dropout)
        network, new = load_quietly(
            AutoModelForTokenClassification, encoder_source(model), config=config
        )
    check_whole(model, new - set(HEAD))
    if model.head == "kept" and (list(found.values()) != names or new):
        raise ConfigError(
            f"model.head: kept, but the head of {model.encoder!r} has the {len(found)} outputs "
            f"{shown(next(iter(found.values())))} ..., expected the codebook's {len(names)}, "
            f"{shown(names[0])} ...; for another codebook, or an encoder that is no relclf model, "
            "start a new one: --model.head new"
        )
    return network


def set_dropout(config: Any, dropout: float) -> None:
    """Set an encoder's dropout, under the names that the BERT family has for it."""
    for name in ("hidden_dropout_prob", "attention_probs_dropout_prob"):
        if hasattr(config, name):
            setattr(config, name, dropout)


@contextmanager
def named_errors(model: Model) -> Iterator[None]:
    """Turn the errors of loading an encoder into a `ModelError` that names it."""
    try:
        yield
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise ModelError(
            f"model.encoder {model.encoder!r}: {str(error).splitlines()[0]} Expected "
            f"{ENCODER!r}, a folder with config.json, model.safetensors and tokenizer.json, or the "
            "id of a model on a hub that this machine reaches."
        ) from error


def freeze(network: PreTrainedModel, layers: int) -> None:
    """Keep the embeddings and the lowest layers as they are; 0 layers freezes nothing."""
    for name, parameter in network.named_parameters():
        frozen = layer_of(name, network.config.num_hidden_layers) <= layers
        if layers and frozen and "classifier" not in name:
            parameter.requires_grad_(False)


def layer_of(name: str, layers: int) -> int:
    """Tell the layer of a parameter from its name: 0 for embeddings, then 1 to `layers`.

    Example:
        >>> layer_of("bert.encoder.layer.3.output.dense.weight", 12)
        4
        >>> layer_of("bert.embeddings.LayerNorm.bias", 12)
        0
    """
    numbers = [part for part in name.split(".") if part.isdigit()]
    if numbers:
        return int(numbers[0]) + 1
    return 0 if "embed" in name else layers


def add_lora(network: PreTrainedModel, lora: Lora) -> Any:
    """Wrap a network for low-rank adaptation; its head is trained whole."""
    from peft import LoraConfig, TaskType, get_peft_model

    return get_peft_model(
        network,
        LoraConfig(
            task_type=TaskType.TOKEN_CLS,
            r=lora.rank,
            lora_alpha=lora.alpha,
            lora_dropout=lora.dropout,
            target_modules=list(lora.modules),
        ),
    )


def load_quietly(cls: Any, source: str, **kwargs: Any) -> tuple[PreTrainedModel, set[str]]:
    """Load a network in float32 without the table of new weights that transformers logs.

    Args:
        cls: An auto class of transformers.
        source: A folder or a hub id.
        **kwargs: Those of its `from_pretrained`.

    Returns:
        The network, and the names of the weights that are new: missing there, or of another shape.
    """
    verbosity = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()
    try:
        network, report = cls.from_pretrained(
            Path(source) if Path(source).is_dir() else source,
            dtype=torch.float32,
            # On a CPU eager attention trains a third faster than the fused one, which is for GPUs.
            attn_implementation="sdpa" if torch.cuda.is_available() else "eager",
            ignore_mismatched_sizes=True,
            output_loading_info=True,
            **kwargs,
        )
    finally:
        transformers_logging.set_verbosity(verbosity)
    reshaped = {name for name, *_ in report["mismatched_keys"]}
    return network, set(report["missing_keys"]) | reshaped


def check_whole(model: Model, new: set[str]) -> None:
    """Raise where weights of the encoder itself are new.

    Raises:
        ModelError: Some are, so that the encoder would be noise.
    """
    if new:
        raise ModelError(
            f"model.encoder {model.encoder!r}: its weights lack {len(new)} tensors, or have "
            f"them in another shape, such as {min(new)}, which would be noise; is it a "
            "checkpoint of another architecture?"
        )
