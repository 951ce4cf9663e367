"""The whole of `relclf train`: articles in, the best of several runs out as a model folder."""

import json
import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from relclf.articles import CodedArticle
from relclf.atomic import new_folder, write_text
from relclf.classifier import RelationClassifier
from relclf.codebook import Codebook
from relclf.errors import ModelError
from relclf.evaluation.classifier_figures import evaluated_by
from relclf.evaluation.gold import gold_from
from relclf.evaluation.summary import as_table, evaluate
from relclf.readers import read_coded
from relclf.training.augment import variants_of
from relclf.training.config import Config
from relclf.training.dataset import build_dataset
from relclf.training.network import load_tokenizer, token_types_of
from relclf.training.output_folder import Resume, prepare_output
from relclf.training.processes import this_process
from relclf.training.run import Run, train_one
from relclf.training.save_run import save_run
from relclf.windows import Windower

__all__ = ["train"]

logger = logging.getLogger(__name__)


def train(config: Config, *, resume: Resume = "never") -> Path:
    """Train with each seed, keep the best run, and save it as a model folder.

    The output folder holds `config.yaml` and `environment.json` (what was run, and on what),
    `seed-N/` with the checkpoints, the log and the model of each seed, and at the end `model/`.

    Args:
        config: The configuration.
        resume: "auto" goes on with what an earlier call of the same configuration left in the
            output folder; "never" wants a new folder.

    Returns:
        The folder of the best model.

    Raises:
        ConfigError: The output folder is in use, or was made with another configuration.
        DataError: A coded article is not as it should be.
        ModelError: Every run collapsed: none beats the constant baseline.
    """
    state = this_process()
    output = Path(config.output)
    if state.is_main_process:
        prepare_output(output, config, resume, "seed-*", state.num_processes)
    state.wait_for_everyone()
    codebook = Codebook.load(config.data.codebook)
    parts = {
        name: list(read_coded(getattr(config.data, name), codebook))
        for name in ("train", "validation", "test")
        if getattr(config.data, name)
    }
    if state.is_main_process:
        _warn_of_leaks(parts)
    for seed in config.training.seeds:
        folder = output / f"seed-{seed}"
        if not (folder / "model").is_dir():
            run = _run(config, codebook, parts, seed=seed, folder=folder)
            if state.is_main_process:
                save_run(run, config, codebook, parts["train"], parts["validation"], folder)
        state.wait_for_everyone()
    if state.is_main_process:
        _choose(config, codebook, parts, output)
    state.wait_for_everyone()
    return output / "model"


def _warn_of_leaks(parts: Mapping[str, Sequence[CodedArticle]]) -> None:
    """Say how many articles of another part the training has seen; `relclf split` avoids it."""
    trained = {article.text for article in parts["train"]}
    for name in parts.keys() - {"train"}:
        leaked = [article.id for article in parts[name] if article.text in trained]
        if leaked:
            logger.warning(
                "%d of %d %s articles stand in train too, so their figures flatter: %s",
                len(leaked),
                len(parts[name]),
                name,
                ", ".join(leaked[:5]) + (" ..." if len(leaked) > 5 else ""),
            )


def _run(
    config: Config,
    codebook: Codebook,
    parts: Mapping[str, Sequence[CodedArticle]],
    *,
    seed: int,
    folder: Path,
) -> Run:
    tokenizer = load_tokenizer(config.model)
    token_types = token_types_of(config.model, tokenizer)
    datasets = {}
    for name, most in (("train", config.training.max_windows), ("validation", None)):
        windower = Windower(
            tokenizer.backend_tokenizer,
            normalizer=config.model.normalizer,
            window=config.model.window,
            token_types=token_types,
            rename_states=config.model.rename_states,
        )
        with this_process().local_main_process_first():
            cache = Path(config.output) / "cache" / name
            articles = list(parts[name])
            if name == "train":
                articles += variants_of(articles, config.training.variants)
            datasets[name] = build_dataset(articles, codebook, windower, cache, most)
    return train_one(
        config,
        codebook,
        datasets["train"],
        datasets["validation"],
        gold_from(parts["train"], codebook),
        seed=seed,
        folder=folder,
    )


def _choose(
    config: Config,
    codebook: Codebook,
    parts: Mapping[str, Sequence[CodedArticle]],
    output: Path,
) -> None:
    """Copy the best run that did not collapse to `model/`, and evaluate it on test."""
    figures = {
        seed: json.loads((output / f"seed-{seed}/model/metrics.json").read_text(encoding="utf-8"))
        for seed in config.training.seeds
    }
    for seed, found in figures.items():
        if found["collapsed"] is None:
            logger.warning(
                "seed %d: %d validation articles are too few to tell whether it learned anything",
                seed,
                found["articles"],
            )
        elif found["collapsed"]:
            logger.warning(
                "seed %d collapsed: %.4f on validation, the constant baseline has %.4f",
                seed,
                found["selection"],
                found["selection_constant"],
            )
    sound = [seed for seed in figures if not figures[seed]["collapsed"]]
    if not sound:
        raise ModelError(
            f"{output}: all {len(figures)} runs collapsed: none beats always giving the most "
            "frequent labels, so no model is saved. Likely mends: more epochs, a lower or higher "
            "learning rate, more coded articles. The runs are kept in its folders seed-N."
        )
    best = max(sound, key=lambda seed: float(figures[seed]["selection"]))
    if not (output / "model").is_dir():
        with new_folder(output / "model") as model:
            shutil.copytree(output / f"seed-{best}" / "model", model, dirs_exist_ok=True)
    logger.info("best seed: %d\n%s", best, as_table(figures[best], codebook))
    if "test" in parts and not (output / "test.json").is_file():
        classifier = RelationClassifier.from_pretrained(output / "model", backend="torch")
        summary = evaluate(evaluated_by(classifier, parts["test"]))
        write_text(output / "test.json", json.dumps(summary, ensure_ascii=False, indent=1) + "\n")
        logger.info("test\n%s", as_table(summary, codebook))
