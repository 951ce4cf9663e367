"""Laws of augmentation: codes stay, evidence moves with its words, states change everywhere."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf.articles import CodedArticle, Evidence
from relclf.states import apply_edits, swap_states
from relclf.training import augment as module
from relclf.training.augment import augment, edited, variants_of

TEXT = "الدوحة - زار الوزير القطري الكويت أمس.\nوبحث مع نظيره الكويتي التجارة والطاقة.\nوعاد."
TRADE = TEXT.index("التجارة")


@pytest.fixture
def article() -> CodedArticle:
    return CodedArticle(
        TEXT,
        id="a",
        title="الوزير القطري في الكويت",
        topics=("trade_investment", "energy"),
        interaction="visit",
        status="held",
        evidence=Evidence(
            ("title", (9, 38)), {"trade_investment": ((TRADE, TRADE + 7),), "energy": ((39, 76),)}
        ),
    )


@given(seed=st.integers(0, 10_000))
def test_codes_stay_and_evidence_moves_with_its_words(seed: int) -> None:
    evidence = Evidence((), {"trade_investment": ((TRADE, TRADE + 7),)})
    before = CodedArticle(
        TEXT, topics=("trade_investment",), interaction="visit", evidence=evidence
    )
    after = augment(before, ["الذهب يرتفع"], random.Random(seed))
    assert (after.topics, after.interaction) == (before.topics, before.interaction)
    assert after.evidence is not None
    [(start, end)] = after.evidence.topics["trade_investment"]
    assert after.text[int(start) : int(end)] == "التجارة"


def test_every_change_is_made_sometimes_and_none_always(article: CodedArticle) -> None:
    made = [augment(article, ["الذهب يرتفع"], random.Random(seed)) for seed in range(200)]
    for share in (
        sum("الذهب" in one.text for one in made),
        sum("القطري" not in one.text for one in made),
        sum("أمس" not in one.text for one in made),
        sum(any(line in one.text for line in module._COURTESY) for one in made),
    ):
        assert 10 < share < 190


def test_courtesy_is_not_added_where_it_would_tell_the_topic(article: CodedArticle) -> None:
    for topics in ((), None, ("political_coordination",)):
        one = CodedArticle("زار الوزير نظيره.", topics=topics, interaction="visit")
        for seed in range(50):
            changed = augment(one, [], random.Random(seed))
            assert not any(line in changed.text for line in module._COURTESY)


def test_variants_differ_and_are_the_same_in_each_run(article: CodedArticle) -> None:
    first, second = variants_of([article], 5), variants_of([article], 5)
    assert first == second
    assert len({one.text for one in first}) > 1
    assert variants_of([article], 0) == []


def test_a_state_changes_wherever_it_is_named_and_others_do_not_take_its_name() -> None:
    title, text = (
        "قطر والكويت",
        "الوزير القطري للكويت، وبالقطرية، والقطريون. المملكة العربية السعودية",
    )
    for seed in range(50):
        edits = swap_states([title, text], random.Random(seed))
        changed = [*map(apply_edits, (title, text), edits)]
        assert "قطر" not in " ".join(changed)
        assert "كويت" not in " ".join(changed)
        assert "المملكة العربية السعودية" in changed[1]


def test_the_article_before_a_name_keeps_its_spelling() -> None:
    [edits] = swap_states(["وصل للبحرين ثم إلى البحرين"], random.Random(3))
    names = [word for _, _, word in edits]
    assert names[0] in ("ل" + names[1], "ل" + names[1][1:])


def test_the_article_itself_is_one_of_the_edits_that_do_nothing(article: CodedArticle) -> None:
    assert edited(article, [], []) == article
    longer = edited(article, [], [(0, 0, "س" * 5)])
    assert longer.evidence is not None
    assert longer.evidence.interaction == ("title", (14, 43))
