#!/usr/bin/env python3
"""Writes the recipes of docs/ci.md, and the GitLab component with its defaults filled in, as files.

scripts/recipes.py FOLDER. The first line of each YAML listing names the file that it belongs to.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```ya?ml\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def recipes(page: str) -> list[tuple[str, str]]:
    """The listings, each with the name of its file."""
    found = []
    for listing in FENCE.findall(page):
        name = re.match(r"# (\S+\.ya?ml)\n", listing)
        if name is None:
            sys.exit(f"docs/ci.md: this listing does not begin with the name of a file:\n{listing}")
        found.append((name[1], listing))
    return found


def component(template: str) -> str:
    """The jobs of the component, with the defaults of its inputs."""
    spec, _, jobs = template.partition("\n---\n")
    defaults = dict(re.findall(r"^    ([a-z-]+):\n(?:      .*\n)*?      default: \"?([^\"\n]*)\"?$", spec, re.MULTILINE))

    def default(used: re.Match) -> str:
        if used[1] not in defaults:
            sys.exit(f"templates/arnlint.yml: the input {used[1]} is not declared")
        return defaults[used[1]]

    return re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", default, jobs)


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    found = recipes((ROOT / "docs/ci.md").read_text())
    if not found:
        sys.exit("docs/ci.md: no YAML listing")
    found.append((".gitlab-ci.yml", component((ROOT / "templates/arnlint.yml").read_text())))
    for number, (name, text) in enumerate(found, 1):
        path = folder / str(number) / name
        path.parent.mkdir(parents=True)
        path.write_text(text)


main()
