"""A trained network into a model folder."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transformers import PreTrainedModel, PreTrainedTokenizerBase

from relclf.atomic import write_text
from relclf.codebook import Codebook
from relclf.decision import Calibration
from relclf.folder import CODEBOOK, CONFIG, METRICS, TOKENIZER, Settings
from relclf.report.card import model_card
from relclf.training.config import Config
from relclf.training.network import outputs_of

__all__ = ["add_decision", "save_network"]


def save_network(
    network: PreTrainedModel,
    tokenizer: PreTrainedTokenizerBase,
    codebook: Codebook,
    config: Config,
    folder: Path,
) -> None:
    """Write a model folder without calibration yet, and with thresholds of 0.5.

    Args:
        network: The trained network.
        tokenizer: The encoder's.
        codebook: The labels.
        config: The configuration of the training.
        folder: An empty folder.
    """
    settings = Settings(
        name=config.name,
        normalizer=config.model.normalizer,
        window=config.model.window,
        pooling=config.model.pooling,
        places=outputs_of(codebook, config.model).places,
        token_types=getattr(network.config, "type_vocab_size", 1) or 1,
        calibration=Calibration(),
        thresholds=dict.fromkeys(codebook.topic_keys, 0.5),
        rename_states=config.model.rename_states,
    )
    network.config.relclf = settings.to_dict(codebook)
    if config.weights == "float16":
        network = network.half()
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    # The tokenizer alone, as inference reads it: nothing else decides about length or padding.
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    backend.save(str(folder / TOKENIZER), pretty=False)
    codebook.save(folder / CODEBOOK)


def add_decision(
    folder: Path, settings: Settings, codebook: Codebook, metrics: Mapping[str, Any]
) -> None:
    """Complete a model folder: calibration, thresholds, figures and model card.

    Args:
        folder: A folder that `save_network` wrote.
        settings: With calibration and thresholds, fitted on validation.
        codebook: The labels.
        metrics: The figures on validation.
    """
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    config["relclf"] = settings.to_dict(codebook)
    write_text(folder / CONFIG, json.dumps(config, ensure_ascii=False, indent=2) + "\n")
    write_text(folder / METRICS, json.dumps(metrics, ensure_ascii=False, indent=1) + "\n")
    write_text(folder / "README.md", model_card(settings, codebook, metrics))
