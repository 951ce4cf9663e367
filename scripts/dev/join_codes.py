"""Join codes with the articles that they are of: a development script.

The codes of real news may be shared, its text may not. So `configs/embedded/codes.jsonl.gz` holds
ids, labels and offsets, and whoever has the articles makes coded articles of them. A record of
`configs/embedded/edits.jsonl.gz` is of an article that was changed: it names its `base`, and the
words that take the place of which characters of its title and its text.

    python scripts/dev/join_codes.py --codes configs/embedded/{codes,edits}.jsonl.gz \
        --articles corpus/{news,train}.jsonl.gz --output data/news-coded.jsonl

Where a coding was about interactions, its topics can be left open: `--topics` names the codes of
the articles whose topics count.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from relclf import Article
from relclf.atomic import write_text
from relclf.readers import read_articles
from relclf.states import apply_edits


def main() -> None:
    """Read the arguments, join, and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--codes", type=Path, nargs="+", required=True)
    parser.add_argument("--topics", type=Path, nargs="+", help="leave all others' topics open")
    parser.add_argument("--articles", nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    # The last code of an article counts: a later file may mend those of an earlier one.
    codes = list({r["id"]: r for path in arguments.codes for r in _records(path)}.values())
    if arguments.topics:
        judged = {record["id"] for path in arguments.topics for record in _records(path)}
        codes = [record if record["id"] in judged else _without_topics(record) for record in codes]
    wanted = {_base(record) for record in codes}
    found = {
        article.id: article for article in read_articles(arguments.articles) if article.id in wanted
    }
    if missing := wanted - found.keys():
        sys.exit(f"{len(missing)} codes have no article, such as {min(missing)}")
    lines = [
        json.dumps(_joined(record, found[_base(record)]), ensure_ascii=False) for record in codes
    ]
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    write_text(arguments.output, "\n".join(lines) + "\n")
    print(f"{arguments.output}: {len(lines)} coded articles")


def _records(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _without_topics(record: dict[str, Any]) -> dict[str, Any]:
    evidence = {**record["evidence"], "topics": {}}
    return {**record, "topics": None, "unsure_topics": [], "evidence": evidence}


def _base(record: Mapping[str, Any]) -> str:
    base: str = record.get("base", record["id"])
    return base


def _joined(record: dict[str, Any], article: Article) -> dict[str, Any]:
    codes = {key: value for key, value in record.items() if key not in ("base", "edits")}
    edits = record.get("edits", {})
    title, text = (
        apply_edits(getattr(article, field), [(start, end, new) for start, end, new in found])
        for field in ("title", "text")
        for found in [edits.get(field, [])]
    )
    return {"title": title, "text": text, **codes}


if __name__ == "__main__":
    main()
