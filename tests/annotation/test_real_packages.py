"""What is written, through the tools' own packages, where they are installed."""

import json
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import pytest

from relclf.annotation.exports import Exports
from relclf.annotation.folders import Item, fill_folder
from relclf.articles import CodedArticle, Evidence
from relclf.codebook import Codebook
from relclf.prediction import Prediction

EMOJI = CodedArticle(
    "خبر 😀 عن\r\nالطاقة & <b>الصحة</b>.",
    id="e1",
    title="عنوان 😀",
    source="وكالة",
    topics=("health", "energy"),
    main_topics=("energy",),
    unsure_topics=("culture",),
    interaction="agreement",
    secondary_interaction="visit",
    status="planned",
    parties=("BHR", "USA"),
    evidence=Evidence(("title", (0, 3)), {"energy": ((10, 16),), "health": ((10, 16), (4, 5))}),
)
SAID = Prediction(
    id="e1",
    topics=("energy",),
    interaction="visit",
    planned=False,
    topic_probabilities={"energy": 0.9, "health": 0.3, "culture": 0.1},
    interaction_probabilities={"visit": 0.8, "agreement": 0.1, "none": 0.1},
    planned_probability=0.2,
    evidence=Evidence(("title",), {"energy": ((10, 16),)}),
    coverage=1.0,
    model="relclf-embedded-0.3",
)


def items(articles: list[CodedArticle]) -> list[Item]:
    made: list[Item] = [(article, None) for article in articles]
    bare = CodedArticle(EMOJI.text, id="u1", title=EMOJI.title)
    return [*made, (EMOJI, SAID), (bare, SAID)]


def test_label_studio_accepts_and_converts_it(
    codebook: Codebook, coded_articles: list[CodedArticle], tmp_path: Path
) -> None:
    pytest.importorskip("label_studio_sdk")
    from label_studio_sdk.converter import Converter
    from label_studio_sdk.converter.converter import Format
    from label_studio_sdk.label_interface import LabelInterface

    fill_folder(tmp_path, "label-studio", items(coded_articles), codebook)
    config = (tmp_path / "label-config.xml").read_text(encoding="utf-8")
    interface = LabelInterface(config)
    interface.validate()
    tasks: list[dict[str, Any]] = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    for task in tasks:
        assert interface.validate_task({"data": task["data"]})
        for annotation in task.get("annotations", []):
            assert interface.validate_annotation(annotation)
        for prediction in task.get("predictions", []):
            assert interface.validate_prediction(prediction, return_errors=True) == []
    # The validator refuses what is wrong, or the checks above would say nothing.
    wrong = json.loads(json.dumps(tasks[-2]["annotations"][0]))
    wrong["result"][0]["value"]["choices"] = ["energie"]
    assert not interface.validate_annotation(wrong)

    coded = [task | {"id": number} for number, task in enumerate(tasks) if "annotations" in task]
    for task in coded:
        for annotation in task["annotations"]:
            annotation |= {"id": 1, "completed_by": {"id": 1, "email": "amal@x.org"}}
    (tmp_path / "export.json").write_text(json.dumps(coded), encoding="utf-8")
    Converter(config=config, project_dir=None).convert(
        str(tmp_path / "export.json"), str(tmp_path / "min"), Format.JSON_MIN, is_dir=False
    )
    [path] = (tmp_path / "min").glob("*.json")
    rows = json.loads(path.read_text(encoding="utf-8"))
    [row] = [row for row in rows if row["title"] == EMOJI.title]
    assert row["interaction"] == "agreement"
    assert row["topics"] == {"choices": ["health", "energy"]}
    text = row["text"]
    marked = {(mark["labels"][0], text[mark["start"] : mark["end"]]) for mark in row["evidence"]}
    assert ("energy", "الطاقة") in marked
    assert ("health", "😀") in marked
    codings = list(Exports([str(tmp_path / "export.json")], "label-studio", codebook))
    assert [coding.article for coding in codings] == [*coded_articles, EMOJI]


def test_argilla_reads_and_writes_it(
    codebook: Codebook,
    coded_articles: list[CodedArticle],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    argilla = pytest.importorskip("argilla")
    from argilla.records._io import JsonIO

    # Without a server there is no client; nothing below asks for more.
    monkeypatch.setattr(argilla.Argilla, "_get_default", lambda: MagicMock())
    fill_folder(tmp_path, "argilla", items(coded_articles), codebook)
    settings = argilla.Settings.from_json(tmp_path / ".argilla/settings.json")
    settings.validate()
    evidence = settings.questions["evidence"]
    assert (evidence.field, evidence.allow_overlapping) == ("text", True)
    assert argilla.Dataset._load_dataset_model(tmp_path / ".argilla/dataset.json").name == "small"
    records = JsonIO._records_from_json(tmp_path / "records.json")
    for record in records:
        record.api_model()
    last = {suggestion.question_name: suggestion for suggestion in records[-1].suggestions}
    assert (last["interaction"].value, last["interaction"].score) == ("visit", 0.8)
    assert last["topics"].agent == "relclf-embedded-0.3"
    for suggestion in records[-2].suggestions:
        response = argilla.Response(suggestion.question_name, suggestion.value, user_id="u1")
        records[-2].responses.add(response)
    JsonIO.to_json(records, tmp_path / "export.json")
    codings = list(Exports([str(tmp_path / "export.json")], "argilla", codebook))
    assert [coding.article for coding in codings[:-1]] == [*coded_articles, EMOJI]
    assert [coding.annotator for coding in codings[-3:]] == [None, "u1", None]
