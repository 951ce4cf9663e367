"""The law of the codebook loader: an error, or a codebook that is itself after save and load."""

import json

from drawn import check_message, file_of

from relclf.codebook import Codebook
from relclf.errors import CodebookError

__all__ = ["codebook_law"]


def codebook_law(data: bytes) -> None:
    """Check the law for the bytes of a file."""
    with file_of(data, ".yaml") as path:
        try:
            codebook = Codebook.load(path)
        except CodebookError as error:
            check_message(error)
            return
        codebook.save(path)
        assert Codebook.load(path) == codebook
    assert Codebook.from_dict(codebook.to_dict()) == codebook
    keys = [*codebook.topic_keys, *codebook.interaction_keys]
    assert keys
    assert len(set(keys)) == len(keys)
    assert [codebook.label(key).key for key in keys[:50]] == keys[:50]
    json.dumps(codebook.to_dict(), ensure_ascii=False).encode("utf-8")
