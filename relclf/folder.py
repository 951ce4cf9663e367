"""The model folder: where it is found, what is saved beside the weights, and the checks on loading.

A model folder is a plain Hugging Face folder whose `config.json` has a `relclf` block. It holds
JSON, YAML, safetensors, ONNX and Markdown, and no code.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from relclf.codebook import Codebook
from relclf.decision import Calibration
from relclf.errors import ModelError, shown
from relclf.normalize import NORMALIZERS
from relclf.pooling import Outputs

DEFAULT = "small"
"""The shipped model that is used where none is named."""
ENCODER = "embedded"
"""The shipped model that has weights to fine-tune."""
FORMAT = 1
ONNX_INT8 = "onnx/model.onnx"
ONNX_FP32 = "onnx/model_fp32.onnx"
WEIGHTS = "model.safetensors"
LEXICAL = "lexical.safetensors"
TOKENIZER = "tokenizer.json"
CODEBOOK = "codebook.yaml"
CONFIG = "config.json"
METRICS = "metrics.json"
_MODELS = Path(__file__).parent / "models"


@dataclass(frozen=True)
class Settings:
    """What a model needs besides its weights, its tokenizer and its codebook."""

    name: str
    """Name of the model."""
    normalizer: str
    """Name of its text normaliser."""
    window: int
    """Most tokens of a window."""
    pooling: str
    """How token logits become article logits."""
    places: int
    """Blocks of interaction outputs."""
    token_types: int
    """Number of token types that the encoder knows."""
    calibration: Calibration
    """Turns logits into probabilities."""
    thresholds: Mapping[str, float]
    """The threshold of each topic."""
    rename_states: bool = False
    """Whether it reads states under other names (`relclf.states.rename_states`)."""

    def outputs(self, codebook: Codebook) -> Outputs:
        """Tell which output of the network is which."""
        return Outputs(len(codebook.topics), len(codebook.interactions), self.places)

    def to_dict(self, codebook: Codebook) -> dict[str, Any]:
        """Give the `relclf` block of `config.json`."""
        return {
            "format": FORMAT,
            "codebook_fingerprint": codebook.fingerprint,
            **asdict(self),
            "calibration": self.calibration.to_dict(),
        }


def find_model(model: str | Path | None = None) -> Path:
    """Find a model folder.

    Args:
        model: A folder, the name of a shipped model, or the id of a model on the Hugging Face
            Hub; None is the shipped model `small`.

    Returns:
        The folder, downloaded if it had to be.

    Raises:
        ModelError: If there is no such model.

    Example:
        >>> find_model("embedded").name
        'embedded'
    """
    if model is None:
        return _MODELS / DEFAULT
    if Path(model).is_dir():
        return Path(model)
    if (_MODELS / model).is_dir() and model in shipped_models():
        return _MODELS / model
    if str(model).count("/") == 1 and not str(model).startswith((".", "/", "~")):
        return _download(str(model))
    raise ModelError(
        f"model {str(model)!r}: no such folder. Expected a model folder, one of the shipped models "
        f"({', '.join(shipped_models())}), or the id of a model on the hub, such as 'owner/name'."
    )


def shipped_models() -> list[str]:
    """List the names of the models inside the package.

    Example:
        >>> shipped_models()
        ['embedded', 'small']
    """
    return sorted(path.parent.name for path in _MODELS.glob(f"*/{CONFIG}"))


def load_settings(folder: Path) -> tuple[Settings, Codebook]:
    """Read and check the settings and the codebook of a model folder.

    Args:
        folder: The folder.

    Returns:
        Its settings and its codebook.

    Raises:
        ModelError: A file is missing or not as it should be, the folder was written by a newer
            relclf, or codebook and weights disagree.

    Example:
        >>> settings, codebook = load_settings(find_model())
        >>> len(settings.thresholds) == len(codebook.topics)
        True
    """
    where = folder / CONFIG
    config = _read_json(where)
    block = config.get("relclf")
    if not isinstance(block, dict):
        raise ModelError(
            f"{where}: no 'relclf' block, so this is an encoder, not a relclf model. Train it "
            f"first: relclf train --model.encoder {folder} ..."
        )
    if block.get("format") != FORMAT:
        raise ModelError(
            f"{where}: relclf.format is {shown(block.get('format'))}, this relclf reads {FORMAT}. "
            "Install the relclf that wrote the folder, or a newer one."
        )
    codebook = _codebook(folder, block)
    settings = _settings(block, codebook, where)
    topics = codebook.topic_keys
    if sorted(settings.thresholds) != sorted(topics):
        raise ModelError(
            f"{where}: relclf.thresholds names {', '.join(sorted(settings.thresholds)) or 'none'}; "
            f"expected one for each topic: {', '.join(topics) or 'none'}."
        )
    labels, size = config.get("id2label"), settings.outputs(codebook).size
    if not isinstance(labels, dict) or len(labels) != size:
        came = len(labels) if isinstance(labels, dict) else shown(labels)
        raise ModelError(
            f"{where}: the weights have {came} outputs, but the codebook and the settings make "
            f"{size}. The folder mixes two models; use one as it was saved."
        )
    return settings, codebook


def folder_fingerprint(folder: Path) -> str:
    """Hash all that a model's predictions depend on: 16 hex digits.

    Args:
        folder: A model folder.

    Returns:
        First digits of the SHA-256 of its configuration, codebook, tokenizer and weights.

    Example:
        >>> folder_fingerprint(find_model()) == folder_fingerprint(find_model("small"))
        True
    """
    digest = hashlib.sha256()
    for name in (CONFIG, CODEBOOK, TOKENIZER, WEIGHTS, LEXICAL, ONNX_INT8, ONNX_FP32):
        path = folder / name
        if path.is_file():
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _codebook(folder: Path, block: Mapping[str, Any]) -> Codebook:
    path = folder / CODEBOOK
    if not path.is_file():
        raise ModelError(f"{folder}: no {CODEBOOK}; a model folder needs it beside the weights.")
    codebook = Codebook.load(path)
    if codebook.fingerprint != block.get("codebook_fingerprint"):
        raise ModelError(
            f"{path}: its labels or their order are not those that the model was trained with "
            f"(fingerprint {codebook.fingerprint}, expected "
            f"{shown(block.get('codebook_fingerprint'))}). Put the codebook of the training back; "
            "another one needs another training."
        )
    return codebook


def _settings(block: Mapping[str, Any], codebook: Codebook, where: Path) -> Settings:
    fields = {key: value for key, value in block.items() if key in Settings.__annotations__}
    try:
        settings = Settings(
            **{**fields, "calibration": Calibration.from_dict(fields["calibration"])}
        )
        numbers = [settings.window, settings.places, settings.token_types]
        if not all(type(number) is int and number > 0 for number in numbers):
            raise ValueError("window, places and token_types must be whole numbers above 0")
        if not all(0 <= float(value) <= 1 for value in settings.thresholds.values()):
            raise ValueError("thresholds must lie between 0 and 1")
        offset = settings.calibration.interactions.offset
        if isinstance(offset, tuple) and len(offset) != len(codebook.interactions):
            raise ValueError(f"{len(offset)} offsets for {len(codebook.interactions)} interactions")
        if settings.normalizer not in NORMALIZERS:
            raise ValueError(f"unknown normalizer {shown(settings.normalizer)}")
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ModelError(
            f"{where}: the 'relclf' block is damaged ({error}). Save the model again, or get the "
            "folder anew."
        ) from error
    return settings


def _read_json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"{path}: cannot be read ({error.strerror}); a model folder needs it."
        ) from error
    except ValueError as error:
        raise ModelError(f"{path}: not JSON ({error}); get the folder anew.") from error
    if not isinstance(data, dict):
        raise ModelError(f"{path}: expected an object in braces, got {shown(data)}.")
    return data


def _download(name: str) -> Path:
    # A dependency of tokenizers, so always there; slow to import, so only here.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    patterns = ["*.json", "*.yaml", "*.safetensors", "*.md", "onnx/*"]
    try:
        return Path(snapshot_download(name, allow_patterns=patterns))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelError(
            f"model {name!r}: no such folder, and it can't be fetched from the hub "
            f"({type(error).__name__}). Check the name and the network, or give a local folder."
        ) from error
