"""Groups, and articles that repeat nothing."""

import numpy as np
import pytest
import scipy.sparse

from relclf.articles import Article, CodedArticle
from relclf.coding.distinct import FIRST_LOOK, Distinct
from relclf.coding.groups import DIMENSIONS, one_of_each

TEXT = "استقبل وزير الخارجية نظيره في العاصمة وبحثا التعاون في الطاقة والتجارة والتعليم بين البلدين"


def test_neither_a_coded_article_nor_one_taken_is_repeated() -> None:
    articles = [
        Article(f"{TEXT} اليوم", id="near the coded one"),
        Article("فاز الفريق بالمباراة الأخيرة أمام جمهوره", id="a"),
        Article("فاز الفريق بالمباراة الأخيرة أمام جمهوره أمس", id="near a"),
        Article("هطلت أمطار غزيرة على سواحل البلاد الشمالية", id="b"),
    ]
    distinct = Distinct(articles, [CodedArticle(TEXT, id="coded")])
    assert distinct(np.arange(4), 4).tolist() == [1, 3]
    assert distinct.passed_over == {0, 2}
    assert distinct(np.array([2, 1, 3]), 2).tolist() == [2, 3]


def test_it_goes_on_until_enough_are_found() -> None:
    reprints = [Article(f"{TEXT} {number}") for number in range(3 * FIRST_LOOK)]
    articles = [*reprints, Article("خبر آخر عن شيء آخر تماما هنا"), Article("وخبر ثالث مختلف جدا")]
    taken = Distinct(articles, [])(np.arange(len(articles)), 3)
    assert taken.tolist() == [0, len(reprints), len(reprints) + 1]


def test_one_of_each_group_comes_first() -> None:
    draw = np.random.default_rng(0)
    centres = np.eye(4)[draw.permutation(np.repeat(np.arange(4), [20, 10, 6, 4]))]
    words = scipy.sparse.csr_array(np.abs(centres + draw.normal(0, 0.01, centres.shape)))
    order, shares = one_of_each(words, 4, seed=0)
    assert sorted(order.tolist()) == list(range(40))
    groups = centres.argmax(axis=1)
    assert {*groups[order[:4]].tolist()} == {0, 1, 2, 3}
    assert shares[order[:4]].tolist() == [0.5, 0.25, 0.15, 0.1]
    again, _ = one_of_each(words, 4, seed=0)
    assert order.tolist() == again.tolist()


@pytest.mark.filterwarnings("error")
def test_fewer_different_articles_than_groups_do_no_harm() -> None:
    words = scipy.sparse.csr_array(np.repeat(np.eye(2), 5, axis=0))
    order, shares = one_of_each(words, 6, seed=0)
    assert sorted(order.tolist()) == list(range(10))
    assert shares.tolist() == [0.5] * 10
    many = scipy.sparse.random_array((3 * DIMENSIONS, 2 * DIMENSIONS), density=0.1, rng=0)
    assert len(one_of_each(many.tocsr(), 5, seed=0)[0]) == 3 * DIMENSIONS
