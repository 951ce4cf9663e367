"""What the length of a window costs and gives: speed and figures of one model at several lengths.

python scripts/bench/windows.py corpus/validation.jsonl.gz

The same articles are read whole at each length. A short window holds the title again for few
segments; a long one has dearer attention, and is longer than those that the model learned from.
"""

import json
import shutil
import tempfile
from functools import partial
from itertools import islice
from pathlib import Path

from rounds import bench_arguments, in_turns, tell

from relclf import RelationClassifier
from relclf.evaluation.classifier_figures import evaluated_by
from relclf.evaluation.summary import evaluate
from relclf.folder import find_model
from relclf.readers import read_coded

LENGTHS: tuple[int, ...] = (64, 96, 128, 160, 192, 256, 384, 510)
FIGURES = (
    *("topic_micro_f1", "topic_macro_f1", "interaction_accuracy", "interaction_macro_f1"),
    *("evidence_top1_topics", "evidence_top1_interaction"),
)


def with_window(model: Path, length: int, folder: Path) -> RelationClassifier:
    """Load a model as if it had been saved with another length of its windows."""
    copy = folder / str(length)
    shutil.copytree(model, copy)
    settings = json.loads((copy / "config.json").read_text(encoding="utf-8"))
    settings["relclf"]["window"] = length
    (copy / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    return RelationClassifier.from_pretrained(copy)


def main() -> None:
    """Compute the figures at each length, then time all lengths in turns."""
    parser = bench_arguments(__doc__)
    parser.add_argument("articles", nargs="+", help="coded articles")
    parser.add_argument("--model", help="default: the shipped one")
    parser.add_argument("--timed", type=int, default=60, help="articles whose reading is timed")
    options = parser.parse_args()
    model = find_model(options.model)
    own = RelationClassifier.from_pretrained(model)
    coded = list(read_coded(options.articles, own.codebook))
    lengths, rounds, timed = LENGTHS, options.rounds, options.timed
    if options.quick:
        coded, lengths, rounds, timed = coded[:20], LENGTHS[1:4], 2, 10
    with tempfile.TemporaryDirectory() as name:
        made = {length: with_window(model, length, Path(name)) for length in lengths}
    figures = {}
    for length, classifier in made.items():
        found = evaluate(evaluated_by(classifier, coded), n_resamples=0)
        windows = [window for article in coded for window in classifier.windows(article)]
        tokens = sum(len(window.input_ids) for window in windows)
        figures[length] = {
            "tokens_an_article": round(tokens / len(coded)),
            **{figure: found[figure] for figure in FIGURES if figure in found},
        }
        print(length, figures[length], flush=True)
    some = list(islice(coded, timed))
    contenders = {
        f"{length} tokens": partial(classifier.predict, some) for length, classifier in made.items()
    }
    base = min(made, key=lambda length: abs(length - own.settings.window))
    tell(in_turns(contenders, rounds), f"{base} tokens", options.output, figures=figures)


if __name__ == "__main__":
    main()
