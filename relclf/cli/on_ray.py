"""What `relclf predict --engine ray` does: workers of Ray predict the shards."""

from argparse import ArgumentParser, Namespace

from relclf.articles import Article
from relclf.cli.reading import with_notes
from relclf.errors import ConfigError, require
from relclf.readers import ArticleReader

__all__ = ["add_engine", "check_engine", "predict_with_ray"]


def add_engine(parser: ArgumentParser) -> None:
    """Add the engine and its options."""
    parser.add_argument(
        "--engine",
        choices=("local", "ray"),
        default="local",
        help="who predicts: this process, or workers of Ray, which write shards",
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=None,
        help="workers of Ray, each with a model (default: one each --threads processors)",
    )
    parser.add_argument(
        "--address", help="Ray cluster, auto on one of its machines (default: processes here)"
    )


def check_engine(options: Namespace) -> None:
    """Refuse options of another engine than the one chosen.

    Raises:
        ConfigError: If there are some, or if Ray is to write something other than shards.
    """
    if options.engine == "ray":
        if options.shard_size is None:
            raise ConfigError(
                "engine: Ray's workers write shards; give --output FOLDER and --shard_size, such "
                "as 10000."
            )
        return
    for name in ("workers", "address"):
        if vars(options)[name] is not None:
            raise ConfigError(f"{name}: it is an option of Ray; add --engine ray, or leave it out.")


def predict_with_ray(options: Namespace, fingerprint: str) -> tuple[int, ArticleReader[Article]]:
    """Run the command on Ray.

    Args:
        options: Those of `relclf predict`.
        fingerprint: Tells apart runs that would predict otherwise, as on one machine.

    Returns:
        How many predictions the output holds, and the reader with its counters.
    """
    require("ray.data", "ray")
    from relclf.distributed import ModelLoader, located_reader, predict_on_ray

    threads = 1 if options.threads is None else options.threads
    reader = located_reader(options.inputs, on_error=options.on_error)
    load = ModelLoader.of(
        options.model,
        backend=options.backend,
        threads=threads,
        max_windows=options.max_windows,
        thresholds=options.thresholds,
    )
    count = predict_on_ray(
        load,
        reader,
        options.output,
        shard_size=options.shard_size,
        format=options.format or "jsonl",
        codebook=load.codebook,
        fingerprint=fingerprint,
        model=load.name,
        resume=options.resume,
        passing=with_notes,
        workers=options.workers,
        threads=threads,
        address=options.address,
    )
    return count, reader
