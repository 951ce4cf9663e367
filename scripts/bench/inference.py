"""How fast articles are classified: relclf beside what a user would otherwise run.

    python scripts/bench/inference.py corpus/validation.jsonl.gz

All contenders have the same encoder, the same articles and the same threads. `pipeline` is
transformers' text classification in batches of 16, sorted by length, cut at 512 tokens: what stands
behind is not read. `pipeline, windows` reads it, in windows of 512 that overlap by 64. SetFit,
where it is installed, embeds the first 512 tokens and asks a regression for each topic. SetFit and
TF-IDF are trained on the articles themselves: their speed is what counts here, not their answers.
"""

import importlib.util
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from rounds import bench_arguments, in_turns, tell
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

from relclf import RelationClassifier
from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.evaluation.baseline import Baseline
from relclf.folder import ONNX_FP32, find_model, shipped_models
from relclf.readers import read_coded

CUT, OVERLAP, BATCH = 512, 64, 16


def contenders(
    articles: Sequence[CodedArticle], models: Sequence[str], threads: int
) -> dict[str, Callable[[], object]]:
    """Load every contender, and return what runs each over all articles."""
    torch.set_num_threads(threads)
    folder = find_model(models[0])
    texts = sorted((f"{article.title}\n{article.text}" for article in articles), key=len)
    runs = pipelines(folder, texts)
    if importlib.util.find_spec("setfit"):
        runs["SetFit"] = setfit(folder, texts)
    backends = {"int8": "onnx", "torch": "torch"}
    if (folder / ONNX_FP32).is_file():
        backends["onnx fp32"] = "onnx-fp32"
    for name, backend in backends.items():
        runs[f"relclf {name}"] = relclf_run(folder, articles, backend, threads)
    for other in models[1:]:
        runs[f"relclf int8, {other}"] = relclf_run(other, articles, "onnx", threads)
    baseline = Baseline().fit(articles, Codebook.load())
    runs["TF-IDF"] = lambda: baseline.predict_proba(articles)
    return runs


def pipelines(folder: Path, texts: Sequence[str]) -> dict[str, Callable[[], object]]:
    """Return transformers' pipeline over the first tokens of each text, and over all."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    network = AutoModelForSequenceClassification.from_pretrained(
        folder, dtype=torch.float32, ignore_mismatched_sizes=True
    )
    classify = pipeline(
        "text-classification",
        model=network,
        tokenizer=tokenizer,
        device="cpu",
        top_k=None,
        batch_size=BATCH,
    )

    def windows() -> object:
        pieces: list[str] = []
        for text in texts:
            found = tokenizer(
                text,
                truncation=True,
                max_length=CUT,
                stride=OVERLAP,
                return_overflowing_tokens=True,
            )
            pieces += [
                str(tokenizer.decode(ids, skip_special_tokens=True)) for ids in found.input_ids
            ]
        return classify(sorted(pieces, key=len), truncation=True, max_length=CUT)

    return {
        "pipeline": lambda: classify(list(texts), truncation=True, max_length=CUT),
        "pipeline, windows": windows,
    }


def setfit(folder: Path, texts: Sequence[str]) -> Callable[[], object]:
    """Return SetFit's prediction with the encoder's mean and a regression for each topic."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Pooling, Transformer
    from setfit import SetFitModel

    encoder = Transformer(str(folder), max_seq_length=CUT)
    size = encoder.get_word_embedding_dimension()
    body = SentenceTransformer(modules=[encoder, Pooling(size)], device="cpu").float()
    topics = len(Codebook.load().topics)
    few = body.encode([text[:200] for text in texts[:4]])
    head = OneVsRestClassifier(LogisticRegression())
    head.fit(few, np.array([[index % 2] * topics for index in range(len(few))]))
    model = SetFitModel(model_body=body, model_head=head, multi_target_strategy="one-vs-rest")
    return lambda: model.predict_proba(list(texts), batch_size=BATCH)


def relclf_run(
    model: str | Path, articles: Sequence[CodedArticle], backend: str, threads: int
) -> Callable[[], object]:
    """Return relclf's prediction with one of its models and backends."""
    classifier = RelationClassifier.from_pretrained(model, backend=backend, threads=threads)
    return partial(classifier.predict, articles)


def main() -> None:
    """Time the contenders."""
    parser = bench_arguments(__doc__)
    parser.add_argument("articles", nargs="+", help="coded articles")
    parser.add_argument(
        "--models",
        nargs="+",
        default=shipped_models(),
        help="folders or shipped models (default: the shipped); all but the first only as int8",
    )
    parser.add_argument("--most", type=int, help="only the first so many articles")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    articles = [
        replace(article, id=str(number))
        for number, article in enumerate(read_coded(options.articles, Codebook.load()))
    ]
    if options.quick:
        options.most, options.rounds = 24, 2
    articles = articles[: options.most]
    runs = contenders(articles, options.models, options.threads)
    seconds = in_turns(runs, options.rounds)
    tell(seconds, "pipeline", options.output, articles=len(articles), threads=options.threads)


if __name__ == "__main__":
    main()
