#!/usr/bin/env python3
"""Puts arnlint under load: many processes at once on a mixture of good, bad and huge inputs.

    cargo build --release --locked
    python3 scripts/load.py --minutes 20
    python3 scripts/load.py --seed 7 --only 1234    # one input again, by its number

Each input is run at least twice, in one thread and in several. A run is a failure when it

- ends with a signal, or a status other than 0, 1 and 2, or with 2 where the input is a good policy,
- says `panicked`,
- takes longer than `--limit` seconds,
- says, or makes of the files it repairs, something else than another run of the same input.

The inputs are drawn from a seed and their number (`load_inputs.py`), so a failure can be run again.
The folder of a failure stays below `target/load`, with its command line. Needs Python 3.11 on
Linux or macOS, cargo, and no network.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pathlib
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import load_inputs as inputs

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
WORK = TARGET / "load"
TIME = "/usr/bin/time"
HAS_TIME = sys.platform == "linux" and os.access(TIME, os.X_OK)


class Run(NamedTuple):
    """What came of a process."""

    status: int
    seconds: float
    memory: float
    is_late: bool
    output: bytes
    errors: bytes


class Outcome(NamedTuple):
    """What came of an input."""

    number: int
    kind: str
    runs: list[Run]
    faults: list[str]


def feed(path: pathlib.Path, text: bytes, ended: threading.Event) -> None:
    """Writes into a FIFO as soon as somebody reads it, and gives up when the process has ended."""
    while not ended.is_set():
        try:
            to = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError:
            time.sleep(0.001)
    else:
        return
    os.set_blocking(to, True)
    try:
        with os.fdopen(to, "wb") as pipe:
            pipe.write(text)
    except BrokenPipeError:
        pass


def run(binary: pathlib.Path, case: inputs.Case, folder: pathlib.Path, threads: int, limit: float) -> Run:
    """Runs a case once. The output goes into files, but for a reader that goes away."""
    out, err, spent = (folder.with_suffix(ending) for ending in [".out", ".err", ".memory"])
    # The system counts the size of the process that starts another one, too, and this one is large.
    measured = [TIME, "--quiet", "--format=%M", f"--output={spent}"] if HAS_TIME else []
    environment = {"PATH": os.environ["PATH"], "RAYON_NUM_THREADS": str(threads)}
    stdin = folder.with_suffix(".in")
    stdin.write_bytes(case.stdin)
    ended, late = threading.Event(), threading.Event()
    with stdin.open("rb") as read, out.open("wb") as write, err.open("wb") as complain:
        start = time.monotonic()
        process = subprocess.Popen(
            [*measured, str(binary), *case.arguments], cwd=folder, env=environment, stdin=read,
            stdout=write if case.closes_after is None else subprocess.PIPE, stderr=complain,
            # To end both, when it is too late.
            start_new_session=True,
        )

        def stop() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, stop)
        timer.start()
        writers = [
            threading.Thread(target=feed, args=(folder / name, text, ended))
            for name, text in case.fifos.items() if text is not None
        ]
        for writer in writers:
            writer.start()
        if process.stdout is not None:
            # The rest is of no interest: what was read depends on how the pipe was filled.
            process.stdout.read(case.closes_after)
            process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        timer.cancel()
        ended.set()
        process.returncode = os.waitstatus_to_exitcode(status)
        for writer in writers:
            writer.join()
    if HAS_TIME and not late.is_set():
        memory = int(spent.read_text().split()[-1]) / 1024
    else:
        # Linux counts kibibytes, macOS bytes.
        memory = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
    output = b"" if case.closes_after is not None else out.read_bytes()
    return Run(process.returncode, seconds, memory, late.is_set(), output, err.read_bytes())


def contents(folder: pathlib.Path) -> str:
    """All files of a folder, in one hash."""
    sum = hashlib.sha256()
    for above, folders, names in os.walk(os.fsencode(folder)):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(above, name)
            sum.update(path + b"\0")
            if os.path.isfile(path) and not os.path.islink(path):
                with open(path, "rb") as file:
                    sum.update(hashlib.sha256(file.read()).digest())
    return sum.hexdigest()


def judge(case: inputs.Case, run: Run, limit: float) -> list[str]:
    faults = []
    if run.is_late:
        faults.append(f"still ran after {limit:.0f} s")
    elif run.status < 0 or run.status > 128:
        # GNU time says 128 and the signal, as a shell does.
        faults.append(f"ended by {signal.Signals(-run.status if run.status < 0 else run.status - 128).name}")
    elif run.status not in case.statuses:
        faults.append(f"ended with {run.status}: {run.errors[:300].decode(errors='replace')}")
    if b"panicked" in run.errors or b"panicked" in run.output:
        faults.append(f"panicked: {run.errors[:300].decode(errors='replace')}")
    return faults


def try_out(number: int, case: inputs.Case, arguments: argparse.Namespace) -> Outcome:
    """Runs a case in one thread and in several, on the same files."""
    folder = WORK / f"{number:06}"
    runs, after, faults = [], [], []
    for repeat in range(arguments.repeats):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        inputs.lay_out(case, folder)
        threads = 1 if repeat % 2 == 0 else 4
        runs.append(run(arguments.binary, case, folder, threads, arguments.limit))
        after.append(contents(folder))
        faults += judge(case, runs[-1], arguments.limit)
    if not any(one.is_late for one in runs):
        # A reader that went away may be noticed or not.
        if case.closes_after is None and len({one.status for one in runs}) > 1:
            faults.append(f"ended with {' and '.join(str(one.status) for one in runs)}")
        if len({one.output for one in runs}) > 1:
            faults.append("said different things on standard output")
        if case.closes_after is None and len({one.errors for one in runs}) > 1:
            faults.append("said different things on standard error")
        if len(set(after)) > 1:
            faults.append("left different files")
    if faults:
        for repeat, one in enumerate(runs):
            (WORK / f"{number:06}.{repeat}.out").write_bytes(one.output)
            (WORK / f"{number:06}.{repeat}.err").write_bytes(one.errors)
        (WORK / f"{number:06}.command").write_text(shlex.join([str(arguments.binary), *case.arguments]) + "\n")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        inputs.lay_out(case, folder)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        for ending in [".in", ".out", ".err", ".memory"]:
            folder.with_suffix(ending).unlink(missing_ok=True)
    # What was said has been compared, and would fill the memory.
    slim = [one._replace(output=b"", errors=b"") for one in runs]
    return Outcome(number, case.kind, slim, sorted(set(faults)))


def report(outcomes: list[Outcome], seconds: float, seed: int) -> None:
    runs = [(run, outcome) for outcome in outcomes for run in outcome.runs]
    statuses = Counter(run.status for run, _ in runs)
    print(f"\n{len(runs)} runs of {len(outcomes)} inputs in {seconds:.0f} s, seed {seed}")
    print("exit:", ", ".join(f"{status} × {count}" for status, count in sorted(statuses.items())))
    print("\n| input | inputs | slowest | peak memory |\n| --- | --- | --- | --- |")
    for kind in sorted({outcome.kind for outcome in outcomes}):
        of = [run for run, outcome in runs if outcome.kind == kind]
        count = sum(outcome.kind == kind for outcome in outcomes)
        print(f"| {kind} | {count} | {max(run.seconds for run in of):.2f} s | {max(run.memory for run in of):.0f} MiB |")
    slowest = sorted(runs, key=lambda pair: -pair[0].seconds)[:5]
    print("\nslowest:", ", ".join(f"{run.seconds:.2f} s ({outcome.kind} {outcome.number})" for run, outcome in slowest))
    largest, of = max(runs, key=lambda pair: pair[0].memory)
    print(f"peak memory: {largest.memory:.0f} MiB ({of.kind} {of.number})")
    if not HAS_TIME:
        print("without GNU time, what is below the size of this program cannot be told")


def main() -> None:
    parser = argparse.ArgumentParser(description="Puts arnlint under load.")
    parser.add_argument("--binary", type=pathlib.Path, default=TARGET / "release" / "arnlint")
    parser.add_argument("--minutes", type=float, default=3, help="for how long inputs are begun")
    parser.add_argument("--inputs", type=int, metavar="COUNT", help="so many inputs, however long they take")
    parser.add_argument("--seed", type=int, default=None, help="drawn, and printed, when not given")
    parser.add_argument("--jobs", type=int, default=4 * (os.cpu_count() or 1), help="how many processes there are at once")
    parser.add_argument("--repeats", type=int, default=2, help="how often each input is run")
    parser.add_argument("--limit", type=float, default=60, help="the seconds that a run may take, under load")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="one input alone")
    arguments = parser.parse_args()
    arguments.binary = arguments.binary.resolve()
    arguments.repeats = max(2, arguments.repeats)
    seed = arguments.seed if arguments.seed is not None else int.from_bytes(os.urandom(3))

    shutil.rmtree(WORK, ignore_errors=True)
    corpus = WORK / "corpus"
    subprocess.run(["cargo", "run", "--quiet", "--locked", "--example", "corpus", "--", str(corpus)], cwd=ROOT, check=True)
    source = inputs.Inputs(seed, corpus)
    print(f"seed {seed}, {arguments.jobs} processes at once, {arguments.limit:.0f} s for each at most", flush=True)

    start = time.monotonic()
    is_timed = arguments.only is None and arguments.inputs is None
    numbers = iter([arguments.only] if arguments.only is not None else range(arguments.inputs or sys.maxsize))
    lock = threading.Lock()
    outcomes: list[Outcome] = []

    def work() -> None:
        while not is_timed or time.monotonic() - start < 60 * arguments.minutes:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            outcome = try_out(number, source.case(number), arguments)
            with lock:
                outcomes.append(outcome)
                for fault in outcome.faults:
                    print(f"input {number} ({outcome.kind}) {fault}", flush=True)

    with ThreadPoolExecutor(arguments.jobs) as pool:
        for worker in [pool.submit(work) for _ in range(arguments.jobs)]:
            worker.result()
    report(outcomes, time.monotonic() - start, seed)
    failed = sum(bool(outcome.faults) for outcome in outcomes)
    if failed:
        sys.exit(f"{failed} inputs failed; their folders and command lines are in {WORK}")
    print("no input failed")


if __name__ == "__main__":
    main()
