"""A review: predictions one after the other, least sure first, each confirmed or corrected."""

import threading
from collections.abc import Callable

from relclf.app.many.results import Results, Row
from relclf.app.review.corrections import Corrections
from relclf.app.review.draft import Draft

__all__ = ["Review"]


class Review:
    """Where a review stands, and what was changed of the article that it stands at.

    It begins at the first article whose codes are not saved yet.

    Args:
        results: The predictions.
        corrections: The file to save to.
    """

    def __init__(self, results: Results, corrections: Corrections) -> None:
        self.results = results
        self.corrections = corrections
        self.lock = threading.RLock()
        """Held while something is changed: two clicks may come at once."""
        self._places = results.places("unsure")
        self._at = 0
        self._drafts: list[Draft] = []
        self.label = ""
        """The label whose evidence is shown and marked."""
        self._arrive(self._next_open(0))

    @property
    def total(self) -> int:
        """How many articles there are."""
        return len(self._places)

    @property
    def position(self) -> int:
        """Which one it stands at, from 1."""
        return self._at + 1

    @property
    def reviewed(self) -> int:
        """How many of them are saved."""
        return sum(id_ in self.corrections.codes for _, id_ in self._places)

    @property
    def row(self) -> Row:
        """The article and its prediction."""
        return self._row

    @property
    def draft(self) -> Draft:
        """The codes as they would be saved now."""
        return self._drafts[-1]

    @property
    def is_saved(self) -> bool:
        """Whether codes of the article are saved, as they are or as they were."""
        return self.row.article.id in self.corrections.codes

    @property
    def is_changed(self) -> bool:
        """Whether the codes differ from those that were predicted, or saved before."""
        return self.draft != self._drafts[0]

    def change(self, change: Callable[[Draft], Draft]) -> None:
        """Change the codes; what changes nothing is not remembered."""
        draft = change(self.draft)
        if draft != self.draft:
            self._drafts.append(draft)
        self._choose_label()

    def choose(self, label: str) -> None:
        """Choose the label whose evidence is shown."""
        if label in self.draft.labels:
            self.label = label

    def save(self) -> None:
        """Save the codes, and go on to the next article that is not saved.

        Raises:
            DataError: If the codes contradict each other.
            OutputError: If they cannot be written.
        """
        self.corrections.save(self.draft.coded(self.results.codebook))
        self._arrive(self._next_open(self._at))

    def go(self, step: int) -> None:
        """Go to an article before or behind; changes that are not saved are given up."""
        self._arrive(max(0, min(self._at + step, self.total - 1)))

    def undo(self) -> bool:
        """Take back the latest change of the article, or else the latest save.

        Returns:
            Whether there was anything to take back.

        Raises:
            OutputError: If the file cannot be written.
        """
        if len(self._drafts) > 1:
            self._drafts.pop()
            self._choose_label()
            return True
        id_ = self.corrections.undo()
        if id_ is None:
            return False
        self._arrive([id_ for _, id_ in self._places].index(id_))
        return True

    def _next_open(self, at: int) -> int:
        """Return the first place from here on, or else from the start, that is not saved."""
        around = [*range(at, self.total), *range(at)]
        codes = self.corrections.codes
        return next((place for place in around if self._places[place][1] not in codes), at)

    def _arrive(self, at: int) -> None:
        self._at = at
        number, id_ = self._places[at]
        self._row = self.results.row(number)
        saved = self.corrections.codes.get(id_)
        article, said = self._row.article, self._row.prediction
        self._drafts = [Draft.predicted(article, said) if saved is None else Draft.saved(saved)]
        self.label = ""
        self._choose_label()

    def _choose_label(self) -> None:
        labels = self.draft.labels
        if self.label not in labels:
            self.label = labels[0] if labels else ""
