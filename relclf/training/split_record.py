"""The record of a split: the ids of train, validation and test, and how they were drawn."""

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from relclf.articles import CodedArticle
from relclf.atomic import new_folder, write_text
from relclf.errors import DataError
from relclf.records import record_of

__all__ = ["NAMES", "Leakage", "Split"]

NAMES = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Leakage:
    """What the near-duplicates would have done to a split that does not know them.

    Attributes:
        threshold: Least share of common shingles of a near-duplicate pair.
        pairs: Near-duplicate pairs.
        groups: Groups of more than one article.
        grouped_articles: Articles in these groups.
        pairs_across_if_ungrouped: Pairs that the same seed puts across splits without groups.
    """

    threshold: float
    pairs: int
    groups: int
    grouped_articles: int
    pairs_across_if_ungrouped: int


@dataclass(frozen=True, slots=True)
class Split:
    """The ids of each split, in the order of the articles, and how they were drawn.

    Attributes:
        train: Ids of the articles to train on.
        validation: Ids of the articles for choices.
        test: Ids of the articles that are judged once.
        shares: Shares asked for, in the order train, validation, test.
        seed: Seed of the draw.
        codebook_fingerprint: Fingerprint of the codebook that it was stratified by.
        leakage: The leakage that the grouping prevented.

    Example:
        >>> import tempfile
        >>> leakage = Leakage(0.5, pairs=0, groups=0, grouped_articles=0,
        ...                   pairs_across_if_ungrouped=0)
        >>> split = Split(("a",), ("b",), ("c",), (0.8, 0.1, 0.1), 0, "", leakage)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     split.save(f"{folder}/split.json")
        ...     Split.load(f"{folder}/split.json") == split
        True
    """

    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]
    shares: tuple[float, float, float]
    seed: int
    codebook_fingerprint: str
    leakage: Leakage

    def parts(self, articles: Sequence[CodedArticle]) -> dict[str, list[CodedArticle]]:
        """Sort articles into the splits, in the order of the ids.

        Args:
            articles: The articles that were split, in any order.

        Returns:
            The articles of `train`, `validation` and `test`.

        Raises:
            DataError: If an article of the split is missing, or one is not in the split.
        """
        by_id = {article.id: article for article in articles}
        wanted = {name: getattr(self, name) for name in NAMES}
        all_ids = {article_id for ids in wanted.values() for article_id in ids}
        if odd := sorted(by_id.keys() ^ all_ids):
            missing = [article_id for article_id in odd if article_id in all_ids]
            raise DataError(
                f"the split and the articles disagree: {len(missing)} of its {len(all_ids)} ids "
                f"are missing and {len(odd) - len(missing)} articles are not in it, for example "
                f"{odd[0]!r}. Give the articles that were split, or split again."
            )
        return {name: [by_id[article_id] for article_id in ids] for name, ids in wanted.items()}

    def save(self, path: str | Path) -> None:
        """Write the split as JSON, beside the target first and then renamed.

        Args:
            path: The file; one that is there is replaced.

        Raises:
            OSError: If the file cannot be written.
        """
        write_text(path, json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=1) + "\n")

    def write(self, articles: Sequence[CodedArticle], folder: str | Path) -> None:
        """Write a new folder: `split.json`, and each part's articles as JSON Lines.

        Args:
            articles: The articles that were split.
            folder: The folder, which must not exist.

        Raises:
            ConfigError: If the folder exists.
            DataError: If the articles are not those of the split.
        """
        with new_folder(folder) as beside:
            self.save(beside / "split.json")
            for name, part in self.parts(articles).items():
                lines = [json.dumps(record_of(article), ensure_ascii=False) for article in part]
                write_text(beside / f"{name}.jsonl", "\n".join(lines) + "\n")

    @classmethod
    def load(cls, path: str | Path) -> "Split":
        """Read a split that `save` wrote.

        Args:
            path: The file.

        Returns:
            The split.

        Raises:
            DataError: If the file cannot be read or is not such a split.
        """
        try:
            data = json.loads(Path(path).read_text(encoding="utf-8"))
            data["leakage"] = Leakage(**data["leakage"])
            ids = [article_id for name in NAMES for article_id in data[name]]
            split = cls(**data | {name: tuple(data[name]) for name in (*NAMES, "shares")})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(
                f"{path}: it is not a split ({error!r}); expected the JSON that Split.save writes. "
                "Draw the split again."
            ) from error
        if double := [article_id for article_id, times in Counter(ids).items() if times > 1]:
            raise DataError(
                f"{path}: the id {double[0]!r} occurs twice; an article belongs to one split. "
                "Draw the split again."
            )
        return split
