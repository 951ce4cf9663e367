"""The lexical channel: the interaction as an article's words and parts of words give it away.

A linear classifier over TF-IDF whose logits are added to those of the network, a wide part beside
the deep one (Cheng et al., 2016, "Wide & Deep Learning for Recommender Systems"). The two err
differently: the network generalises, words remember formulas. Features are hashed (Weinberger et
al., 2009): words and pairs of words, and the parts of 3 to 5 letters of each word; of the whole
article, and of its title and beginning, which decide.
"""

import functools
import itertools
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from relclf.articles import Article
from relclf.errors import ModelError
from relclf.folder import LEXICAL
from relclf.links import without_links
from relclf.normalize import BARE_ALEF, normalize
from relclf.pooling import FloatArray, IntArray, Outputs
from relclf.segments import LEAD_CHARACTERS

__all__ = ["FEATURES", "Lexical", "counts_of", "weigh"]

BUCKETS = 1 << 13
GROUPS = 4  # words and parts, of the whole article and of its beginning
FEATURES = GROUPS * BUCKETS
_LENGTHS = (3, 4, 5)
_WORD = re.compile(r"\w+")
_REMEMBERED = 20_000  # words whose parts are kept


@dataclass(frozen=True)
class Lexical:
    """A linear classifier of interactions over hashed words and parts of words.

    Attributes:
        idf: Inverse document frequency of each feature, of shape (features,).
        weights: In 8 bits, of shape (features, interactions).
        scale: What a weight of 1 stands for, of shape (interactions,).
        bias: Of shape (interactions,).
    """

    idf: FloatArray
    weights: IntArray
    scale: FloatArray
    bias: FloatArray

    def __call__(self, article: Article) -> FloatArray:
        """Compute the interaction logits of an article, of shape (interactions,)."""
        features, values = weigh(*counts_of(article), self.idf)
        return np.asarray(values @ self.weights[features] * self.scale + self.bias)

    def added(self, logits: FloatArray, article: Article, outputs: Outputs) -> FloatArray:
        """Add its logits to the network's.

        Args:
            logits: Of the article, of shape (topics + interactions + planned,).
            article: The article.
            outputs: Which output is which.

        Returns:
            Of the same shape.
        """
        both = logits.copy()
        both[outputs.topics : outputs.topics + outputs.interactions] += self(article)
        return both

    def weighed(self, weight: float) -> "Lexical":
        """Return the channel with all its logits multiplied by a weight."""
        scale, bias = ((weight * values).astype(np.float32) for values in (self.scale, self.bias))
        return replace(self, scale=scale, bias=bias)

    def save(self, folder: Path) -> None:
        """Write the channel into a model folder."""
        from safetensors.numpy import save_file

        save_file(vars(self), folder / LEXICAL)

    @classmethod
    def load(cls, folder: Path, interactions: int) -> "Lexical | None":
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
        if channel.weights.shape != (FEATURES, interactions):
            raise ModelError(
                f"{path}: its weights have the shape {channel.weights.shape}, expected "
                f"{(FEATURES, interactions)}. The folder mixes two models; use one as it was saved."
            )
        return channel


def counts_of(article: Article) -> tuple[IntArray, IntArray]:
    """Count the features that an article holds.

    Args:
        article: The article.

    Returns:
        Their indices, ascending, and how often each stands in it, of shape (found,).

    Example:
        >>> features, counts = counts_of(Article("زار زار"))
        >>> sorted(counts[features < BUCKETS].tolist())  # the pair once, the word twice
        [1, 2]
    """
    found: list[IntArray] = []
    read = without_links(article.text)
    for group, text in enumerate((read, read[:LEAD_CHARACTERS])):
        prepared = normalize(f"{article.title}\n{text}", "basic").text.lower()
        words = _WORD.findall(prepared.translate(BARE_ALEF))
        pairs = (f"{one} {other}" for one, other in itertools.pairwise(words))
        found.append(_hashed([*words, *pairs]) + 2 * group * BUCKETS)
        found += [_parts(word) + (2 * group + 1) * BUCKETS for word in words]
    return np.unique(np.concatenate(found), return_counts=True)


def weigh(features: IntArray, counts: IntArray, idf: FloatArray) -> tuple[IntArray, FloatArray]:
    """Weigh counts by TF-IDF, sublinear in the counts, each group scaled to length 1.

    Args:
        features: Of shape (found,), ascending.
        counts: Of shape (found,).
        idf: Of shape (features,).

    Returns:
        The features and their values, of shape (found,).
    """
    values = (1 + np.log(counts)) * idf[features].astype(np.float64)
    for part in np.split(values, np.searchsorted(features, BUCKETS * np.arange(1, GROUPS))):
        part /= np.linalg.norm(part) or 1.0
    return features, values


def _hashed(features: Iterable[str]) -> IntArray:
    return np.array([zlib.crc32(feature.encode()) % BUCKETS for feature in features], np.int64)


@functools.lru_cache(_REMEMBERED)
def _parts(word: str) -> IntArray:
    """Hash the parts of a word, its ends marked by blanks, as scikit-learn's `char_wb` has them."""
    marked = f" {word} "
    return _hashed(
        marked[start : start + length]
        for length in _LENGTHS
        for start in range(max(1, len(marked) - length + 1))
    )
