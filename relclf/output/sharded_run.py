"""A run into a folder of shards, which appears whole or not at all."""

import json
import logging
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from relclf.output.journal import Journal
from relclf.output.places import OutputError, Places, sync_folder
from relclf.output.shards import FINISHED, Inputs, Shard, ShardEntry, entry_of
from relclf.reading.manifest import MANIFEST, SKIPPED, VERSION
from relclf.reading.reader import Skipped

__all__ = ["ShardedRun"]

_JOURNAL = "run.jsonl"


class ShardedRun:
    """The folder of a run under way, `OUTPUT.partial`, and what of it is finished.

    It holds `run.jsonl` (the journal), `finished/` (which becomes `OUTPUT`) and what is being
    written. One process at a time holds it, as a context; others may write shards into it with
    `write_shard`. Leaving the context keeps what is finished.

    Args:
        output: The folder to make; the one in which it stands exists.
        run: What must be the same when the run goes on, and what the manifest says: `relclf` (the
            version), `model`, `classifier` (a fingerprint), `codebook` (its fingerprint), `format`,
            `shard_size`.
        resume: Whether to keep the shards of an interrupted run.

    Raises:
        OutputError: If the output exists or cannot be written, if an unfinished run is in the way,
            is held by another process, or does not match this one.
    """

    def __init__(self, output: Path, run: Mapping[str, Any], *, resume: bool) -> None:
        self._places = Places(output)
        self._run = dict(run)
        self.folder = self._places.partial
        """Folder of the run, for `write_shard`."""
        self._skipped_count = 0
        self._places.check_folder()
        try:
            self._check_folder()
            self._journal = Journal(self.folder / _JOURNAL, run)
        except OSError as error:
            with suppress(OSError):
                self.folder.rmdir()
            raise self._places.unwritable(error, kept=self.folder.is_dir()) from error
        try:
            self._open(resume)
            (self.folder / FINISHED).mkdir(exist_ok=True)
            self._skipped = _new(self.folder / SKIPPED)
        except BaseException as error:
            self._journal.close()
            if isinstance(error, OSError):
                raise self._unwritable(error) from error
            raise

    @property
    def entries(self) -> dict[str, ShardEntry]:
        """The finished shards, by their files' names."""
        return self._journal.entries

    def __enter__(self) -> "ShardedRun":
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files; a folder in which nothing is kept goes."""
        self._journal.close()
        # What fails to be written here is written again by the run that goes on.
        with suppress(OSError):
            self._skipped.close()
        if not (self.folder / FINISHED).is_dir():
            return
        if self._holds_something():
            log = logging.getLogger(__name__)
            log.warning(
                "%s: %d shards are finished; go on with --resume", self.folder, len(self.entries)
            )
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def add(self, entry: ShardEntry) -> None:
        """Keep a shard that `write_shard` finished, in any order; a kill after it loses nothing.

        Raises:
            OutputError: If there is no room.
        """
        try:
            self._journal.add(entry)
        except OSError as error:
            raise self._unwritable(error) from error

    def take(self, whole: Path, shard: Shard, inputs: Inputs) -> None:
        """Keep a shard that was written by other means than `write_shard`.

        Args:
            whole: Its file, on disk in the folder of the run, under the name of the shard.
            shard: Which rows it holds.
            inputs: Their articles.

        Raises:
            OutputError: If there is no room.
        """
        try:
            entry = entry_of(whole, self.folder / FINISHED / whole.name, shard, inputs)
        except OSError as error:
            raise self._unwritable(error) from error
        self.add(entry)

    def skip(self, skipped: Skipped) -> None:
        """List a record that was not read: `ArticleReader.on_skip`.

        A run that goes on lists all of them anew, in the order of their rows.

        Raises:
            OutputError: If there is no room.
        """
        line = json.dumps({"place": skipped.where, "reason": skipped.message}, ensure_ascii=False)
        try:
            self._skipped.write(f"{line}\n".encode())
        except OSError as error:
            raise self._unwritable(error) from error
        self._skipped_count += 1

    def finish(self) -> None:
        """Write the manifest and make the folder the output, in one step.

        Raises:
            OutputError: If rows are missing between the shards, if a file is, if the records listed
                as skipped are not as many as the rows without a prediction, if the output came into
                being meanwhile, or if there is no room.
        """
        manifest = self._manifest()
        finished = self.folder / FINISHED
        try:
            self._skipped.close()
            if self._skipped_count:
                _put(self.folder / SKIPPED, finished)
            content = json.dumps(manifest, indent=1, ensure_ascii=False)
            (self.folder / MANIFEST).write_bytes(f"{content}\n".encode())
            _put(self.folder / MANIFEST, finished)
            self._places.check_folder()
            os.rename(finished, self._places.output)
        except OSError as error:
            raise self._unwritable(error) from error
        sync_folder(self._places.output.parent)
        # Windows removes no file that is open.
        self._journal.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _manifest(self) -> dict[str, Any]:
        entries = sorted(self.entries.values(), key=lambda entry: entry.start)
        stop = 0
        for entry in entries:
            if entry.start != stop:
                raise OutputError(
                    f"{self.folder}: rows {stop} to {entry.start - 1} are in no shard; go on with "
                    "--resume."
                )
            stop = entry.stop
        self._check_files()
        articles = sum(entry.articles for entry in entries)
        if stop - articles != self._skipped_count:
            raise OutputError(
                f"{self.folder}: {stop - articles} of {stop} rows have no prediction, but "
                f"{self._skipped_count} were skipped now; the inputs changed. Put them back, then "
                "--resume, or delete the folder to start anew."
            )
        return {
            "relclf_predictions": VERSION,
            **self._run,
            "articles": articles,
            "skipped": self._skipped_count,
            "shards": [asdict(entry) for entry in entries],
        }

    def _check_folder(self) -> None:
        try:
            self.folder.mkdir()
        except FileExistsError:
            if (self.folder / _JOURNAL).is_file():
                return
            if not self.folder.is_dir() or os.listdir(self.folder):
                raise OutputError(
                    f"{self.folder}: the shards would be kept here until the run ends, but it is "
                    "something else; rename it, or name another output."
                ) from None

    def _open(self, resume: bool) -> None:
        # The run that held the folder until now may have ended well.
        self._places.check_folder()
        if resume:
            self._journal.go_on()
            self._check_files()
        elif self._holds_something():
            raise OutputError(
                f"{self.folder}: it holds the predictions of a run that did not end; go on with "
                "--resume, or delete the folder to start anew."
            )
        else:
            self._journal.begin()

    def _check_files(self) -> None:
        for entry in self.entries.values():
            path = self.folder / FINISHED / entry.file
            if not path.is_file() or path.stat().st_size != entry.bytes:
                raise OutputError(
                    f"{path}: it was finished with {entry.bytes} bytes, but is missing or has "
                    f"another size; put it back, or delete {self.folder} to start anew."
                )

    def _holds_something(self) -> bool:
        return bool(self.entries) or any(self.folder.glob("part-*.partial"))

    def _unwritable(self, error: OSError) -> OutputError:
        return self._places.unwritable(error, kept=self._holds_something())


def _new(path: Path) -> BinaryIO:
    return open(path, "wb")


def _put(path: Path, folder: Path) -> None:
    """Move a file into a folder, in one step and on disk."""
    with open(path, "rb") as file:
        os.fsync(file.fileno())
    os.replace(path, folder / path.name)
    sync_folder(folder)
