"""A runner that is killed at any moment: the next one goes on, and no trial is recorded twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from atomizer.commands.store import open_store
from atomizer.commands.streams import run_stream
from atomizer.commands.studies import Studies
from atomizer.domain.run import TrialCompleted, TrialFailed
from atomizer.engine.files import Workspace
from tests.plugins_installed import plugins_installed
from tests.projections.running import build

TRIALS = 12
PATIENCE = 5.0
"""Seconds that workers get to notice that their runner is gone."""


def killed_runs(count: int, folder: Path) -> dict[str, int]:
    """Kill `atomizer run` `count` times; `doubled`, `missing`, `orphans`, `faults` must be 0."""
    tally = Counter(kills=0, runs=0, recovered=0, doubled=0, missing=0, orphans=0, faults=0)
    dice = random.Random(count)
    url = f"sqlite:///{(Workspace(folder).own / 'events.db').as_posix()}"
    Workspace(folder).own.mkdir(parents=True)
    with plugins_installed():
        studies, _ = build(folder, url, seconds=0.1)
        studies.close()
        while tally["kills"] < count:
            _run(folder, tally, dice, count)
    _look(url, tally)
    return dict(tally)


def _run(folder: Path, tally: Counter[str], dice: random.Random, count: int) -> None:
    """One run, killed until it is done or there were kills enough."""
    tally["runs"] += 1
    while tally["kills"] < count:
        runner = _start(folder)
        try:
            if runner.wait(dice.uniform(0.3, 6.0)) == 0:
                return
        except subprocess.TimeoutExpired:
            runner.send_signal(signal.SIGKILL)
            runner.wait()
            tally["kills"] += 1
            tally["orphans"] += _left_behind(folder)
    if _start(folder).wait(timeout=120) != 0:
        tally["missing"] += 1


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    arguments = [sys.executable, "-m", "atomizer", "run", "box", "--workers", "2"]
    with (folder / "runner.log").open("ab") as log:
        return subprocess.Popen(
            _with_budget(folder, arguments), env=_environment(folder), stdout=log, stderr=log
        )


def _with_budget(folder: Path, arguments: list[str]) -> list[str]:
    """A budget is given to a new run only; one that goes on has its own."""
    with closing(Studies(open_store(_url(folder)))) as studies:
        active = studies.study("box").active_run
    return arguments if active else [*arguments, "--trials", str(TRIALS)]


def _url(folder: Path) -> str:
    return f"sqlite:///{(Workspace(folder).own / 'events.db').as_posix()}"


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "ATOMIZER_WORKSPACE": str(folder)}


def _left_behind(folder: Path) -> int:
    """How many processes of this workspace outlive their runner."""
    end = time.monotonic() + PATIENCE
    while (alive := _alive(folder)) and time.monotonic() < end:
        time.sleep(0.05)
    return alive


def _alive(folder: Path) -> int:
    mark = f"ATOMIZER_WORKSPACE={folder}\0".encode()
    count = 0
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                count += mark in (process / "environ").read_bytes()
            except OSError:
                continue
    return count


def _look(url: str, tally: Counter[str]) -> None:
    with closing(Studies(open_store(url))) as studies:
        for name in studies.study("box").runs:
            records = list(studies.store.read(run_stream("box", name)))
            ended = Counter(
                r.event.number for r in records if isinstance(r.event, TrialCompleted | TrialFailed)
            )
            tally["doubled"] += sum(times > 1 for times in ended.values())
            tally["missing"] += TRIALS - len(ended)
            causes = (getattr(r.event, "cause", "") for r in records)
            tally["recovered"] += sum(cause == "recovered" for cause in causes)
        tally["faults"] += len(studies.store.verify().faults)
