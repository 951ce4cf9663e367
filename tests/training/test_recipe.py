"""Laws of `relclf train`: what is saved, what is refused, and that a resumed run is the same."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from safetensors.torch import load_file
from transformers import TrainerCallback

from relclf import RelationClassifier
from relclf.codebook import Codebook
from relclf.errors import ConfigError, DataError, ModelError
from relclf.training import head, recipe, run, save_run
from relclf.training.config import Config, Data, Lora, Training
from relclf.training.recipe import train
from relclf.training.save_run import collapsed


@pytest.fixture
def config(tiny_config: Config, coded_files: dict[str, str], tmp_path: Path) -> Config:
    coded = coded_files["coded"]
    data = Data([coded], [coded], codebook=coded_files["codebook"])
    training = replace(tiny_config.training, epochs=2)
    return replace(tiny_config, data=data, training=training, output=str(tmp_path / "run"))


def weights(folder: Path) -> dict[str, Any]:
    return load_file(folder / "model.safetensors")


def same(one: Path, other: Path) -> bool:
    left, right = weights(one), weights(other)
    return left.keys() == right.keys() and all(left[key].equal(right[key]) for key in left)


def test_a_run_leaves_all_that_is_needed(tiny_model: Path, tiny_config: Config) -> None:
    output = tiny_model.parent
    assert {"config.yaml", "environment.json", "model", "seed-0"} <= {
        p.name for p in output.iterdir()
    }
    assert yaml.safe_load((output / "config.yaml").read_text())["name"] == "tiny"
    assert json.loads((output / "environment.json").read_text())["packages"]["torch"]
    metrics = json.loads((tiny_model / "metrics.json").read_text())
    assert metrics["selection"] > metrics["selection_constant"]
    assert metrics["collapsed"] is None  # 16 articles are too few to tell
    card = (tiny_model / "README.md").read_text(encoding="utf-8")
    assert "# tiny" in card
    assert f"{metrics['topic_micro_f1']:.3f}" in card
    suffixes = {path.suffix for path in tiny_model.rglob("*") if path.is_file()}
    assert suffixes <= {".json", ".yaml", ".safetensors", ".md"}


def test_words_count_as_much_as_the_configuration_says(
    tiny_model: Path, config: Config, tmp_path: Path
) -> None:
    def words(interaction: float) -> dict[str, Any]:
        kept = replace(config.model, encoder=str(tiny_model), head="kept", lexical_topics=0)
        model = replace(kept, lexical_interaction=interaction)
        training = replace(config.training, epochs=0)
        output = str(tmp_path / str(interaction))
        folder = train(replace(config, model=model, training=training, output=output))
        return load_file(folder / "lexical.safetensors")

    once, twice = words(1), words(2)
    topics = len(Codebook.load(config.data.codebook).topics)
    for name in ("scale", "bias"):
        assert not once[name][:topics].any()
        assert once[name][topics:].any()
        assert (2 * once[name]).equal(twice[name])
    assert once["weights"].equal(twice["weights"])


def test_the_saved_model_has_the_figures_that_it_says(
    tiny_model: Path, coded_files: dict[str, str]
) -> None:
    from relclf.evaluation.classifier_figures import evaluated_by
    from relclf.evaluation.summary import evaluate
    from relclf.readers import read_coded

    classifier = RelationClassifier.from_pretrained(tiny_model)
    coded = list(read_coded(coded_files["coded"], classifier.codebook))
    figures = evaluate(evaluated_by(classifier, coded), n_resamples=0)
    metrics = json.loads((tiny_model / "metrics.json").read_text())
    for name in ("topic_micro_f1", "interaction_accuracy", "evidence_top1_topics"):
        assert figures[name] == pytest.approx(metrics[name])


class Killed(BaseException):
    """Stands for a kill of the process."""


class KillAfter(TrainerCallback):
    """Kills the run when an epoch was saved."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if round(state.epoch) >= self.epoch:
            raise Killed


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_weights(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(config, training=replace(config.training, epochs=3))
    straight = train(config)
    killed = replace(config, output=str(tmp_path / "killed"))
    real = run.RelationTrainer

    def doomed(**kwargs: Any) -> Any:
        return real(**{**kwargs, "callbacks": [*kwargs["callbacks"], KillAfter(1)]})

    monkeypatch.setattr(run, "RelationTrainer", doomed)
    with pytest.raises(Killed):
        train(killed)
    monkeypatch.setattr(run, "RelationTrainer", real)
    with pytest.raises(ConfigError, match="--resume auto"):
        train(killed)
    resumed = train(killed, resume="auto")
    assert same(straight, resumed)


@pytest.mark.slow
def test_several_seeds_are_run_and_a_finished_run_is_not_run_again(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(config, training=replace(config.training, seeds=[1, 2], epochs=1))
    model = train(config)
    figures = [
        json.loads((model.parent / f"seed-{seed}/model/metrics.json").read_text())["selection"]
        for seed in (1, 2)
    ]
    assert json.loads((model / "metrics.json").read_text())["selection"] == max(figures)
    monkeypatch.setattr(recipe, "train_one", None)
    assert train(config, resume="auto") == model


def test_a_collapsed_run_is_never_shipped(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_run, "FEWEST_ARTICLES", 16)
    monkeypatch.setattr(head, "INITIAL_STD", 0.0)
    frozen = Training(
        epochs=1, batch_size=16, learning_rate=0.0, head_learning_rate=0.0, precision="fp32"
    )
    config = replace(config, training=frozen)
    with pytest.raises(ModelError, match="all 1 runs collapsed"):
        train(config)
    assert not (Path(config.output) / "model").exists()


def test_collapse_is_judged_by_each_variable() -> None:
    constant = {"articles": 50, "topic_mean_average_precision": 0.2, "interaction_macro_f1": 0.1}
    assert collapsed({**constant, "topic_mean_average_precision": 0.5}, constant) is True
    better = {"articles": 50, "topic_mean_average_precision": 0.5, "interaction_macro_f1": 0.2}
    assert collapsed(better, constant) is False
    assert collapsed({**better, "articles": 19}, constant) is None
    perfect = {"articles": 50, "interaction_macro_f1": 1.0}
    assert collapsed(perfect, perfect) is False


def test_another_configuration_does_not_resume(config: Config) -> None:
    train(replace(config, training=replace(config.training, epochs=1)))
    with pytest.raises(ConfigError, match=r"it differs in training\.epochs"):
        train(config, resume="auto")


def test_a_foreign_folder_is_not_trained_into(config: Config) -> None:
    Path(config.output).mkdir()
    Path(config.output, "notes.txt").write_text("mine")
    with pytest.raises(ConfigError, match=r"no config\.yaml"):
        train(config, resume="auto")
    assert Path(config.output, "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("key", ["topics", "interactions"])
def test_a_codebook_with_one_variable_trains_and_predicts(
    config: Config, coded_files: dict[str, str], tmp_path: Path, key: str
) -> None:
    both = yaml.safe_load(Path(coded_files["codebook"]).read_text(encoding="utf-8"))
    book = tmp_path / "one.yaml"
    book.write_text(yaml.safe_dump({"name": "one", key: both[key]}, allow_unicode=True))
    dropped = {"topics": ("interaction", "status"), "interactions": ("topics",)}[key]
    lines = []
    for line in Path(coded_files["coded"]).read_text(encoding="utf-8").splitlines():
        record = {name: value for name, value in json.loads(line).items() if name not in dropped}
        record.pop("evidence")
        lines.append(json.dumps(record, ensure_ascii=False))
    coded = tmp_path / "one.jsonl"
    coded.write_text("\n".join(lines) + "\n", encoding="utf-8")
    data = Data([str(coded)], [str(coded)], codebook=str(book))
    training = replace(config.training, epochs=8)
    model = train(replace(config, data=data, training=training))
    found = RelationClassifier.from_pretrained(model).predict("وصل وزير خارجية النور في زيارة.")
    assert bool(found.topic_probabilities) == (key == "topics")
    assert (found.interaction is None) == (key == "topics")
    assert (found.planned_probability is None) == (key == "topics")


def test_lora_is_merged_into_a_plain_folder(config: Config, tiny_model: Path) -> None:
    training = replace(config.training, epochs=4)
    model = train(replace(config, lora=Lora(rank=4, alpha=8), training=training))
    assert weights(model).keys() == weights(tiny_model).keys()


def test_articles_that_stand_in_two_parts_are_told(
    config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    train(replace(config, training=replace(config.training, epochs=1)))
    assert "16 of 16 validation articles stand in train too" in caplog.text


def test_a_run_that_never_began_can_be_mended_in_place(config: Config) -> None:
    wrong = replace(config, model=replace(config.model, window=1000))
    with pytest.raises(ConfigError, match=r"model\.window: 1000 tokens.*at most 256 at once"):
        train(wrong)
    assert train(replace(config, training=replace(config.training, epochs=1))).is_dir()


def test_bad_coded_articles_end_before_any_training(config: Config, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a", "text": "خبر", "topics": ["enrgy"]}\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"bad\.jsonl:1.*enrgy"):
        train(replace(config, data=replace(config.data, train=[str(bad)])))
    assert not list(Path(config.output).glob("seed-*"))


def test_test_articles_are_evaluated_once(config: Config, coded_files: dict[str, str]) -> None:
    data = replace(config.data, test=[coded_files["coded"]])
    training = replace(config.training, epochs=4)
    model = train(replace(config, data=data, training=training))
    figures = json.loads((model.parent / "test.json").read_text())
    assert figures["articles"] == 16
    shutil.rmtree(model.parent)


def test_training_goes_on_from_a_model_with_its_head(
    tiny_model: Path, config: Config, tmp_path: Path
) -> None:
    still = replace(config.training, learning_rate=0.0, head_learning_rate=0.0, epochs=1)
    for begin, alike in (("kept", True), ("new", False)):
        model = replace(config.model, encoder=str(tiny_model), head=begin)
        folder = train(replace(config, model=model, training=still, output=str(tmp_path / begin)))
        assert same(folder, tiny_model) == alike
