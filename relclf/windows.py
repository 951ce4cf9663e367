"""Segments into windows: what the encoder reads at once.

A window is `[CLS] title [SEP] segments [SEP]`. The title stands in every window, so that each is
read in its light, but votes only in the first. Shorter windows are cheaper a token (attention), and
since pooling is exact over windows they cost little: see `relclf.pooling`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from relclf.articles import Article
from relclf.errors import ConfigError
from relclf.normalize import normalize
from relclf.segment_texts import segment_texts
from relclf.segments import Place, Segment, segment_article

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TITLE_TOKENS = 32
MIN_WINDOW = 48
NO_VOTE = -1


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder.

    Attributes:
        input_ids: Token ids of shape (tokens,).
        token_types: Where each token stands in the article (`Place`), of shape (tokens,).
        segments: The segment that each token votes for, of shape (tokens,); -1 for special tokens
            and the repeated title.
    """

    input_ids: np.ndarray[Any, np.dtype[np.int64]]
    token_types: np.ndarray[Any, np.dtype[np.int64]]
    segments: np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class WindowedArticle:
    """An article as the encoder reads it.

    Attributes:
        segments: Its segments, the title first.
        texts: What is read of each (`relclf.segment_texts`).
        windows: Its windows; none where no segment holds a token.
        coverage: The share of its tokens that the windows hold: 1.0 unless `max_windows` cut it.
    """

    segments: list[Segment]
    texts: list[str]
    windows: list[Window]
    coverage: float


class Windower:
    """Turns articles into windows with one tokenizer, for training and inference alike.

    Args:
        tokenizer: A fast tokenizer; its own post-processor gives the special tokens. Its truncation
            and its padding are switched off.
        normalizer: Name of the text normaliser (`relclf.normalize.NORMALIZERS`).
        window: Most tokens of a window, special tokens and title included, at least 48.
        max_windows: Most windows of an article; None reads everything.
        token_types: Number of token types that the encoder knows (`type_vocab_size`).
        rename_states: Whether states are renamed (`relclf.states.rename_states`).

    Raises:
        ConfigError: The window is too short, or the tokenizer has no two special tokens.
    """

    def __init__(
        self,
        tokenizer: "Tokenizer",
        *,
        normalizer: str,
        window: int,
        max_windows: int | None = None,
        token_types: int = len(Place),
        rename_states: bool = False,
    ) -> None:
        if window < MIN_WINDOW:
            raise ConfigError(f"window: {window} tokens, expected at least {MIN_WINDOW}")
        if max_windows is not None and max_windows < 1:
            raise ConfigError(f"max_windows: {max_windows}, expected at least 1, or null for all")
        # Some tokenizer files cut or pad every text, which would lose or invent votes.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        special = tokenizer.encode("").ids
        if len(special) != 2:
            raise ConfigError(
                f"tokenizer: {len(special)} special tokens around a text, expected 2 such as "
                "[CLS] and [SEP]; encoders of the BERT and RoBERTa families have them"
            )
        self._first, self._last = special
        self._tokenizer = tokenizer
        self._normalizer = normalizer
        self._rename_states = rename_states
        self._window = window
        self._max_windows = max_windows
        self._token_types = token_types

    def __call__(self, article: Article) -> WindowedArticle:
        """Cut one article into segments and windows."""
        segments = segment_article(article.title, article.text)
        texts = segment_texts(article, segments, rename=self._rename_states)
        tokens = self._tokenize(texts)
        windows: list[Window] = []
        read = total = 0
        for items in self._fill(segments, tokens):
            votes = sum(len(ids) for segment, _, ids in items if segment != NO_VOTE)
            total += votes
            if self._max_windows is None or len(windows) < self._max_windows:
                read += votes
                windows.append(self._window_of(items))
        return WindowedArticle(segments, texts, windows, read / total if total else 1.0)

    def _tokenize(self, texts: Sequence[str]) -> list[list[int]]:
        normalized = [normalize(text, self._normalizer).text for text in texts]
        encodings = self._tokenizer.encode_batch_fast(normalized, add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def _fill(
        self, segments: Sequence[Segment], tokens: Sequence[list[int]]
    ) -> Iterator[list["_Item"]]:
        """Pack whole segments into windows; split one only if it is longer than a window."""
        title = [
            token
            for segment, ids in zip(segments, tokens, strict=True)
            if segment.place is Place.TITLE
            for token in ids
        ]
        repeated: list[_Item] = (
            [(NO_VOTE, Place.TITLE, title[:TITLE_TOKENS]), (NO_VOTE, Place.BODY, [self._last])]
            if title
            else []
        )
        room = self._window - 2 - sum(len(ids) for _, _, ids in repeated)
        items: list[_Item] = []
        used = 0
        in_title = True
        for index, (segment, ids) in enumerate(zip(segments, tokens, strict=True)):
            if in_title and items and segment.place is not Place.TITLE:
                if used < self._room(items, room):
                    items.append((NO_VOTE, Place.BODY, [self._last]))
                used += 1
            in_title = segment.place is Place.TITLE
            for piece in _pieces(ids, room):
                if items and used + len(piece) > self._room(items, room):
                    yield items
                    items, used = [*repeated], 0
                items.append((index, segment.place, piece))
                used += len(piece)
        if any(segment != NO_VOTE for segment, _, _ in items):
            yield items

    def _room(self, items: Sequence["_Item"], room: int) -> int:
        """Room for votes: a window that does not begin with the repeated title has more."""
        return room if items[0][0] == NO_VOTE else self._window - 2

    def _window_of(self, items: Sequence["_Item"]) -> Window:
        items = [
            (NO_VOTE, Place.BODY, [self._first]),
            *items,
            (NO_VOTE, Place.BODY, [self._last]),
        ]
        lengths = [len(ids) for _, _, ids in items]
        types = [min(int(place), self._token_types - 1) for _, place, _ in items]
        return Window(
            input_ids=np.concatenate([np.asarray(ids, np.int64) for _, _, ids in items]),
            token_types=np.repeat(np.asarray(types, np.int64), lengths),
            segments=np.repeat(np.asarray([index for index, _, _ in items], np.int64), lengths),
        )


_Item = tuple[int, Place, list[int]]


def _pieces(ids: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
