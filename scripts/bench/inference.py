"""How fast articles are classified: relclf beside what a user would otherwise run.

    python scripts/bench/inference.py corpus/validation.jsonl.gz

All contenders have the same encoder, the same articles and the same threads. `pipeline` is
transformers' text classification in batches of 16, sorted by length, cut at 512 tokens: what stands
behind is not read. `pipeline, windows` reads it, in windows of 512 that overlap by 64. TF-IDF is
trained on the articles themselves: its speed is what counts here, not its answers.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import torch
from rounds import bench_arguments, in_turns, tell
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

from relclf import RelationClassifier
from relclf.articles import CodedArticle
from relclf.codebook import Codebook
from relclf.evaluation.baseline import Baseline
from relclf.folder import ONNX_FP32, find_model
from relclf.readers import read_coded

CUT, OVERLAP, BATCH = 512, 64, 16


def contenders(
    articles: Sequence[CodedArticle], model: str | None, threads: int
) -> dict[str, Callable[[], object]]:
    """Load every contender, and return what runs each over all articles."""
    torch.set_num_threads(threads)
    folder = find_model(model)
    texts = sorted((f"{article.title}\n{article.text}" for article in articles), key=len)
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

    def cut() -> object:
        return classify(texts, truncation=True, max_length=CUT)

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

    codebook = Codebook.load()
    baseline = Baseline().fit(articles, codebook)
    runs: dict[str, Callable[[], object]] = {"pipeline": cut, "pipeline, windows": windows}
    backends = {"relclf int8": "onnx", "relclf torch": "torch"}
    if (folder / ONNX_FP32).is_file():
        backends["relclf onnx fp32"] = "onnx-fp32"
    for name, backend in backends.items():
        classifier = RelationClassifier.from_pretrained(folder, backend=backend, threads=threads)
        runs[name] = partial(classifier.predict, articles)
    runs["TF-IDF"] = lambda: baseline.predict_proba(articles)
    return runs


def main() -> None:
    """Time the contenders."""
    parser = bench_arguments(__doc__)
    parser.add_argument("articles", nargs="+", help="coded articles")
    parser.add_argument("--model", help="model folder (default: the shipped model)")
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
    runs = contenders(articles, options.model, options.threads)
    seconds = in_turns(runs, options.rounds)
    tell(seconds, "pipeline", options.output, articles=len(articles), threads=options.threads)


if __name__ == "__main__":
    main()
