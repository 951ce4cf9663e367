"""Laws of the windows: every token votes once, in windows that are never too long."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from relclf.articles import Article
from relclf.errors import ConfigError
from relclf.normalize import normalize
from relclf.segments import Place
from relclf.windows import MIN_WINDOW, NO_VOTE, TITLE_TOKENS, WindowedArticle, Windower

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SENTENCE = "وصل وزير خارجية جمهورية النور إلى عاصمة مملكة الرمال في زيارة رسمية."
WORDS = st.sampled_from(
    [
        *("وزير", "زيارة", "رسمية.", "Qatar", "2030", "\n", "\u200b", "ـ", "&nbsp;", "<b>", "🙂"),
        *(SENTENCE, "استقبال" * 30, "ظ" * 150, "[SEP]"),
    ]
)
TEXTS = st.lists(WORDS, max_size=25).map(" ".join)


def lines(number: int) -> str:
    """Lines that differ, since what was said before is not read again."""
    return "\n".join(f"{SENTENCE[:-1]} {chr(0x0627 + index)}." for index in range(number))


def make(tokenizer: "Tokenizer", window: int = MIN_WINDOW, **options: Any) -> Windower:
    return Windower(tokenizer, normalizer="basic", window=window, **options)


def votes(windowed: WindowedArticle) -> list[tuple[int, int]]:
    """The (segment, token) pairs that vote, in reading order."""
    return [
        (int(segment), int(token))
        for window in windowed.windows
        for segment, token in zip(window.segments, window.input_ids, strict=True)
        if segment != NO_VOTE
    ]


def tokens_of(tokenizer: "Tokenizer", article: Article, windowed: WindowedArticle) -> list[Any]:
    pairs, said = [], set()
    for index, segment in enumerate(windowed.segments):
        whole = article.title if segment.place is Place.TITLE else article.text
        sentence = whole[segment.start : segment.end]
        if sentence in said:  # word for word what the text said before
            continue
        if segment.place is not Place.TITLE:
            said.add(sentence)
        text = normalize(sentence, "basic").text
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        pairs += [(index, token) for token in ids]
    return pairs


@given(title=TEXTS, text=TEXTS, window=st.integers(MIN_WINDOW, 120))
@example(title="", text="", window=MIN_WINDOW)
@example(title="\u200b", text="\u200b", window=MIN_WINDOW)
@example(title=SENTENCE, text="", window=MIN_WINDOW)
@example(title="ظ " * 900, text="ظ " * 3000, window=MIN_WINDOW)
@example(title="ظ " * 46, text=SENTENCE, window=MIN_WINDOW)
@example(title="ظ " * 45, text=SENTENCE, window=MIN_WINDOW)
@example(title="ظ " * 47, text="ظ", window=MIN_WINDOW)
@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_token_votes_once_and_no_window_is_too_long(
    tokenizer: "Tokenizer", title: str, text: str, window: int
) -> None:
    article = Article(text=text, title=title)
    windowed = make(tokenizer, window)(article)
    assert votes(windowed) == tokens_of(tokenizer, article, windowed)
    assert windowed.coverage == 1.0
    first, last = (tokenizer.token_to_id(mark) for mark in ("[CLS]", "[SEP]"))
    for item in windowed.windows:
        assert len(item.input_ids) == len(item.token_types) == len(item.segments) <= window
        assert (item.input_ids[0], item.input_ids[-1]) == (first, last)
        assert item.segments[0] == item.segments[-1] == NO_VOTE
        assert (item.segments != NO_VOTE).any()


def test_the_title_stands_in_every_window_and_votes_in_the_first(tokenizer: "Tokenizer") -> None:
    article = Article(text=lines(8), title="زيارة رسمية إلى الرمال")
    windows = make(tokenizer)(article).windows
    title = tokenizer.encode(article.title, add_special_tokens=False).ids
    assert len(windows) > 2
    last = tokenizer.token_to_id("[SEP]")
    for number, window in enumerate(windows):
        assert window.input_ids[1 : len(title) + 2].tolist() == [*title, last]
        assert set(window.token_types[1 : len(title) + 1]) == {Place.TITLE}
        assert set(window.segments[1 : len(title) + 1]) == {NO_VOTE if number else 0}
        assert window.segments[len(title) + 1] == NO_VOTE


def test_a_long_title_is_repeated_in_part(tokenizer: "Tokenizer") -> None:
    article = Article(text=lines(5), title="ظ " * 200)
    first, *others = make(tokenizer, 64)(article).windows
    assert (first.segments >= 0).sum() > TITLE_TOKENS
    assert others
    for window in others:
        assert (window.segments[1 : TITLE_TOKENS + 2] == NO_VOTE).all()
        assert window.segments[TITLE_TOKENS + 2] >= 0


def test_whole_segments_share_a_window_and_are_split_only_if_they_must(
    tokenizer: "Tokenizer",
) -> None:
    rows = [f"{letter} " * 20 for letter in "ظضصثقف"]
    article = Article(text="\n".join([*rows, "ظ " * 60]))
    windows = make(tokenizer)(article).windows
    assert [sorted(set(window.segments) - {NO_VOTE}) for window in windows] == [
        [0, 1],
        [2, 3],
        [4, 5],
        [6],
        [6],
    ]


@pytest.mark.parametrize("window", [48, 49, 63, 64, 100, 192, 512])
def test_the_votes_do_not_depend_on_the_window(tokenizer: "Tokenizer", window: int) -> None:
    article = Article(text=f"{SENTENCE} {'ظ' * 150}\n{lines(4)}", title=SENTENCE)
    assert votes(make(tokenizer, window)(article)) == votes(make(tokenizer, 4096)(article))
    assert len(make(tokenizer, 4096)(article).windows) == 1


def test_token_types_tell_title_lead_and_body(tokenizer: "Tokenizer") -> None:
    article = Article(text=lines(8), title=SENTENCE)
    windowed = make(tokenizer, 512)(article)
    (window,) = windowed.windows
    for segment, kind in zip(window.segments, window.token_types, strict=True):
        assert kind == (Place.BODY if segment == NO_VOTE else windowed.segments[segment].place)


@pytest.mark.parametrize("types", [1, 2, 3])
def test_token_types_are_those_that_the_encoder_knows(tokenizer: "Tokenizer", types: int) -> None:
    article = Article(text=lines(8), title=SENTENCE)
    (window,) = make(tokenizer, 512, token_types=types)(article).windows
    assert set(window.token_types) == set(range(types))


def test_coverage_is_below_one_exactly_when_windows_were_cut(tokenizer: "Tokenizer") -> None:
    article = Article(text=lines(8), title=SENTENCE)
    whole = make(tokenizer)(article)
    number, everything = len(whole.windows), votes(whole)
    for most in range(1, number + 2):
        cut = make(tokenizer, max_windows=most)(article)
        assert len(cut.windows) == min(most, number)
        assert votes(cut) == everything[: len(votes(cut))]
        assert cut.coverage == pytest.approx(len(votes(cut)) / len(everything))
        assert (cut.coverage < 1) == (most < number)
        assert cut.segments == whole.segments


@pytest.mark.parametrize("text", ["", " \n", "\u200b\u200f", "ـ"])
def test_an_article_without_tokens_has_no_windows(tokenizer: "Tokenizer", text: str) -> None:
    windowed = make(tokenizer, max_windows=1)(Article(text=text))
    assert windowed.windows == []
    assert windowed.coverage == 1.0


def test_a_tokenizer_that_truncates_and_pads_loses_and_adds_nothing(
    tokenizer: "Tokenizer",
) -> None:
    from tokenizers import Tokenizer

    other = Tokenizer.from_str(tokenizer.to_str())
    other.enable_truncation(8)
    other.enable_padding(length=16)
    article = Article(text=lines(3), title="زيارة")
    expected, windowed = make(tokenizer)(article), make(other)(article)
    for ours, theirs in zip(windowed.windows, expected.windows, strict=True):
        assert np.array_equal(ours.input_ids, theirs.input_ids)


def test_the_text_is_normalised_before_it_is_tokenised(tokenizer: "Tokenizer") -> None:
    plain, marked = Article(text="زيارة رسمية"), Article(text="زِيـارة\u200f &nbsp;رسميّة")
    assert votes(make(tokenizer)(plain)) == votes(make(tokenizer)(marked))
    assert votes(make(tokenizer)(replace(plain, id="a", date="2030"))) == votes(
        make(tokenizer)(plain)
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"window": 47}, "window: 47 tokens, expected at least 48"),
        ({"max_windows": 0}, "max_windows: 0, expected at least 1, or null for all"),
    ],
)
def test_impossible_sizes_are_refused(
    tokenizer: "Tokenizer", options: dict[str, int], message: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        make(tokenizer, **options)
    assert str(caught.value) == message


def test_a_tokenizer_without_special_tokens_is_refused() -> None:
    from tokenizers import Tokenizer, models

    bare = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    with pytest.raises(ConfigError, match=r"tokenizer: 0 special tokens around a text, expected 2"):
        make(bare)
