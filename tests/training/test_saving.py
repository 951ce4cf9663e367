"""What a saved model says of itself."""

from relclf.codebook import Codebook
from relclf.decision import Calibration
from relclf.folder import Settings
from relclf.training.card import model_card

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


def test_the_card_of_a_codebook_without_interactions_says_so(topics_only: Codebook) -> None:
    assert "not in this codebook" in model_card(SETTINGS, topics_only, {"articles": 1})
