#!/usr/bin/env python3
"""Times arnlint and its peers side by side: `compare.sh` builds and makes what this needs.

Each round starts every tool once, so that what else the machine does falls on all of them. A ratio
is the median of those of the rounds. The tools are asked as their users ask them, but for this:

- parliament's command ends with a traceback at the first policy that it cannot work on, and then
  says nothing of the others. So its library reads all files in one process, and skips those.
- iam-policy-validator fetches its data from AWS. It is given what arnlint knows, in its own form.
- cfn-lint reads templates alone. Each policy is put into one.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess

import compare
import compare_inputs as inputs

CORPUS = compare.WORK / "corpus"
PEERS = ["parliament", "iam-policy-validator", "cfn-lint"]

# Runs in the environment of parliament. The number of policies that it gave up on is its output.
PARLIAMENT = """
import pathlib, sys, warnings
warnings.simplefilter("ignore")
import parliament
failed = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    try:
        policy = parliament.analyze_policy_string(path.read_text(), str(path), ignore_private_auditors=True)
        for finding in policy.findings:
            print(finding)
    except Exception:
        failed += 1
print(f"{failed} policies ended in an exception", file=sys.stderr)
"""

Commands = dict[str, list[str]]


def version_of(name: str) -> str | None:
    """The version of a peer that is installed."""
    python = pathlib.Path(compare.peer(name, "python"))
    if not python.exists():
        return None
    program = f"import importlib.metadata as m; print(m.version({name!r}))"
    output = compare.run([str(python), "-c", program])
    return output.stdout.strip() if output.returncode == 0 else None


def available() -> dict[str, str]:
    """The peers that are here, or can be had, with their versions."""
    versions = {}
    for name in PEERS:
        wanted = compare.PEERS[name][0].split("==")[1]
        if version_of(name) != wanted:
            try:
                compare.install_peer(name)
            except subprocess.CalledProcessError:
                print(f"{name} {wanted} is not to be had here, and is left out")
                continue
        versions[name] = wanted
    return versions


def make_inputs() -> pathlib.Path:
    """The forms that the peers want the policies in."""
    folder = compare.WORK / "speed-inputs"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "templates").mkdir(parents=True)
    for path in CORPUS.glob("*.json"):
        template = inputs.template(json.loads(path.read_text()))
        (folder / "templates" / path.name).write_text(json.dumps(template, indent=2) + "\n")
    inputs.write_services(folder / "services")
    return folder


def commands(folder: pathlib.Path, name: str | None, peers: dict[str, str]) -> Commands:
    """How each tool is asked for the policy of this name, or for all."""
    policies = [CORPUS / name] if name else sorted(CORPUS.glob("*.json"))
    path = str(policies[0] if name else CORPUS)
    templates = [str(folder / "templates" / policy.name) for policy in policies]
    arnlint = [str(compare.ARNLINT), "check", "--isolated", "--no-ignore", path]
    asked = {"arnlint": arnlint} if name else {
        "arnlint, one thread": ["env", "RAYON_NUM_THREADS=1", *arnlint],
        "arnlint, all threads": arnlint,
    }
    if shutil.which("jq"):
        asked["jq"] = ["jq", ".", *map(str, policies)]
    if "parliament" in peers:
        asked["parliament"] = (
            [compare.peer("parliament", "parliament"), "--files", path] if name
            else [compare.peer("parliament", "python"), "-c", PARLIAMENT, path]
        )
    if "iam-policy-validator" in peers:
        validator = [compare.peer("iam-policy-validator", "iam-validator"), "validate"]
        asked["iam-policy-validator"] = [*validator, "--aws-services-dir", str(folder / "services"), "--format", "console", "--path", path]
    if "cfn-lint" in peers:
        asked["cfn-lint"] = [compare.peer("cfn-lint", "cfn-lint"), *templates]
    return asked


def time_all(title: str, asked: Commands, rounds: int) -> None:
    costs: dict[str, list[compare.Cost]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, command in asked.items():
            costs[name].append(compare.cost(command))
    base = costs[next(iter(asked))]
    rows = []
    for name, spent in costs.items():
        wall = statistics.median(one.wall / ours.wall for one, ours in zip(spent, base, strict=True))
        cpu = statistics.median(one.cpu / max(ours.cpu, 1e-4) for one, ours in zip(spent, base, strict=True))
        statuses = ", ".join(str(status) for status in sorted({one.status for one in spent}))
        times = [f"{compare.middle(spent, field):.4f} s" for field in ("wall", "cpu")]
        rows.append([name, times[0], f"{wall:.2f} ×", times[1], f"{cpu:.2f} ×", statuses])
    head = [f"{title}, {rounds} round{'s' if rounds > 1 else ''}", "time", f"against {next(iter(asked))}", "processor time", "against it", "exit"]
    compare.table(head, rows)


def machine() -> str:
    cpu = pathlib.Path("/proc/cpuinfo")
    models = re.findall(r"^model name\s*: (.*)$", cpu.read_text(), re.MULTILINE) if cpu.exists() else []
    model = models[0] if models else platform.processor()
    return f"{os.cpu_count()} cores of {model}, {platform.system()} {platform.machine()}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Times arnlint and its peers side by side.")
    parser.add_argument("--runs", type=int, default=3, help="how many rounds there are for all policies")
    arguments = parser.parse_args()
    peers = available()
    folder = make_inputs()
    versions = [compare.run([str(compare.ARNLINT), "--version"]).stdout.split("\n")[0]]
    if shutil.which("jq"):
        versions.append(compare.run(["jq", "--version"]).stdout.strip())
    versions += [f"{name} {version}" for name, version in peers.items()]
    print(f"{datetime.date.today()}, {machine()}, Python {platform.python_version()}; {', '.join(versions)}\n")
    sizes = sorted((path.stat().st_size, path.name) for path in CORPUS.glob("*.json"))
    size, middle = sizes[len(sizes) // 2]
    total = sum(size for size, _ in sizes) / 1e6
    time_all(f"one policy of {size} bytes", commands(folder, middle, peers), 5 * arguments.runs)
    time_all(f"{len(sizes)} policies, {total:.1f} MB", commands(folder, None, peers), arguments.runs)
    if "parliament" in peers:
        output = compare.run(commands(folder, None, peers)["parliament"])
        print(f"parliament: {output.stderr.strip()}")


if __name__ == "__main__":
    main()
