"""Laws of the built-in baseline, on invented articles."""

import numpy as np
import pytest

from relclf.articles import Article, CodedArticle
from relclf.codebook import Codebook
from relclf.errors import DataError, ModelError
from relclf.evaluation.baseline import Baseline
from relclf.evaluation.constant import constant_baseline
from relclf.evaluation.gold import gold_from
from relclf.evaluation.metrics import interaction_accuracy, topic_micro_f1

TOPICS = {"energy": "النفط والغاز والكهرباء", "health": "المستشفيات والأدوية واللقاح"}
INTERACTIONS = {
    "visit": "وصل الوزير إلى العاصمة في زيارة رسمية",
    "phone_call": "أجرى الوزير اتصالا هاتفيا بنظيره",
    "none": "ارتفعت درجات الحرارة في المدينة",
}
STATEMENT = "وقال بيان رسمي إن الجانبين بحثا ملفات عدة قبل ظهر اليوم في العاصمة"
FILLER = STATEMENT.split()


def codebook(topics=TOPICS, interactions=INTERACTIONS):
    groups = {"topics": topics, "interactions": interactions}
    data = {
        group: {key: {"ar": key, "en": key} for key in keys}
        for group, keys in groups.items()
        if keys
    }
    return Codebook.from_dict({"name": "small", **data})


def invented(number, seed):
    generator = np.random.default_rng(seed)
    articles = []
    for index in range(number):
        topics = tuple(key for key in TOPICS if generator.random() < 0.4)
        interaction = list(INTERACTIONS)[generator.integers(3)]
        words = [*FILLER, *(TOPICS[key] for key in topics)]
        generator.shuffle(words)
        planned = interaction != "none" and generator.random() < 0.4
        articles.append(
            CodedArticle(
                text=f"{INTERACTIONS[interaction]} {'غدا' if planned else 'أمس'} {' '.join(words)}",
                id=f"{seed}-{index}",
                topics=topics,
                interaction=interaction,
                status=None if interaction == "none" else "planned" if planned else "held",
            )
        )
    return articles


@pytest.fixture(scope="module")
def fitted():
    return Baseline().fit(invented(60, 0), codebook())


def test_it_beats_the_constant_baseline(fitted):
    articles = invented(60, 1)
    gold = gold_from(articles, codebook())
    decisions = fitted.decide(fitted.predict_proba(articles))
    constant = constant_baseline(gold_from(invented(60, 0), codebook()), 3).decisions(60)
    assert topic_micro_f1(gold.topics, decisions.topics) > 0.9
    assert topic_micro_f1(gold.topics, constant.topics) < 0.7
    assert interaction_accuracy(gold.interactions, decisions.interactions) > 0.9
    assert interaction_accuracy(gold.interactions, constant.interactions) < 0.6


def test_probabilities_are_probabilities(fitted):
    probabilities = fitted.predict_proba(invented(20, 2))
    assert probabilities.topics.shape == (20, 2)
    assert ((probabilities.topics >= 0) & (probabilities.topics <= 1)).all()
    assert probabilities.interactions.sum(axis=1) == pytest.approx(np.ones(20))
    assert ((probabilities.planned > 0) & (probabilities.planned < 1)).all()


def test_alone_in_a_batch_and_in_any_order_the_probabilities_are_the_same(fitted):
    articles = invented(10, 3)
    together = fitted.predict_proba(articles)
    backwards = fitted.predict_proba(articles[::-1])
    assert backwards.topics[::-1] == pytest.approx(together.topics)
    for row, article in enumerate(articles):
        alone = fitted.predict_proba([article])
        assert alone.interactions[0] == pytest.approx(together.interactions[row])
        assert alone.planned[0] == pytest.approx(together.planned[row])


def test_one_seed_twice_is_identical(fitted):
    again = Baseline().fit(invented(60, 0), codebook())
    assert (again.thresholds == fitted.thresholds).all()
    articles = invented(10, 3)
    assert (again.predict_proba(articles).topics == fitted.predict_proba(articles).topics).all()


def test_articles_that_are_not_judged_teach_nothing():
    known = invented(40, 0)
    misleading = [
        CodedArticle(text=TOPICS["energy"], id=f"m{index}", topics=(), unsure_topics=("energy",))
        for index in range(60)
    ]
    fitted = Baseline().fit([*known, *misleading], codebook())
    probabilities = fitted.predict_proba([Article(text=f"أمس {TOPICS['energy']}")])
    assert probabilities.topics[0, 0] > 0.5
    assert fitted.decide(probabilities).topics[0, 0]


def test_labels_with_one_class_in_training():
    articles = [
        CodedArticle(text=f"{TOPICS['energy']} {word}", topics=("energy",), interaction="visit")
        for word in FILLER
    ]
    fitted = Baseline().fit(articles, codebook())
    probabilities = fitted.predict_proba(articles[:3])
    assert (probabilities.topics == [1, 0]).all()
    assert (probabilities.interactions == [1, 0, 0]).all()
    assert (probabilities.planned == 0).all()
    assert (fitted.decide(probabilities).topics == [True, False]).all()


def test_an_interaction_that_training_lacks_has_probability_zero():
    articles = [a for a in invented(40, 0) if a.interaction != "phone_call"]
    probabilities = Baseline().fit(articles, codebook()).predict_proba(articles[:5])
    assert (probabilities.interactions[:, 1] == 0).all()
    assert probabilities.interactions.sum(axis=1) == pytest.approx(np.ones(5))


def test_a_topic_with_a_single_positive_is_fitted():
    articles = [
        CodedArticle(text=f"خبر {word}", topics=("energy",) if index == 0 else ())
        for index, word in enumerate(FILLER)
    ]
    fitted = Baseline().fit(articles, codebook(interactions={}))
    assert np.isfinite(fitted.thresholds).all()


def test_a_codebook_with_one_kind_of_label():
    articles = invented(30, 0)
    topics_only = Baseline().fit(articles, codebook(interactions={})).predict_proba(articles)
    assert topics_only.interactions.shape == (30, 0)
    assert np.isnan(topics_only.planned).all()
    interactions_only = Baseline().fit(articles, codebook(topics={}))
    probabilities = interactions_only.predict_proba(articles)
    assert probabilities.topics.shape == (30, 0)
    assert interactions_only.decide(probabilities).topics.shape == (30, 0)


def test_no_articles_have_no_probabilities(fitted):
    assert fitted.predict_proba([]).interactions.shape == (0, 3)


def test_what_is_not_coded_or_not_fitted_is_an_error():
    with pytest.raises(ModelError, match="not fitted; call fit"):
        Baseline().predict_proba([Article(text="خبر")])
    bare = [CodedArticle(text="خبر"), CodedArticle(text="خبر", topics=())]
    with pytest.raises(DataError, match="none of the 1 training articles has topics coded"):
        Baseline().fit(bare[:1], codebook())
    with pytest.raises(DataError, match="none of the 2 training articles has an interaction"):
        Baseline().fit(bare, codebook())
