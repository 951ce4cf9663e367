"""Join codes that are kept without their articles to the articles, by id.

The texts of real articles may not be redistributed; their codes may. A development script: with the
articles at hand it makes what configs/embedded.yaml trains on.

    python scripts/dev/join_codes.py --codes configs/embedded/codes.jsonl.gz \
        --articles corpus/news.jsonl.gz --output data/news-coded.jsonl
"""

import argparse
import gzip
import json
import sys
from pathlib import Path

from relclf.atomic import write_text
from relclf.readers import read_articles


def main() -> None:
    """Read the arguments, join, and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--codes", type=Path, required=True)
    parser.add_argument("--articles", nargs="+", required=True)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    with gzip.open(arguments.codes, "rt", encoding="utf-8") as file:
        codes = {record["id"]: record for record in map(json.loads, file)}
    lines = [
        json.dumps(
            {"title": article.title, "text": article.text, **codes.pop(article.id)},
            ensure_ascii=False,
        )
        for article in read_articles(arguments.articles)
        if article.id in codes
    ]
    if codes:
        sys.exit(f"{len(codes)} codes have no article, such as {min(codes)}")
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    write_text(arguments.output, "\n".join(lines) + "\n")
    print(f"{arguments.output}: {len(lines)} coded articles")


if __name__ == "__main__":
    main()
