"""The network: named outputs, whole checkpoints only, a head that starts from frequencies."""

import json
import shutil
from functools import partial
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.decision import Calibration
from relclf.errors import ConfigError, ModelError
from relclf.evaluation.gold import gold_from
from relclf.normalize import normalize
from relclf.pooling import Outputs
from relclf.training.config import Model
from relclf.training.dataset import build_dataset, collate
from relclf.training.head import initialise_head
from relclf.training.network import (
    HEAD,
    freeze,
    layer_of,
    load_network,
    load_tokenizer,
    output_names,
    outputs_of,
)
from relclf.training.pooling import pool
from relclf.windows import Windower

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WEIGHTS = "model.safetensors"


@pytest.fixture
def copy(tiny_encoder: Path, tmp_path: Path) -> Path:
    """A copy of the encoder to damage."""
    return Path(shutil.copytree(tiny_encoder, tmp_path / "copy"))


def test_outputs_are_named_in_codebook_order(
    codebook: Codebook, topics_only: Codebook, interactions_only: Codebook
) -> None:
    placed, plain = Model(), Model(places=False)
    assert outputs_of(codebook, placed) == Outputs(3, 3, 3)
    assert output_names(codebook, outputs_of(codebook, plain)) == [
        *("energy", "health", "culture", "visit", "agreement", "none", "planned")
    ]
    assert output_names(codebook, outputs_of(codebook, placed))[3:] == [
        *("visit@body", "agreement@body", "none@body"),
        *("visit@title", "agreement@title", "none@title"),
        *("visit@lead", "agreement@lead", "none@lead"),
        "planned",
    ]
    assert output_names(topics_only, outputs_of(topics_only, placed)) == [
        *("energy", "health", "culture")
    ]
    for book in (codebook, topics_only, interactions_only):
        for model in (placed, plain):
            outputs = outputs_of(book, model)
            assert len(set(output_names(book, outputs))) == outputs.size


def test_a_network_has_a_named_output_for_each_label(
    codebook: Codebook, tiny_encoder: Path
) -> None:
    network = load_network(Model(encoder=str(tiny_encoder), dropout=0.25), codebook)
    names = output_names(codebook, Outputs(3, 3, 3))
    assert network.config.id2label == dict(enumerate(names))
    assert network.config.label2id == {name: index for index, name in enumerate(names)}
    assert network.config.hidden_dropout_prob == 0.25
    assert network.get_parameter("classifier.weight").shape == (len(names), 32)
    assert {parameter.dtype for parameter in network.parameters()} == {torch.float32}
    stored = load_file(tiny_encoder / WEIGHTS)
    loaded = network.get_parameter("bert.embeddings.word_embeddings.weight")
    assert torch.equal(loaded, stored["embeddings.word_embeddings.weight"])


def test_a_checkpoint_that_lacks_weights_is_refused(codebook: Codebook, copy: Path) -> None:
    weights = load_file(copy / WEIGHTS)
    kept = {name: value for name, value in weights.items() if "layer.1.attention" not in name}
    save_file(kept, copy / WEIGHTS, metadata={"format": "pt"})
    with pytest.raises(ModelError, match=r"lack 10 tensors.*bert\.encoder\.layer\.1\.attention"):
        load_network(Model(encoder=str(copy)), codebook)


