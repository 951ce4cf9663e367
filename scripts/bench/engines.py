"""The same windows on several engines, one thread each, and how near the limit they come.

    python scripts/bench/engines.py corpus/validation.jsonl.gz --model MODEL

MODEL has `onnx/model_fp32.onnx` beside `onnx/model.onnx` (relclf export --keep_fp32). OpenVINO runs
both files where it is installed. The limit is what one large product of 8-bit integers reaches in
onnxruntime on this processor; a network's share counts only the products of its linear layers.
"""

import importlib.util
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper
from rounds import bench_arguments, in_turns, tell

from relclf import RelationClassifier
from relclf.backends.onnx import feed_of
from relclf.backends.sessions import open_session
from relclf.folder import ONNX_FP32, ONNX_INT8, find_model
from relclf.readers import read_articles

ROWS, INNER, COLUMNS = 4096, 1536, 1536
Feeds = list[dict[str, Any]]


def onnxruntime_run(path: str | bytes, feeds: Feeds) -> Callable[[], object]:
    """Return what runs all windows on one thread of onnxruntime."""
    session = open_session(path)
    return lambda: [session.run(None, feed) for feed in feeds]


def openvino_run(path: str, feeds: Feeds) -> Callable[[], object]:
    """Return what runs all windows on one thread of OpenVINO, activations in fp32."""
    import openvino

    settings = {
        "INFERENCE_NUM_THREADS": 1,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "f32",
    }
    core = openvino.Core()
    request = core.compile_model(core.read_model(path), "CPU", settings).create_infer_request()
    return lambda: [request.infer(feed)[0].copy() for feed in feeds]


def large_product() -> tuple[Callable[[], object], int]:
    """Return one product of 8-bit integers, and how many operations it takes."""
    weights = np.random.default_rng(0).integers(-127, 127, (INNER, COLUMNS), np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["a", "b"], ["c"])],
        "product",
        [helper.make_tensor_value_info("a", TensorProto.UINT8, [ROWS, INNER])],
        [helper.make_tensor_value_info("c", TensorProto.INT32, [ROWS, COLUMNS])],
        [onnx.numpy_helper.from_array(weights, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    feed = {"a": np.random.default_rng(1).integers(0, 255, (ROWS, INNER), np.uint8)}
    return onnxruntime_run(model.SerializeToString(), [feed]), 2 * ROWS * INNER * COLUMNS


def linear_operations(path: Path) -> int:
    """Count the operations of a network's linear layers for one token."""
    model = onnx.load(path)
    weights = {tensor.name: tensor.dims for tensor in model.graph.initializer}
    return sum(
        2 * int(np.prod(weights[node.input[1]]))
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1] in weights
    )


def main() -> None:
    """Time the engines."""
    parser = bench_arguments(__doc__)
    parser.add_argument("articles", nargs="+", help="articles")
    parser.add_argument("--model", required=True, help="model folder with both ONNX files")
    parser.add_argument("--most", type=int, default=12, help="only the first so many articles")
    options = parser.parse_args()
    if options.quick:
        options.most, options.rounds = 4, 2
    folder = find_model(options.model)
    classifier = RelationClassifier.from_pretrained(folder)
    articles = list(islice(read_articles(options.articles), options.most))
    windows = [window for article in articles for window in classifier.windows(article)]
    tokens = sum(len(window.input_ids) for window in windows)
    read = {value.name for value in onnx.load(folder / ONNX_INT8).graph.input}
    feeds: Feeds = [
        {name: array for name, array in feed_of(window).items() if name in read}
        for window in windows
    ]
    runs = {}
    for name, file in (("fp32", ONNX_FP32), ("int8", ONNX_INT8)):
        path = str(folder / file)
        runs[f"onnxruntime {name}"] = onnxruntime_run(path, feeds)
        if importlib.util.find_spec("openvino"):
            runs[f"openvino, {name} file"] = openvino_run(path, feeds)
    product, operations = large_product()
    product()
    began = time.perf_counter()
    product()
    limit = operations / (time.perf_counter() - began)
    seconds = in_turns(runs, options.rounds)
    share = linear_operations(folder / ONNX_FP32) * tokens / limit
    shares = {name: share / min(turns) for name, turns in seconds.items()}
    tell(seconds, "onnxruntime fp32", options.output, tokens=tokens, limit=limit, shares=shares)
    print(f"one large 8-bit product: {limit / 1e9:.0f} G operations a second; of these")
    for name, part in shares.items():
        print(f"  {name}: {part:.0%}, {tokens / min(seconds[name]):,.0f} tokens a second")


if __name__ == "__main__":
    main()
