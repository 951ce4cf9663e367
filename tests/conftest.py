"""What several tests share: small codebooks, invented coded articles and a tiny encoder."""

import json
import os
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from relclf.articles import CodedArticle, Evidence, Span
from relclf.codebook import Codebook
from relclf.normalize import normalize
from relclf.records import record_of

# Tests need no network, and a name that no folder has must not be looked for on a hub.
os.environ["HF_HUB_OFFLINE"] = "1"
# Processes side by side share the processors; so do the threads of each.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from relclf.training.config import Config

TOPICS = {"energy": "الطاقة", "health": "الصحة", "culture": "الثقافة"}
INTERACTIONS = {"visit": "زيارة", "agreement": "اتفاق", "none": "لا شيء"}

OPENINGS = {
    "visit": "وصل وزير خارجية جمهورية النور إلى عاصمة مملكة الرمال في زيارة رسمية.",
    "agreement": "وقّع وزيرا الدولتين أمس مذكرة تفاهم في قصر المؤتمرات بالعاصمة.",
    "none": "أعلنت هيئة الأرصاد هبوب رياح خفيفة على السواحل الشمالية للبلاد.",
}
FUTURE = "ومن المقرر أن يجري ذلك في الأسبوع المقبل بحسب بيان الديوان."
SENTENCES = {
    "energy": "وتناول الجانبان تصدير النفط والغاز والكهرباء عبر الأنابيب الجديدة.",
    "health": "وبحث المسؤولون بناء مستشفى للأطفال وتوفير الأدوية واللقاحات للمرضى.",
    "culture": "وشمل البرنامج معرضًا للمخطوطات ومتحفًا للفنون ومهرجانًا للشعر.",
}
CLOSING = "وشكر الحاضرون المؤسسات التي أسهمت في الإعداد لهذا اليوم."
TITLES = {
    "visit": "وزير خارجية النور يبدأ زيارة رسمية إلى الرمال",
    "agreement": "توقيع مذكرة تفاهم بين البلدين",
    "none": "رياح خفيفة على السواحل",
}
TOPIC_SETS: tuple[tuple[str, ...], ...] = ((), ("energy",), ("health",), ("culture",))


def _codebook(topics: dict[str, str], interactions: dict[str, str]) -> Codebook:
    groups = {"topics": topics, "interactions": interactions}
    labels = {
        group: {key: {"ar": name, "en": key} for key, name in names.items()}
        for group, names in groups.items()
        if names
    }
    return Codebook.from_dict({"name": "small", **labels})


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """Three topics (energy, health, culture) and three interactions (visit, agreement, none)."""
    return _codebook(TOPICS, INTERACTIONS)


@pytest.fixture(scope="session")
def topics_only() -> Codebook:
    """The same topics, no interactions."""
    return _codebook(TOPICS, {})


@pytest.fixture(scope="session")
def interactions_only() -> Codebook:
    """The same interactions, no topics."""
    return _codebook({}, INTERACTIONS)


@pytest.fixture(scope="session")
def coded_articles() -> list[CodedArticle]:
    """Sixteen coded articles whose words give their labels away, with evidence.

    The interaction's evidence is its opening sentence, and that of a topic its sentence; every
    fourth contact is planned. Article n15 has two topics.
    """
    kinds = [*product(INTERACTIONS, TOPIC_SETS)]
    kinds += product(("visit", "agreement"), ((), ("health",)))
    kinds[-1] = ("agreement", ("energy", "health"))
    return [_article(number, *kind) for number, kind in enumerate(kinds)]


def _article(number: int, interaction: str, topics: tuple[str, ...]) -> CodedArticle:
    planned = interaction != "none" and number % 4 == 3
    text, closing = f"{OPENINGS[interaction]}\n", f"{CLOSING} (خبر {number})"
    evidence: dict[str, tuple[Span, ...]] = {}
    for topic in topics:
        evidence[topic] = ((len(text), len(text) + len(SENTENCES[topic])),)
        text += f"{SENTENCES[topic]}\n"
    text += f"{FUTURE}\n{closing}" if planned else closing
    spoken: tuple[Span, ...] = ((0, len(OPENINGS[interaction])), "title")
    return CodedArticle(
        text=text,
        id=f"n{number}",
        title=TITLES[interaction],
        topics=topics,
        interaction=interaction,
        status=None if interaction == "none" else "planned" if planned else "held",
        evidence=Evidence(interaction=() if interaction == "none" else spoken, topics=evidence),
    )


@pytest.fixture(scope="session")
def tokenizer() -> "Tokenizer":
    """WordPiece of the invented words and all letters, which stay as they are, hamza too."""
    from tokenizers.implementations import BertWordPieceTokenizer

    sentences = [*OPENINGS.values(), *SENTENCES.values(), *TITLES.values(), FUTURE, CLOSING]
    words = {
        word.strip(".")
        for sentence in sentences
        for word in normalize(sentence, "basic").text.split()
    }
    letters = [*"ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي0123456789.()؟،"]
    marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*marks, *letters, *(f"##{letter}" for letter in letters), *sorted(words)]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    return BertWordPieceTokenizer(vocabulary, strip_accents=False, lowercase=False)._tokenizer


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory, tokenizer: "Tokenizer") -> Path:
    """A folder with a BERT of random weights (2 layers of 32) and the tokenizer above.

    It has config.json, model.safetensors and tokenizer.json, three token types and 256 positions.
    """
    import torch
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    folder = tmp_path_factory.mktemp("encoder")
    marks = {name: f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, **{f"{name}_token": mark for name, mark in marks.items()}
    ).save_pretrained(folder)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        BertModel(
            BertConfig(
                vocab_size=tokenizer.get_vocab_size(),
                hidden_size=32,
                num_hidden_layers=2,
                num_attention_heads=2,
                intermediate_size=64,
                max_position_embeddings=256,
                type_vocab_size=3,
                pad_token_id=tokenizer.token_to_id("[PAD]"),
            )
        ).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_config(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> "Config":
    """A configuration that trains the tiny encoder on `coded_articles` in a second."""
    from relclf.training.config import Config, Data, Model, Training

    return Config(
        data=Data(train=["coded.jsonl"], validation=["coded.jsonl"]),
        model=Model(encoder=str(tiny_encoder), window=64),
        training=Training(
            epochs=6,
            batch_size=4,
            accumulation=1,
            learning_rate=3e-3,
            head_learning_rate=3e-2,
            precision="fp32",
        ),
        output=str(tmp_path_factory.mktemp("run") / "out"),
        name="tiny",
    )


@pytest.fixture(scope="session")
def coded_files(
    coded_articles: list[CodedArticle], codebook: Codebook, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """`coded_articles` and their codebook as files."""
    folder = tmp_path_factory.mktemp("coded")
    lines = [json.dumps(record_of(article), ensure_ascii=False) for article in coded_articles]
    (folder / "coded.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    codebook.save(folder / "codebook.yaml")
    return {"coded": str(folder / "coded.jsonl"), "codebook": str(folder / "codebook.yaml")}


@pytest.fixture(scope="session")
def tiny_model(tiny_config: "Config", coded_files: dict[str, str]) -> Path:
    """A model folder that `relclf.training.recipe.train` made of the tiny encoder."""
    from dataclasses import replace

    from relclf.training.config import Data
    from relclf.training.recipe import train

    coded = coded_files["coded"]
    data = Data([coded], [coded], codebook=coded_files["codebook"])
    return train(replace(tiny_config, data=data))
