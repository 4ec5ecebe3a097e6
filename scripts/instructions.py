#!/usr/bin/env python3
"""Counts the instructions of a few runs of arnlint, and fails where one has become slower.

    cargo build --release --locked
    python3 scripts/instructions.py                    # against benches/instructions.json
    python3 scripts/instructions.py --against BINARY   # against another build, on this machine
    python3 scripts/instructions.py --update           # writes benches/instructions.json

Times on a machine that others use hide small changes; counts do not. `valgrind --tool=callgrind`
counts where it is installed, else `perf stat`; where neither can, nothing is counted, and that is no
failure.

What the counts depend on, and how much:

- The compiler, its target and its flags, the C library, valgrind, and whether the processor has
  AVX2, for which some of our crates and the C library have code of their own. The file of counts
  says with what they were made. Where this machine differs, the counts are shown, and not judged:
  `--against` is for that.
- The seeds of hash tables, which Rust draws anew in each run, and the number of threads. All runs
  are in one thread (`RAYON_NUM_THREADS=1`).
- The environment and the paths. So the runs get an environment of their own, and short relative
  paths, from one folder. The folders above it are looked into for `.gitignore`: from another place,
  the counts differed by up to 0.7 %.
- Where memory lies. Valgrind lays it out alike each time; for perf, `setarch --addr-no-randomize`
  does.

Five runs of one build in one place differed by less than 0.1 % with callgrind. A run fails above
3 %.
Needs Python 3.11, cargo, and no network.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
RECORD = ROOT / "benches" / "instructions.json"
MARGIN = 0.03

# The runs. The corpus is one tenth of the policies of the benchmarks, so that counting takes seconds.
STEP = 10
RUNS = {
    "one file, cold": ["one.json"],
    "150 policies, full": ["corpus"],
    "150 policies, concise": ["--output-format", "concise", "corpus"],
    "one line of 1 MB, concise": ["--output-format", "concise", "line.json"],
    "10,000 findings, concise": ["--output-format", "concise", "findings.json"],
}

# What changes how cargo builds without being in the project.
FLAGS = re.compile(r"(CARGO_ENCODED_)?RUSTFLAGS|CARGO_BUILD_RUSTFLAGS|CARGO_TARGET_.*RUSTFLAGS|CARGO_PROFILE_RELEASE_.*")


class Counter(NamedTuple):
    """A way to count, and its version."""

    name: str
    version: str


def target_folder() -> pathlib.Path:
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))


def output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def find_counter() -> Counter | None:
    """What can count on this machine. Perf is often there and not allowed to."""
    if shutil.which("valgrind"):
        return Counter("callgrind", output(["valgrind", "--version"]).strip())
    if shutil.which("perf"):
        tried = subprocess.run(["perf", "stat", "-x,", "-e", "instructions:u", "true"], capture_output=True, text=True, check=False)
        if re.search(r"^\d+,,instructions", tried.stderr, re.MULTILINE):
            return Counter("perf", output(["perf", "--version"]).strip())
    return None


def ground(counter: Counter) -> dict[str, str]:
    """What the counts hold for."""
    rustc = output(["rustc", "--version", "--verbose"])
    flags = sorted(f"{name}={value}" for name, value in os.environ.items() if FLAGS.fullmatch(name))
    cpu = pathlib.Path("/proc/cpuinfo")
    has_avx2 = cpu.exists() and re.search(r"^flags\s*:.*\bavx2\b", cpu.read_text(), re.MULTILINE) is not None
    return {
        "rustc": rustc.splitlines()[0],
        "host": "".join(re.findall(r"^host: (.*)$", rustc, re.MULTILINE)),
        "flags": " ".join(flags),
        "libc": " ".join(platform.libc_ver()),
        "avx2": "yes" if has_avx2 else "no",
        "counter": f"{counter.name} {counter.version}",
    }


def write_inputs(folder: pathlib.Path) -> None:
    """The inputs, in a folder where nothing else is."""
    shutil.rmtree(folder, ignore_errors=True)
    example = ["cargo", "run", "--quiet", "--locked", "--example", "corpus", "--"]
    every = folder / "all"
    subprocess.run([*example, str(every)], cwd=ROOT, check=True)
    subprocess.run([*example, str(folder), "large"], cwd=ROOT, check=True)
    (folder / "corpus").mkdir()
    for path in sorted(every.glob("*.json"))[::STEP]:
        path.rename(folder / "corpus" / path.name)
    (every / "0001.json").rename(folder / "one.json")
    shutil.rmtree(every)


def count(counter: Counter, binary: pathlib.Path, arguments: list[str], folder: pathlib.Path) -> int:
    """The instructions of one run."""
    # The binary has the same short name whatever it is, as its name is in its memory.
    link = folder / "arnlint"
    link.unlink(missing_ok=True)
    link.symlink_to(binary.resolve())
    run = ["./arnlint", "--isolated", *arguments]
    environment = {"PATH": "/usr/bin:/bin", "RAYON_NUM_THREADS": "1", "NO_COLOR": "1"}
    with tempfile.NamedTemporaryFile() as said:
        if counter.name == "callgrind":
            command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={said.name}"]
        else:
            command = ["setarch", "--addr-no-randomize", "perf", "stat", "-x,", "-e", "instructions:u", "-o", said.name]
        done = subprocess.run(
            [*command, *run], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
        )
        text = pathlib.Path(said.name).read_text()
    if done.returncode not in (0, 1):
        sys.exit(f"instructions: {' '.join(run)} ended with {done.returncode}: {done.stderr}{text}")
    found = re.search(r"Collected : (\d+)|^(\d+),,instructions", text, re.MULTILINE)
    if not found:
        sys.exit(f"instructions: {counter.name} says no count: {text}")
    return int(found[1] or found[2])


def count_all(counter: Counter, binary: pathlib.Path, folder: pathlib.Path, runs: int) -> dict[str, int]:
    """The least count of each run: what varies only ever adds to it."""
    counts = {}
    for name, arguments in RUNS.items():
        each = [count(counter, binary, arguments, folder) for _ in range(runs)]
        counts[name] = min(each)
        if runs > 1:
            print(f"{name}: {runs} runs differ by {100 * (max(each) / min(each) - 1):.3f} %")
    return counts


def table(counts: dict[str, int], before: dict[str, int]) -> list[str]:
    """Prints all counts, and gives back the names of those that are too high."""
    worse = []
    print("| run | instructions | before | change |\n| --- | --- | --- | --- |")
    for name, now in counts.items():
        then = before.get(name)
        change = f"{100 * (now / then - 1):+.2f} %" if then else "-"
        print(f"| {name} | {now / 1e6:,.2f} million | {f'{then / 1e6:,.2f} million' if then else '-'} | {change} |")
        if then and now > then * (1 + MARGIN):
            worse.append(name)
    return worse


def main() -> None:
    parser = argparse.ArgumentParser(description="Counts the instructions of runs of arnlint.")
    parser.add_argument("--binary", type=pathlib.Path, default=target_folder() / "release" / "arnlint")
    parser.add_argument("--against", type=pathlib.Path, metavar="BINARY", help="another build to compare with")
    parser.add_argument("--update", action="store_true", help="write the counts down")
    parser.add_argument("--runs", type=int, default=1, help="how often each run is counted")
    arguments = parser.parse_args()

    counter = find_counter()
    if counter is None:
        print("instructions: neither valgrind nor perf can count here, so nothing is compared")
        return
    folder = target_folder() / "instructions"
    write_inputs(folder)
    counts = count_all(counter, arguments.binary, folder, arguments.runs)
    made = ground(counter)

    if arguments.update:
        table(counts, {})
        RECORD.write_text(json.dumps({"made_with": made, "instructions": counts}, indent=2) + "\n")
        return
    if arguments.against:
        worse = table(counts, count_all(counter, arguments.against, folder, arguments.runs))
    else:
        record = json.loads(RECORD.read_text())
        worse = table(counts, record["instructions"])
        other = [f"{name} was {then!r} and is {made[name]!r}" for name, then in record["made_with"].items() if made[name] != then]
        if other:
            print("instructions: not judged, as the counts were made elsewhere:", "; ".join(other))
            return
    if worse:
        sys.exit(
            f"instructions: more than {MARGIN:.0%} above what was: {', '.join(worse)}\n"
            "Where that is worth it, write the counts down with --update, and say why in the commit."
        )
    print(f"instructions: none is more than {MARGIN:.0%} above what was")


if __name__ == "__main__":
    main()
