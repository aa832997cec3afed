"""Runs killed at the steps of publication: cache, building, linking, swap and pruning, on a disk and at ``s3://``.

Each run is a process that counts its steps (changes of files, or requests to the object store) and ends itself by
SIGKILL at one of them, drawn by chance: just before it, or some milliseconds later. After each, the current release
must be whole; now and then an undisturbed run must give the bytes that it gives elsewhere. Called as a program it kills
the runs of one place.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.archives.measured_run import adopt_orphans
from benchmarks.archives.measurement import Measurement
from benchmarks.archives.object_store import BUCKET, object_store
from benchmarks.archives.sample_archive import build_archive

FILE_EVENTS = frozenset(
    {"open", "os.rename", "os.remove", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"}
)
"""Audit events of Python that change files, or may."""
MOST_DELAY_S = 0.01
"""How long after its step a run ends that does not end just before it."""
COMPARED_EVERY, COLD_EVERY, KEPT_RELEASES = 20, 25, 3
"""Kills after which bytes are compared, after which the cache is gone; releases that stay, so that runs prune."""
FEW_KILLS = 50
"""With fewer, all may come before a swap; with more, none after one would prove nothing."""
S3_SHARE = 0.3
"""Of the kills, those at the object store: its steps cost more."""


def killed_publications(home: Path, kills: int, documents: int) -> Iterator[Measurement]:
    """Kill runs on a disk and at an object store."""
    raw, cache = build_archive(home / "published", documents), str(home / "published-cache")
    at_store = round(S3_SHARE * kills)
    env = {**os.environ, "ITA_CACHE": cache, "ITA_KEEP_RELEASES": str(KEPT_RELEASES)}
    yield from _measure("disk", raw, str(home / "published-out"), kills - at_store, env)
    with object_store() as found:
        if found is None:
            yield Measurement("runs killed at s3://", "not measured: needs s3fs and moto", None)
        elif at_store:
            env |= {**found, "XDG_CACHE_HOME": str(home / "published-home")}
            yield from _measure("s3://", raw, f"s3://{BUCKET}/published", at_store, env)


def _measure(where: str, raw: Path, out: str, kills: int, env: dict[str, str]) -> Iterator[Measurement]:
    words = [sys.executable, "-m", "benchmarks.archives.publication_kills", out, str(raw), str(kills)]
    done = subprocess.run(words, env=env, stdout=subprocess.PIPE, text=True, check=False)
    report = json.loads(done.stdout or "{}") or {
        "broken": ["it ended"],
        "differing": ["it ended"],
        "seen": 0,
        "steps": 0,
    }
    for line in (*report["broken"][:3], *report["differing"][:3]):
        print(f"  {line}", file=sys.stderr)
    figure = f"{len(report['broken'])} ({report['seen']} seen, {report['steps']} steps)"
    good = not report["broken"] and (report["seen"] > 1 or kills < FEW_KILLS)
    yield Measurement(f"{kills} runs killed while they publish ({where}): not whole", figure, good)
    differing = len(report["differing"])
    figure = f"{differing} of {report['compared']}"
    yield Measurement("  runs after them that gave other bytes", figure, report["compared"] > 0 and not differing)


def kill_runs(out: str, raw: Path, kills: int) -> dict[str, Any]:
    """Kill runs over an archive, each without another one of its documents; return what was seen."""
    import pipeline.batch
    import pipeline.batch.publish_run
    import pipeline.emit.store.verification  # noqa: F401 what the processes need is loaded once

    draw, names = random.Random(2566), sorted(raw.rglob("*.pdf"))
    wanted = _in_process(partial(_run_and_hash, raw, f"{raw}-undisturbed"))
    steps = int(_in_process(partial(_counted_run, raw, out)))
    seen, broken, differing, compared = set[str](), list[str](), list[str](), 0
    killed = turn = 0
    while killed < kills:
        turn += 1
        if turn % COLD_EVERY == 0:
            shutil.rmtree(os.environ["ITA_CACHE"], ignore_errors=True)
        away = names[turn % len(names)]
        aside = away.rename(away.with_suffix(".away"))
        step, delay = draw.randint(1, steps), draw.choice((0.0, draw.uniform(0.0, MOST_DELAY_S)))
        try:
            ended = _in_process(partial(_killed_run, raw, out, step, delay))
        finally:
            aside.rename(away)
        if ended is not None:
            steps = max(1, min(steps, int(ended)))  # it had fewer steps
            continue
        killed += 1
        found = _in_process(partial(_look_at, out))
        if str(found).startswith("!"):
            broken.append(f"after kill {killed} at step {step} (+{1000 * delay:.1f} ms): {found}")
        seen.add(str(found))
        if killed % 50 == 0:
            print(f"  {killed} of {kills} runs killed, {len(broken)} releases not whole", file=sys.stderr, flush=True)
        if killed % COMPARED_EVERY == 0 or killed == kills:
            compared += 1
            if _in_process(partial(_run_and_hash, raw, out)) != wanted:
                differing.append(f"after kill {killed}")
            steps = max(steps, int(_in_process(partial(_counted_run, raw, out, force=True))))
    return {"seen": len(seen), "broken": broken, "differing": differing, "compared": compared, "steps": steps}


def _in_process(job: Callable[[], object]) -> Any:
    """Do a job in a process that is forked from this one; return what it returns, None where it was killed."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(_result(job)))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        return None
    finally:
        process.join()
        receiver.close()


