"""The lexical channel: topics and interaction as words and parts of words give them away.

Linear classifiers over TF-IDF whose logits are added to those of the network, a wide part beside
the deep one (Cheng et al., 2016, "Wide & Deep Learning for Recommender Systems"). The two err
differently: the network generalises, words remember formulas. Features are hashed (Weinberger et
al., 2009): words and pairs of words, and the parts of 3 to 5 letters of each word; of the whole
article, and of its title and beginning, which decide.
"""

import functools
import itertools
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from relclf.errors import ModelError
from relclf.folder import LEXICAL
from relclf.normalize import BARE_ALEF, normalize
from relclf.pooling import FloatArray, IntArray, Outputs
from relclf.segments import Place, Segment

__all__ = ["GROUPS", "Lexical", "counts_of", "weigh"]

GROUPS = 4  # words and parts, of the whole article and of its beginning
_LENGTHS = (3, 4, 5)
_WORD = re.compile(r"\w+")
_REMEMBERED = 20_000  # words whose parts are kept


@dataclass(frozen=True)
class Lexical:
    """Linear classifiers of topics and interactions over hashed words and parts of words.

    A feature is one of `buckets` into which each of the four groups of words and parts is hashed.

    Attributes:
        idf: Inverse document frequency of each feature, of shape (features,).
        weights: In 8 bits, of shape (features, topics + interactions).
        scale: What a weight of 1 stands for, of shape (topics + interactions,).
        bias: Of shape (topics + interactions,).
    """

    idf: FloatArray
    weights: IntArray
    scale: FloatArray
    bias: FloatArray

    def __call__(self, segments: Sequence[Segment], texts: Sequence[str]) -> FloatArray:
        """Compute an article's logits, of shape (topics + interactions,); see `counts_of`."""
        features, values = weigh(*counts_of(segments, texts, self.buckets), self.idf)
        return np.asarray(values @ self.weights[features] * self.scale + self.bias)

    @property
    def buckets(self) -> int:
        """Buckets of each group of features."""
        return len(self.idf) // GROUPS

    def weighed(self, weights: FloatArray) -> "Lexical":
        """Return the channel with its logits multiplied by weights."""
        scale, bias = ((weights * values).astype(np.float32) for values in (self.scale, self.bias))
        return replace(self, scale=scale, bias=bias)

    def save(self, folder: Path) -> None:
        """Write the channel into a model folder."""
        from safetensors.numpy import save_file

        save_file(vars(self), folder / LEXICAL)

    @classmethod
    def load(cls, folder: Path, outputs: Outputs) -> "Lexical | None":
        """Read the channel of a model folder; None where it has none.

        Raises:
            ModelError: The file is damaged, or belongs to another model.
        """
        path = folder / LEXICAL
        if not path.is_file():
            return None
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        try:
            tensors: dict[str, Any] = load_file(path)
            channel = cls(**tensors)
        except (SafetensorError, TypeError) as error:
            raise ModelError(f"{path}: it is damaged ({error}); get the folder anew.") from error
        expected = (GROUPS * channel.buckets, outputs.topics + outputs.interactions)
        if channel.weights.shape != expected or not channel.buckets:
            raise ModelError(
                f"{path}: its weights have the shape {channel.weights.shape}, expected {expected}. "
                "The folder mixes two models; use one as it was saved, or train it again."
            )
        return channel


def counts_of(
    segments: Sequence[Segment], texts: Sequence[str], buckets: int
) -> tuple[IntArray, IntArray]:
    """Count the features that an article holds.

    Args:
        segments: Its segments.
        texts: What is read of each (`relclf.segment_texts`).
        buckets: Buckets of each group of features.

    Returns:
        Their indices, ascending, and how often each stands in it, of shape (found,).

    Example:
        >>> features, counts = counts_of([Segment(0, 7, Place.LEAD)], ["زار زار"], 100)
        >>> sorted(counts[features < 100].tolist())  # the pair once, the word twice
        [1, 2]
    """
    found: list[IntArray] = []
    pairs = list(zip(segments, texts, strict=True))
    beginning = [text for segment, text in pairs if segment.place is not Place.BODY]
    for group, read in enumerate((texts, beginning)):
        prepared = normalize("\n".join(read), "basic").text.lower()
        words = _WORD.findall(prepared.translate(BARE_ALEF))
        neighbours = (f"{one} {other}" for one, other in itertools.pairwise(words))
        parts = map(_parts, words)
        for number, hashes in enumerate((_hashes([*words, *neighbours]), _joined(parts))):
            found.append(hashes % buckets + (2 * group + number) * buckets)
    return np.unique(np.concatenate(found), return_counts=True)


def weigh(features: IntArray, counts: IntArray, idf: FloatArray) -> tuple[IntArray, FloatArray]:
    """Weigh counts by TF-IDF, sublinear in the counts, each group scaled to length 1.

    Args:
        features: Of shape (found,), ascending.
        counts: Of shape (found,).
        idf: Inverse document frequencies, of shape (features,).

    Returns:
        The features and their values, of shape (found,).
    """
    buckets = len(idf) // GROUPS
    values = (1 + np.log(counts)) * idf[features].astype(np.float64)
    for part in np.split(values, np.searchsorted(features, buckets * np.arange(1, GROUPS))):
        part /= np.linalg.norm(part) or 1.0
    return features, values


def _hashes(features: Iterable[str]) -> IntArray:
    return np.array([zlib.crc32(feature.encode()) for feature in features], np.int64)


def _joined(hashes: Iterable[IntArray]) -> IntArray:
    return np.concatenate([np.empty(0, np.int64), *hashes])


@functools.lru_cache(_REMEMBERED)
def _parts(word: str) -> IntArray:
    """Hash the parts of a word, its ends marked by blanks, as scikit-learn's `char_wb` has them."""
    marked = f" {word} "
    return _hashes(
        marked[start : start + length]
        for length in _LENGTHS
        for start in range(max(1, len(marked) - length + 1))
    )