def test_a_checkpoint_of_another_shape_is_refused(codebook: Codebook, copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    config["vocab_size"] += 5
    (copy / "config.json").write_text(json.dumps(config))
    with pytest.raises(ModelError, match=r"another shape, such as bert\.embeddings\.word_embed"):
        load_network(Model(encoder=str(copy)), codebook)


def test_a_trained_model_can_be_trained_with_another_codebook(
    codebook: Codebook, topics_only: Codebook, copy: Path
) -> None:
    load_network(Model(encoder=str(copy)), codebook).save_pretrained(copy)
    network = load_network(Model(encoder=str(copy)), topics_only)
    assert network.get_parameter(HEAD[0]).shape[0] == 3


@pytest.mark.parametrize("damage", ["missing", "pointer", "cut", "config"])
def test_a_damaged_folder_is_an_error_that_names_it(
    damage: str, codebook: Codebook, copy: Path
) -> None:
    weights = copy / WEIGHTS
    if damage == "missing":
        weights.unlink()
    elif damage == "pointer":
        weights.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n")
    elif damage == "cut":
        weights.write_bytes(weights.read_bytes()[:5000])
    else:
        (copy / "config.json").write_text("{")
    with pytest.raises(ModelError) as caught:
        load_network(Model(encoder=str(copy)), codebook)
    assert f"model.encoder {str(copy)!r}" in str(caught.value)
    assert "a folder with config.json, model.safetensors and tokenizer.json" in str(caught.value)


def test_a_folder_without_a_fast_tokenizer_is_refused(copy: Path) -> None:
    (copy / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        load_tokenizer(Model(encoder=str(copy)))


def test_a_shipped_model_without_weights_is_no_encoder() -> None:
    with pytest.raises(ConfigError, match=r"'small' has no weights .* from 'embedded'"):
        load_network(Model(encoder="small"), Codebook.load())


def test_hamza_survives_the_tokenizer(tiny_encoder: Path) -> None:
    tokenizer = load_tokenizer(Model(encoder=str(tiny_encoder)))
    text = "سأل مسؤول آخر إن كان ماء بيئة شيئًا"
    plain = normalize(text, "basic").text
    ids = tokenizer(plain, add_special_tokens=False).input_ids
    assert tokenizer.unk_token_id not in ids
    assert tokenizer.decode(ids) == plain
    for bare, with_hamza in (("ا", "أ"), ("ا", "إ"), ("و", "ؤ"), ("ي", "ئ")):
        assert tokenizer.encode(bare) != tokenizer.encode(with_hamza)


@pytest.mark.parametrize("places", [True, False])
def test_an_untrained_head_predicts_the_frequencies(
    places: bool,
    codebook: Codebook,
    coded_articles: list[CodedArticle],
    tiny_encoder: Path,
    tokenizer: "Tokenizer",
    tmp_path: Path,
) -> None:
    torch.manual_seed(0)
    model = Model(encoder=str(tiny_encoder), places=places)
    network, outputs = load_network(model, codebook).eval(), outputs_of(codebook, model)
    gold = gold_from(coded_articles, codebook)
    windower = Windower(tokenizer, normalizer="basic", window=48)
    batch = collate(list(build_dataset(coded_articles, codebook, windower, tmp_path)), 0)
    initialise_head(network, gold, outputs, len(batch["places"]) / len(coded_articles))
    with torch.no_grad():
        tokens = network(**{name: batch[name] for name in list(batch)[:3]}).logits
        place = partial(pool, places=batch["places"], articles=batch["articles"], number=16)
        _, logits = place(tokens, batch["votes"], outputs=outputs)
    result = Calibration().probabilities(logits.double().numpy(), outputs)
    assert result.topics.mean(0) == pytest.approx(gold.topics.mean(0), abs=0.08)
    shares = np.bincount(gold.interactions, minlength=3) / 16
    assert result.interactions.mean(0) == pytest.approx(shares, abs=0.08)
    assert result.planned.mean() == pytest.approx(np.nanmean(gold.planned), abs=0.08)


def test_labels_that_never_occur_start_rare_but_finite(
    codebook: Codebook, tiny_encoder: Path
) -> None:
    network = load_network(Model(encoder=str(tiny_encoder)), codebook)
    articles = [CodedArticle(text="نص", topics=("energy",), interaction="none")] * 3
    initialise_head(network, gold_from(articles, codebook), Outputs(3, 3, 3), 0.0)
    bias = network.get_parameter("classifier.bias").detach()
    assert bias[:3].tolist() == pytest.approx([6.2126, -6.2126, -6.2126], abs=1e-3)
    assert bias[3:6].tolist() == pytest.approx([log(0.002), log(0.002), 0], abs=1e-3)
    assert torch.equal(bias[3:6], bias[6:9])
    assert float(bias[-1]) == pytest.approx(-6.2126, abs=1e-3)


def test_heads_of_codebooks_of_one_kind_and_of_nothing_coded(
    topics_only: Codebook, interactions_only: Codebook, tiny_encoder: Path
) -> None:
    model = Model(encoder=str(tiny_encoder))
    for book in (topics_only, interactions_only):
        network = load_network(model, book)
        initialise_head(
            network, gold_from([CodedArticle(text="نص")], book), outputs_of(book, model), 3.0
        )
        assert network.get_parameter("classifier.bias").isfinite().all()


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("bert.embeddings.word_embeddings.weight", 0),
        ("bert.embeddings.LayerNorm.weight", 0),
        ("bert.encoder.layer.0.attention.self.query.weight", 1),
        ("bert.encoder.layer.11.output.dense.bias", 12),
        ("model.layers.3.mlp.Wi.weight", 4),
        ("model.final_norm.weight", 12),
        ("classifier.weight", 12),
    ],
)
def test_the_layer_of_a_parameter(name: str, layer: int) -> None:
    assert layer_of(name, 12) == layer


@pytest.mark.parametrize(("layers", "trained"), [(0, {0, 1, 2}), (1, {2}), (2, set())])
def test_frozen_layers_are_not_trained(
    layers: int, trained: set[int], codebook: Codebook, tiny_encoder: Path
) -> None:
    network = load_network(Model(encoder=str(tiny_encoder)), codebook)
    freeze(network, layers)
    left = [name for name, parameter in network.named_parameters() if parameter.requires_grad]
    assert {layer_of(name, 2) for name in left if name not in HEAD} == trained
    assert set(HEAD) <= set(left)


def test_a_kept_head_is_the_models_and_wants_its_labels(
    tiny_model: Path, tiny_encoder: Path, codebook: Codebook, topics_only: Codebook
) -> None:
    kept = load_network(Model(encoder=str(tiny_model), head="kept"), codebook)
    saved = load_file(tiny_model / WEIGHTS)
    assert all(kept.state_dict()[name].equal(saved[name]) for name in HEAD)
    for encoder, labels in ((tiny_model, topics_only), (tiny_encoder, codebook)):
        with pytest.raises(ConfigError, match=r"model\.head: kept.*--model\.head new"):
            load_network(Model(encoder=str(encoder), head="kept"), labels)