def _result(job: Callable[[], object]) -> object:
    try:
        return job()
    except Exception as error:
        return f"!{type(error).__name__}: {error}"


def _look_at(out: str) -> str:
    """Return the id of the current release.

    Raises:
        AssertionError: it is not whole.
    """
    import pipeline
    from pipeline.emit.store.verification import verify_release

    release = pipeline.release_path(out)
    damage = verify_release(release).damage
    assert not damage, damage
    return str(release).rsplit("/", 1)[-1]


def _run(raw: Path, out: str, **settings: Any) -> None:
    import pipeline

    pipeline.run(raw, out, workers=1, max_loss=1.0, **settings)


def _run_and_hash(raw: Path, out: str) -> object:
    """Run undisturbed, and return the hashes of the release's datasets by file."""
    import pipeline
    from pipeline import files

    _run(raw, out)
    manifest = json.loads(files.read_bytes(files.join(pipeline.release_path(out), "manifest.json")))
    return {file["path"]: file["sha256"] for file in manifest["files"]}


def _counted_run(raw: Path, out: str, force: bool = False) -> int:
    """Run undisturbed; return in how many steps."""
    names = sorted(raw.rglob("*.pdf"))
    aside = names[0].rename(names[0].with_suffix(".away")) if force else None
    steps = _Steps(out, last=0, delay=0.0)
    try:
        _run(raw, out)
    finally:
        if aside is not None:
            aside.rename(names[0])
    return steps.count


def _killed_run(raw: Path, out: str, step: int, delay: float) -> int:
    """Run, and be killed at a step; return how many there were where it comes to its end before."""
    steps = _Steps(out, step, delay)
    _run(raw, out)
    return steps.count


class _Steps:
    """Counts the steps of this process, and kills it at the last one.

    Attributes:
        count: of steps so far.
    """

    def __init__(self, out: str, last: int, delay: float) -> None:
        self.count = 0
        self._last, self._delay, self._places = last, delay, (out, os.environ["ITA_CACHE"])
        if "://" in out:
            self._count_requests()
        else:
            sys.addaudithook(self._on_event)

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in FILE_EVENTS and any(str(a).startswith(self._places) for a in arguments[:2] if a is not None):
            self._add()

    def _count_requests(self) -> None:
        from aiobotocore.httpsession import AIOHTTPSession

        send = AIOHTTPSession.send

        async def counted(session: Any, request: Any) -> Any:
            self._add()
            return await send(session, request)

        AIOHTTPSession.send = counted

    def _add(self) -> None:
        self.count += 1
        if self.count == self._last:
            if self._delay:
                threading.Timer(self._delay, os.kill, (os.getpid(), signal.SIGKILL)).start()
            else:
                os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    adopt_orphans()
    print(json.dumps(kill_runs(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
