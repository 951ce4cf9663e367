"""What a saved model says of itself."""

from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.decision import Calibration
from relclf.folder import Settings
from relclf.report.card import model_card
from relclf.report.training_data import describe

SETTINGS = Settings("mine", "basic", 64, "votes", 3, 3, Calibration(), {})


def test_the_card_names_the_model_and_its_figures(codebook: Codebook) -> None:
    metrics = {"articles": 40, "topic_micro_f1": 0.612}
    card = model_card(SETTINGS, codebook, metrics)
    assert "# mine" in card
    assert "0.612" in card
    assert "5 folds" not in card
    fitted = {"topic_micro_f1": 0.5512, "topic_macro_f1": 0.4}
    assert "0.551" in model_card(SETTINGS, codebook, {**metrics, "cross_fitted": fitted})
    alone = {"interaction_accuracy": 0.612, "interaction_macro_f1": 0.412}
    assert "0.612" in model_card(SETTINGS, codebook, {**metrics, "without_lexical": alone})


def test_the_card_shows_figures_of_other_articles_and_the_limits_of_its_training(
    codebook: Codebook, coded_articles: list[CodedArticle]
) -> None:
    described = describe(coded_articles, codebook)
    assert described["articles"] == 16
    assert described["labels"]["visit"] == 6
    metrics = {"articles": 40, "topic_micro_f1": 0.612, "training_data": described}
    card = model_card(SETTINGS, codebook, metrics, {"articles": 7, "topic_micro_f1": 0.333})
    assert "0.333" in card
    assert "0.612" not in card
    assert "On 7 articles that were given to `relclf evaluate`" in card
    assert "- 16 training articles" in card
    assert "`visit` (6)" in card


def test_the_card_of_a_codebook_without_interactions_says_so(topics_only: Codebook) -> None:
    assert "not in this codebook" in model_card(SETTINGS, topics_only, {"articles": 1})
