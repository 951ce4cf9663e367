"""Tasks through a pool of Ray Data's actors, one model each."""

import logging
from collections.abc import Callable, Iterator, Sequence

from relclf.codebook import Codebook
from relclf.distributed.cluster import pool_size
from relclf.distributed.plan import Task
from relclf.distributed.worker import ShardWorker, WorkerError, entry_from
from relclf.errors import require
from relclf.output.partial import PairsFrom
from relclf.output.shards import ShardEntry

__all__ = ["written_shards"]


def written_shards(
    tasks: Sequence[Task],
    worker: tuple[Callable[[], PairsFrom], str, str, Codebook],
    workers: int | None,
    threads: int,
) -> Iterator[ShardEntry]:
    """Let workers write shards in the cluster that Python is connected to.

    Ray Data starts a worker that died anew, and gives it its task again, as often as it takes.

    Args:
        tasks: The shards.
        worker: What `ShardWorker` is made of.
        workers: How many workers; None for as many as there is room for.
        threads: Processors of each.

    Yields:
        The entry of each shard as soon as it is written, in any order.

    Raises:
        WorkerError: If a worker cannot write its shard, or Ray gives up.
    """
    if not tasks:
        return
    data, errors = require("ray.data", "ray"), require("ray.exceptions", "ray")
    items = [{"task": task.to_text()} for task in tasks]
    # One block, and so one Ray task, a shard; the descriptions are tiny, so all may wait in a row.
    written = data.from_items(items, override_num_blocks=len(items)).map(
        ShardWorker,
        fn_constructor_args=worker,
        # A second task would wait for its worker while another has nothing to do.
        compute=data.ActorPoolStrategy(
            size=pool_size(workers, threads, len(tasks)), max_tasks_in_flight_per_actor=1
        ),
        num_cpus=threads,
    )
    written.context.enable_progress_bars = written.context.print_on_execution_start = False
    # A shard may take hours, in which Ray sees no progress.
    written.context.execution_no_progress_timeout_s = -1
    log = logging.getLogger("ray.data")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        for batch in written.iter_batches(batch_size=None, prefetch_batches=0):
            for entry, error in zip(batch["entry"], batch["error"], strict=True):
                yield entry_from({"entry": entry, "error": error})
    except errors.RayError as error:
        raise WorkerError(
            f"Ray ended the run ({type(error).__name__}: {str(error).splitlines()[0]}); what is "
            "finished is kept, go on with --resume."
        ) from error
    finally:
        log.setLevel(level)
