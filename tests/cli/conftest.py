"""What tests of commands share."""

from pathlib import Path

import pytest


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of two text files: of a visit, and of the weather."""
    folder = tmp_path / "articles"
    folder.mkdir()
    visit = "وصل وزير خارجية جمهورية النور إلى عاصمة مملكة الرمال في زيارة رسمية."
    (folder / "b.txt").write_text(visit, encoding="utf-8")
    (folder / "a.txt").write_text("أعلنت هيئة الأرصاد هبوب رياح خفيفة.", encoding="utf-8")
    return folder
