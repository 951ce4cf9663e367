"""What is read of an article: no link, nothing twice, and no state's own name where renamed."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf import Article
from relclf.segment_texts import segment_texts
from relclf.segments import segment_article
from relclf.states import apply_edits, rename_states, swap_states

TITLE = "وزير الخارجية الياباني في فرنسا"
TEXT = (
    "استقبل وزير الخارجية الفرنسي نظيره الياباني.\nوأكد الجانبان عمق العلاقات.\nوعاد إلى اليابان."
)


def read(article: Article, *, rename: bool = True) -> list[str]:
    segments = segment_article(article.title, article.text)
    return segment_texts(article, segments, rename=rename)


def test_a_sentence_is_read_once_however_often_it_is_said() -> None:
    line = "وأكد الجانبان عمق العلاقات."
    doubled = TEXT.replace(line, f"{line}\n{line} {line}")
    assert [one for one in read(Article(doubled)) if one] == read(Article(TEXT))
    assert len(read(Article(doubled))) == len(read(Article(TEXT))) + 2


def test_a_first_line_that_repeats_the_title_is_read() -> None:
    assert read(Article(TITLE, title=TITLE), rename=False) == [TITLE, TITLE]


def test_without_renaming_states_keep_their_names() -> None:
    assert "\n".join(read(Article(TEXT), rename=False)) == TEXT


@given(seed=st.randoms(use_true_random=False))
def test_what_is_read_does_not_depend_on_which_states_are_named(seed: random.Random) -> None:
    article = Article(TEXT, title=TITLE)
    edits = swap_states([TITLE, TEXT], seed)
    title, text = (apply_edits(*pair) for pair in zip((TITLE, TEXT), edits, strict=True))
    other = replace(article, title=title, text=text)
    assert title != TITLE
    assert read(other) == read(article)


@pytest.mark.parametrize(
    ("text", "renamed"),
    [
        ("زار الوزير اليابانيّ ألمانيا", "زار الوزير القطري الكويت"),
        ("زار اليـــابان والمانيا", "زار قطر والكويت"),
        ("للبحرين وباليابان", "لقطر وبالكويت"),
        ("المملكة العربية السعودية واليابان", "المملكة العربية السعودية وقطر"),
        ("لا دولة هنا", "لا دولة هنا"),
    ],
)
def test_states_have_one_order_of_names(text: str, renamed: str) -> None:
    assert rename_states([text]) == [renamed]


def test_the_order_runs_on_from_the_title() -> None:
    assert rename_states([TITLE, TEXT])[1].startswith("استقبل وزير الخارجية الكويتي نظيره القطري")


@given(st.permutations(["اليابان", "فرنسا", "تركيا", "كينيا"]))
def test_two_states_stay_two(names: list[str]) -> None:
    [renamed] = rename_states([" ".join(names)])
    assert len(set(renamed.split())) == len(names)
