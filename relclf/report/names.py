"""What the figures are called on the page, and what they mean."""

__all__ = ["FIGURES", "GROUP_FIGURES"]

FIGURES = {
    "topic_micro_f1": (
        "Topics, micro F1",
        "F1 of all decisions on topics together; frequent topics count most.",
    ),
    "topic_macro_f1": (
        "Topics, macro F1",
        "Mean of the topics' F1: each topic counts alike, however rare.",
    ),
    "topic_mean_average_precision": (
        "Topics, mean average precision",
        "How well the probabilities rank the articles, whatever the thresholds.",
    ),
    "interaction_accuracy": ("Interaction, accuracy", "Share of articles with the right one."),
    "interaction_macro_f1": (
        "Interaction, macro F1",
        "Mean of the interactions' F1: each counts alike, however rare.",
    ),
    "interaction_accuracy_surest_half": (
        "Interaction, accuracy of the surest half",
        "Of the half of the articles with the highest probabilities.",
    ),
    "planned_f1": ("Planned contacts, F1", "Held or planned, over all contacts in the gold."),
    "planned_accuracy": (
        "Held or planned, accuracy",
        "Where both the gold and the classifier see a contact.",
    ),
    "evidence_top1_topics": (
        "Evidence of topics, top 1",
        "How often the strongest segment of a gold topic is one that the coder marked.",
    ),
    "evidence_top1_interaction": (
        "Evidence of the interaction, top 1",
        "How often the strongest segment of the gold interaction is one that the coder marked.",
    ),
    "topic_calibration_error": (
        "Topics, calibration error",
        "Mean gap between probability and frequency (10 bins of equal mass); 0 is best.",
    ),
    "interaction_calibration_error": (
        "Interaction, calibration error",
        "The same, of the most probable interaction.",
    ),
    "share_without_topics": (
        "Articles without a topic",
        "Share of articles to which no topic is given.",
    ),
}
"""By figure, in the order of the page: its name and what it means."""

GROUP_FIGURES = ("topic_micro_f1", "topic_macro_f1", "interaction_accuracy")
"""What is shown of each group of articles."""
