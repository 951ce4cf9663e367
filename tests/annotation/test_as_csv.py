"""CSV for spreadsheets: harmless there, and nothing lost."""

import csv
from dataclasses import replace

import pytest

from relclf.annotation.as_csv import COLUMNS, article_of_row, row_of
from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.errors import DataError

ARTICLE = CodedArticle(
    "=HYPERLINK(1)",
    id="n1",
    title="'-1",
    topics=(),
    interaction="visit",
    parties=("@BHR", "USA"),
    evidence=Evidence(("title", (0, 10))),
)


def cells(article: CodedArticle) -> dict[str, str]:
    [row] = csv.reader([row_of(article)])
    return dict(zip(COLUMNS, row, strict=True))


def test_no_cell_is_a_formula() -> None:
    row = cells(ARTICLE)
    assert row["text"] == "'=HYPERLINK(1)"
    assert (row["title"], row["parties"]) == ("''-1", "'@BHR;USA")
    assert cells(replace(ARTICLE, title="'خبر"))["title"] == "'خبر"
    assert row["evidence"] == '{"interaction": ["title", [1, 11]], "topics": {}}'
    assert (row["topics"], row["main_topics"]) == ("[]", "")


def test_the_apostrophe_is_taken_off_again(codebook: Codebook) -> None:
    row = {name: cell for name, cell in cells(ARTICLE).items() if cell}
    record = row | {
        "topics": [],
        "parties": row["parties"].split(";"),
        "evidence": {"interaction": ["title", [1, 11]], "topics": {}},
    }
    assert article_of_row(record, "a.csv:2", codebook) == ARTICLE
    # Who marks the apostrophe too, marks the first character.
    record["evidence"] = {"interaction": [[0, 11]]}
    changed = article_of_row(record, "a.csv:2", codebook)
    assert changed.evidence == Evidence(((0, 10),))


@pytest.mark.parametrize("party", ["a;b", " a", "[]"])
def test_a_party_that_a_list_cannot_hold_is_named(party: str) -> None:
    with pytest.raises(DataError, match="article 'n1': parties: a CSV cell cannot hold"):
        row_of(replace(ARTICLE, parties=(party,)))


def test_nul_is_named() -> None:
    with pytest.raises(DataError, match="article 'n1': title: CSV cannot hold NUL"):
        row_of(replace(ARTICLE, title="ن\x00"))
