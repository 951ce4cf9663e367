"""Laws of the tree: sizes, what the base install may import, what is saved and shipped."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "relclf").rglob("*.py"))
HEAVY = {"torch", "transformers", "datasets", "sklearn", "scipy", "accelerate", "peft", "cleanlab"}
MAY_BE_HEAVY = (
    "training",
    "evaluation",
    "report",
    "coding",
    "export.py",
    "quantize",
    "backends/torch.py",
)
NEVER = {"pickle", "joblib", "marshal", "shelve"}


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_short_and_imports_what_it_may(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250
    found = imports(path)
    assert not found & NEVER
    if not str(path.relative_to(ROOT / "relclf")).startswith(MAY_BE_HEAVY):
        assert not found & HEAVY


def test_importing_relclf_and_predicting_loads_nothing_heavy() -> None:
    late = HEAVY | {"pyarrow", "huggingface_hub", "jsonargparse"}
    code = (
        "import sys, relclf; assert 'numpy' not in sys.modules;"
        "import relclf.cli.main, relclf.cli.predict;"
        f"print(sorted(set(sys.modules) & {late!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there() -> None:
    import relclf

    assert all(getattr(relclf, name) for name in relclf.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = relclf.nothing


@pytest.mark.parametrize("folder", sorted((ROOT / "relclf" / "models").glob("*/")), ids=str)
def test_a_shipped_model_is_small_and_holds_no_code(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 80_000_000
    allowed = {".json", ".yaml", ".safetensors", ".onnx", ".md", ""}
    assert {path.suffix for path in files} <= allowed
    assert {path.name for path in files if not path.suffix} <= {"LICENSE"}
