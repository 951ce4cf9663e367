"""The model that a worker loads, checked to be the driver's."""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from relclf.classifier import RelationClassifier, Thresholds
from relclf.codebook import Codebook
from relclf.decision import thresholds_for
from relclf.errors import ModelError
from relclf.folder import find_model, folder_fingerprint, load_settings
from relclf.output.partial import PairsFrom

__all__ = ["ModelLoader"]


@dataclass(frozen=True)
class ModelLoader:
    """Loads a classifier in whatever process it is called.

    Example:
        >>> from relclf.articles import Article
        >>> pairs = ModelLoader.of(None, threads=1)()
        >>> [said.interaction for _, said in pairs([Article("وصل الوزير في زيارة.", "n1")])]
        ['visit']
    """

    model: str | None
    """An absolute folder, a shipped model's name or a hub id; None is the shipped model."""
    name: str
    """Name of the model."""
    codebook: Codebook
    """Its codebook."""
    fingerprint: str
    """What `folder_fingerprint` gives of the driver's folder."""
    backend: str = "auto"
    """What runs the encoder."""
    threads: int = 1
    """Threads to use."""
    max_windows: int | None = None
    """Most windows of an article that are read."""
    thresholds: Thresholds = None
    """One threshold for all topics, or some topics' own."""

    @classmethod
    def of(
        cls,
        model: str | Path | None,
        *,
        backend: str = "auto",
        threads: int = 1,
        max_windows: int | None = None,
        thresholds: Thresholds = None,
    ) -> "ModelLoader":
        """Look the model up here, so that workers elsewhere can tell whether theirs is the same.

        Args:
            model: As for `RelationClassifier.from_pretrained`.
            backend: As there.
            threads: Threads of each worker.
            max_windows: As there.
            thresholds: As for `RelationClassifier.predict`.

        Raises:
            ModelError: If there is no such model here, or its folder is not as it should be.
            ConfigError: If a threshold is not as it should be.
        """
        folder = find_model(model)
        fingerprint = folder_fingerprint(folder)
        settings, codebook = load_settings(folder)
        thresholds_for(codebook.topic_keys, settings.thresholds, thresholds)
        if model is not None:
            # Workers have another current folder.
            model = os.path.abspath(model) if os.path.isdir(model) else str(model)
        return cls(
            *(model, settings.name, codebook, fingerprint, backend, threads, max_windows),
            thresholds,
        )

    def __call__(self) -> PairsFrom:
        """Load the classifier.

        Raises:
            ModelError: If the model is missing here, or is another than the driver's.
            ConfigError: If an option is not as it should be.
        """
        classifier = RelationClassifier.from_pretrained(
            self.model,
            backend=self.backend,
            threads=self.threads,
            max_windows=self.max_windows,
        )
        folder = find_model(self.model)
        # Afterwards, so that a folder that changes meanwhile is found out.
        here = folder_fingerprint(folder)
        if here != self.fingerprint:
            raise ModelError(
                f"{folder}: the worker's model is another than that of the machine which began "
                f"the run (fingerprint {here}, expected {self.fingerprint}); put the same folder "
                "and the same relclf on every machine."
            )
        return partial(classifier.pairs, thresholds=self.thresholds)
