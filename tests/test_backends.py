"""The backends agree, and say what is wrong with a folder."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from relclf import CodedArticle, RelationClassifier
from relclf.backends import load_backend
from relclf.backends.onnx import available_processors
from relclf.errors import ConfigError, DataError, ModelError
from relclf.export import export
from relclf.folder import ONNX_FP32, ONNX_INT8, folder_fingerprint


@pytest.fixture(scope="module")
def exported(
    tiny_model: Path, coded_articles: list[CodedArticle], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = Path(shutil.copytree(tiny_model, tmp_path_factory.mktemp("exported") / "model"))
    lines = list(export(folder, coded_articles, min_agreement=0.9, max_drift=0.1, keep_fp32=True))
    assert len(lines) == 2
    return folder


def logits(folder: Path, backend: str, articles: list[CodedArticle], **kwargs: int) -> np.ndarray:
    classifier = RelationClassifier.from_pretrained(folder, backend=backend, **kwargs)
    return np.array([scored.logits for _, scored in classifier.scores(articles)])


def test_onnx_and_torch_agree(exported: Path, coded_articles: list[CodedArticle]) -> None:
    expected = logits(exported, "torch", coded_articles)
    np.testing.assert_allclose(logits(exported, "onnx-fp32", coded_articles), expected, atol=1e-3)
    int8 = logits(exported, "onnx", coded_articles)
    assert 0 < np.abs(int8 - expected).mean() < 0.3


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_onnx_gives_the_same_bits_alone_and_with_any_number_of_threads(
    exported: Path, coded_articles: list[CodedArticle], threads: int
) -> None:
    together = logits(exported, "onnx", coded_articles, threads=threads)
    alone = [logits(exported, "onnx", [article])[0] for article in coded_articles]
    np.testing.assert_array_equal(together, alone)


def test_auto_takes_the_int8_file_where_there_is_one(exported: Path, tiny_model: Path) -> None:
    assert type(load_backend(exported)).__name__ == "OnnxBackend"
    assert type(load_backend(tiny_model)).__name__ == "TorchBackend"


def test_a_folder_holds_only_what_it_may(exported: Path) -> None:
    suffixes = {path.suffix for path in exported.rglob("*") if path.is_file()}
    assert suffixes <= {".json", ".yaml", ".safetensors", ".onnx", ".md"}


def test_the_fingerprint_sees_every_file(exported: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(exported, tmp_path / "model"))
    assert folder_fingerprint(folder) == folder_fingerprint(exported)
    weights = bytearray((folder / ONNX_INT8).read_bytes())
    weights[-1] ^= 1
    (folder / ONNX_INT8).write_bytes(weights)
    assert folder_fingerprint(folder) != folder_fingerprint(exported)


def test_export_refuses_what_drifts_and_leaves_the_folder_as_it_was(
    tiny_model: Path, coded_articles: list[CodedArticle], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    before = folder_fingerprint(folder)
    with pytest.raises(ModelError, match=r"not written, .*% of decisions"):
        list(export(folder, coded_articles, max_drift=0.0))
    assert folder_fingerprint(folder) == before
    assert not (folder / ONNX_INT8).exists()
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


def test_export_keeps_the_fp32_file_only_if_asked(
    tiny_model: Path, coded_articles: list[CodedArticle], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    list(export(folder, coded_articles, min_agreement=0.5, max_drift=0.5))
    assert (folder / ONNX_INT8).is_file()
    assert not (folder / ONNX_FP32).exists()


def test_errors_name_what_is_missing(
    tiny_model: Path, exported: Path, coded_articles: list[CodedArticle], tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="'tpu', expected one of auto"):
        load_backend(tiny_model, "tpu")
    with pytest.raises(ConfigError, match="threads: 0, expected 1 or more"):
        load_backend(tiny_model, threads=0)
    with pytest.raises(ModelError, match=r"no onnx/model\.onnx.*there is model\.safetensors"):
        load_backend(tiny_model, "onnx")
    with pytest.raises(DataError, match="no articles"):
        list(export(tiny_model, []))
    with pytest.raises(ModelError, match=r"missing.*no such folder"):
        list(export(tmp_path / "missing", coded_articles))
    folder = Path(shutil.copytree(exported, tmp_path / "model"))
    (folder / ONNX_INT8).write_bytes(b"no model")
    with pytest.raises(ModelError, match="onnxruntime can't load it"):
        load_backend(folder, "onnx")


def test_processors_are_counted() -> None:
    assert available_processors() >= 1
