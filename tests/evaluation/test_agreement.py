"""Agreement of coders: against published examples, and its laws."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relclf.articles import CodedArticle, Evidence
from relclf.cli import main
from relclf.codebook import Codebook
from relclf.errors import DataError
from relclf.evaluation.agreement import Coding, agreement
from relclf.evaluation.disagreements import disagreements
from relclf.records import record_of

KEYS = ("energy", "health", "culture")
LABELS = ("visit", "agreement", "none")


def coding(*articles: CodedArticle) -> Coding:
    return {article.id: article for article in articles}


def coded(id_: str, topics: str = "", interaction: str | None = "none") -> CodedArticle:
    chosen = tuple(key for key in KEYS if key[0] in topics)
    return CodedArticle("نص", id=id_, topics=chosen, interaction=interaction)


# Krippendorff, 2011, "Computing Krippendorff's Alpha-Reliability", section C: four observers,
# twelve units, some left out; nominal alpha is 0.743.
OBSERVERS = {
    "A": "1.2.3.3.2.1.4.1.2.-.-.-",
    "B": "1.2.3.3.2.2.4.1.2.5.-.3",
    "C": "-.3.3.3.2.3.4.2.2.5.1.-",
    "D": "1.2.3.3.2.4.4.1.2.5.1.-",
}


def test_alpha_is_that_of_krippendorffs_example(codebook: Codebook) -> None:
    codings = {
        name: coding(
            *(
                coded(f"u{unit}", interaction=value)
                for unit, value in enumerate(values.split("."))
                if value != "-"
            )
        )
        for name, values in OBSERVERS.items()
    }
    found = agreement(codings, codebook)
    assert found["interaction"]["alpha"] == pytest.approx(0.743, abs=0.0005)
    assert (found["articles"], found["alone"]) == (11, 1)


def test_topics_are_compared_as_sets(codebook: Codebook) -> None:
    # By hand: distances (Passonneau, 2006) 0, 1 - 2/3 * 1/2 and 1, and of all pairs of the six sets
    # {e}, {e}, {e}, {e, h}, {h}, {}: MASI 10.667, Jaccard 10 (two of {e} and {e, h} are a half).
    first = coding(coded("a", "e"), coded("b", "e"), coded("c", "h"))
    second = coding(coded("a", "e"), coded("b", "eh"), coded("c", ""))
    found = agreement({"one": first, "two": second}, codebook)["topics"]
    observed = {"masi": (0 + 2 / 3 + 1) / 3, "jaccard": (0 + 1 / 2 + 1) / 3}
    far = {"masi": 3 * 2 / 3 + 3 + 3 + 2 / 3 + 1 + 1, "jaccard": 3 / 2 + 3 + 3 + 1 / 2 + 1 + 1}
    for name, distance in observed.items():
        assert found[f"alpha_{name}"] == pytest.approx(1 - distance / (far[name] / 15))
    assert found["jaccard"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert found["micro_f1"] == pytest.approx(2 * 2 / 6)
    assert found["agreement"] == pytest.approx(1 / 3)


def test_kappa_of_a_label_is_cohens(codebook: Codebook) -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa 0.4.
    answers = ["ee"] * 20 + ["e-"] * 5 + ["-e"] * 10 + ["--"] * 15
    one, two = (
        coding(*(coded(str(n), pair[side]) for n, pair in enumerate(answers))) for side in (0, 1)
    )
    found = agreement({"one": one, "two": two}, codebook)
    assert found["labels"]["energy"] == {"kappa": pytest.approx(0.4), "both": 20, "one": 15}
    assert found["labels"]["health"]["kappa"] is None


def test_a_doubted_topic_counts_for_nobody(codebook: Codebook) -> None:
    sure = coding(coded("a", "eh"), coded("b", "h"))
    unsure = coding(replace(coded("a", "h"), unsure_topics=("energy",)), coded("b", "h"))
    found = agreement({"one": sure, "two": unsure}, codebook)
    assert found["topics"]["agreement"] == 1.0
    assert found["labels"]["energy"] == {"kappa": None, "both": 0, "one": 0}
    [left] = disagreements({"one": sure, "two": unsure})
    assert (left["field"], left["one"], left["two"]) == ("energy", "yes", "unsure")


def test_evidence_is_compared_where_both_gave_the_label(codebook: Codebook) -> None:
    first = replace(
        coded("a", "eh", "visit"),
        evidence=Evidence(("title", (0, 10)), {"energy": ((0, 10),), "health": ((20, 30),)}),
    )
    second = replace(
        coded("a", "e", "visit"),
        evidence=Evidence(((5, 15),), {"energy": ((5, 15),), "culture": ((0, 5),)}),
    )
    found = agreement({"one": coding(first), "two": coding(second)}, codebook)["evidence"]
    assert found == {"overlap": 1.0, "jaccard": pytest.approx((5 / 15 + 5 / 16) / 2), "labels": 2}


SETS = st.lists(
    st.tuples(st.sampled_from(["", "e", "h", "eh", "ehc"]), st.sampled_from(LABELS)),
    min_size=1,
    max_size=6,
)


@given(codes=SETS)
def test_a_coding_agrees_with_itself(codebook: Codebook, codes: list[tuple[str, str]]) -> None:
    one = coding(*(coded(str(n), *code) for n, code in enumerate(codes)))
    found = agreement({"one": one, "two": one}, codebook)
    for part, names in {
        "interaction": ("alpha", "kappa", "agreement"),
        "topics": ("alpha_masi", "alpha_jaccard", "jaccard", "agreement"),
    }.items():
        assert [found[part][name] for name in names] == [1.0] * len(names)
    assert not list(disagreements({"one": one, "two": one}))


@given(first=SETS, second=SETS)
def test_the_order_of_the_coders_does_not_matter(
    codebook: Codebook, first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    one, two = (
        coding(*(coded(str(n), *code) for n, code in enumerate(codes))) for codes in (first, second)
    )
    there = agreement({"one": one, "two": two}, codebook)
    back = agreement({"two": two, "one": one}, codebook)
    for part in ("interaction", "topics"):
        for name, value in there[part].items():
            assert back[part][name] == (None if value is None else pytest.approx(value))


def test_codings_of_other_articles_are_refused(codebook: Codebook) -> None:
    with pytest.raises(DataError, match=r"no article was coded twice.*one: 1 articles such as 'a'"):
        agreement({"one": coding(coded("a")), "two": coding(coded("b"))}, codebook)
    with pytest.raises(DataError, match="1 coding, expected two"):
        agreement({"one": coding(coded("a"))}, codebook)


def test_the_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    files = []
    for name, topics in (("one", ("energy", "health")), ("two", ("energy",))):
        article = CodedArticle("نص", id="a", title="=1+1", topics=topics, interaction="visit")
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps(record_of(article)) + "\n", encoding="utf-8")
        files.append(str(path))
    output = tmp_path / "found"
    assert main(["agreement", *files, "--output", str(output)]) == 0
    printed = capsys.readouterr()
    assert "interaction: Krippendorff's alpha" in printed.out
    assert "1 disagreements" in printed.err
    figures = json.loads((output / "agreement.json").read_text(encoding="utf-8"))
    assert figures["topics"]["jaccard"] == 0.5
    lines = (output / "disagreements.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[1] == "a,'=1+1,health,yes,no"
    assert main(["agreement", files[0], files[0]]) == 2
    assert "a file is named twice" in capsys.readouterr().err
