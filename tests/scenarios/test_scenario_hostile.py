"""Files that no one writes by accident: each has its message, soon and without much memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")

SECONDS = 1
MEGABYTES = 200

# Measures inside the process, so that the interpreter's start and imports do not count.
READER = """
import json, resource, sys, time
from pathlib import Path
from runner.parameters.catalogue import Parameters
from runner.scenarios.resolve import resolve_scenarios

size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
limit = size + int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
started = time.process_time()
resolution = resolve_scenarios(Path("scenarios"))
print(json.dumps({
    "seconds": time.process_time() - started,
    "problems": [str(problem) for problem in resolution.problems],
}))
"""

LABEL = "label: One\nparameters:\n"
MARKS = (
    "Scenario files have no anchors, aliases or tags. Write the value itself; what several "
    "scenarios share belongs in a template."
)
UTF_8 = "Scenario files are plain text in UTF-8. Save the file as UTF-8."
LARGE = (
    "the file is larger than 1 MB. A scenario has at most 1,000,000 bytes. Data belongs in a "
    "census file: name that in census.path."
)
MANY = (
    "here the file has more than 10,000 names and values. No scenario needs as many. Data belongs "
    "in a census file: name that in census.path."
)
DEEP = (
    "this is nested deeper than 32 levels. No parameter is. Check the brackets and the indentation."
)
NO_FILE = "this is not a file. A scenario is a text file. Remove or rename it."
NO_LINK = (
    "this is a link that leads to no file. A scenario is a text file. Remove the link or correct "
    "where it leads."
)
ID_RULE = "Allowed are lower-case letters, digits and _, at most 63 of them, the first not being _."
NAME = "Write the name of a file in templates/ without its folder and ending."


def holding(content):
    """A function that writes a file with this content."""
    data = content if isinstance(content, bytes) else content.encode()
    return lambda path: path.write_bytes(data)


def of_size(size):
    """A function that makes a file of so many zeros, which takes no room on the disk."""

    def make(path):
        with path.open("wb") as file:
            file.truncate(size)

    return make


BOMB = "label: One\na: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}, *{before}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
NOT_ID = f"which is not a name of a template. {ID_RULE} {NAME}"

ONE_MESSAGE = [
    ("20,000 brackets", holding(f"{LABEL}  plan: {'[' * 20_000}"), f":3: {DEEP}"),
    (
        "20,000 closed brackets",
        holding(f"{LABEL}  plan: {'[' * 20_000}{']' * 20_000}"),
        f":3: {DEEP}",
    ),
    ("20,000 braces", holding(f"{LABEL}  plan: {'{a: ' * 20_000}"), f":3: {DEEP}"),
    ("20,000 dashes", holding(f"{LABEL}  plan:\n  {'- ' * 20_000}"), f":4: {DEEP}"),
    ("20,000 questions", holding(f"{LABEL}  plan:\n  {'? ' * 20_000}"), f":4: {DEEP}"),
    ("50 MB", of_size(50_000_000), f": {LARGE}"),
    ("a terabyte", of_size(10**12), f": {LARGE}"),
    ("items without end", holding(f"{LABEL}  plan: [{'1,' * 400_000}]"), f":3: {MANY}"),
    (
        "names without end",
        holding(LABEL + "".join(f"  k{number}: 1\n" for number in range(80_000))),
        f":5000: {MANY}",
    ),
    (
        "aliases without end",
        holding(f"{LABEL}  plan: [{'*a,' * 300_000}]"),
        f":3: {MANY}|:3: the alias '*a' is used. {MARKS}",
    ),
    ("NUL", holding("label: \0\n"), f":1: this line contains a NUL byte. {UTF_8}"),
    ("a megabyte of NUL", of_size(1_000_000), f": the file is text in UTF-16 or UTF-32. {UTF_8}"),
    (
        "UTF-16 with its mark",
        holding("label: One\n".encode("utf-16")),
        f": the file is text in UTF-16 or UTF-32. {UTF_8}",
    ),
    (
        "UTF-16 without a mark",
        holding("label: One\n".encode("utf-16-le")),
        f": the file is text in UTF-16 or UTF-32. {UTF_8}",
    ),
    (
        "latin-1",
        holding("label: Caf\xe9\n".encode("latin-1")),
        f":1: this line is not UTF-8. {UTF_8}",
    ),
    ("a folder", lambda path: path.mkdir(), f": {NO_FILE}"),
    ("a pipe", os.mkfifo, f": {NO_FILE}"),
    ("a device", lambda path: path.symlink_to("/dev/zero"), f": {NO_FILE}"),
    ("a link to itself", lambda path: path.symlink_to(path.name), f": {NO_LINK}"),
    (
        "a name outside the folder",
        holding("label: One\nextends: ../../etc/passwd\n"),
        f":2: extends names '../../etc/passwd', {NOT_ID}",
    ),
    (
        "a name from the root",
        holding("label: One\nextends: [/etc/passwd]\n"),
        f":2: extends names '/etc/passwd', {NOT_ID}",
    ),
]


@pytest.fixture
def resolve(tmp_path):
    """A function that resolves the folder within limits and returns its problems."""
    (tmp_path / "scenarios" / "templates").mkdir(parents=True)

    def run():
        done = subprocess.run(
            [sys.executable, "-c", READER, str(MEGABYTES)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert (done.returncode, done.stderr) == (0, "")
        result = json.loads(done.stdout)
        assert result["seconds"] < SECONDS
        return result["problems"]

    return run


@pytest.mark.parametrize(
    ("make", "expected"), [row[1:] for row in ONE_MESSAGE], ids=[row[0] for row in ONE_MESSAGE]
)
def test_a_hostile_file_has_one_message(resolve, tmp_path, make, expected):
    make(tmp_path / "scenarios" / "x.yml")
    assert resolve() == [f"scenarios/x.yml{each}" for each in expected.split("|")]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        ("a big file", f": {LARGE}"),
        ("a pipe", f": {NO_FILE}"),
        ("itself", f": {NO_LINK}"),
    ],
)
def test_a_template_that_is_a_link(resolve, tmp_path, make, expected):
    template = tmp_path / "scenarios" / "templates" / "t.yml"
    of_size(50_000_000)(tmp_path / "big")
    os.mkfifo(tmp_path / "pipe")
    template.symlink_to(
        {"a big file": "../../big", "a pipe": "../../pipe", "itself": "t.yml"}[make]
    )
    (tmp_path / "scenarios" / "x.yml").write_text("label: One\nextends: t\n")
    assert resolve() == [f"scenarios/templates/t.yml{expected}"]


def test_a_bomb_of_aliases_does_not_go_off(resolve, tmp_path):
    (tmp_path / "scenarios" / "x.yml").write_text(BOMB)
    problems = resolve()
    assert problems[0] == f"scenarios/x.yml:2: the anchor '&a' is used. {MARKS}"
    assert f"scenarios/x.yml:3: the alias '*a' is used. {MARKS}" in problems
    assert len(problems) < 30


@pytest.mark.parametrize(
    ("content", "count"),
    [
        (LABEL + "  plan:\n" + "".join(f"    k{n}: 1\n" for n in range(4_000)), 4_000),
        (LABEL + "".join(f"  {'k' * 190}{n}: 1\n" for n in range(4_900)), 4_900),
        (f"label: One\nextends: [{', '.join(f't{n}' for n in range(9_000))}]\n", 9_000),
        (
            f"{LABEL}  behavior: {{profile: [{', '.join(f'p{n}' for n in range(9_000))}]}}\n",
            9_000,
        ),
    ],
    ids=["short names", "long names", "templates", "profiles"],
)
def test_thousands_of_mistakes_are_told_in_time(resolve, tmp_path, content, count):
    (tmp_path / "scenarios" / "x.yml").write_text(content)
    assert len(resolve()) == count


def test_templates_that_are_a_circle_of_links_are_none(resolve, tmp_path):
    templates = tmp_path / "scenarios" / "templates"
    templates.rmdir()
    templates.symlink_to("templates")
    (tmp_path / "scenarios" / "x.yml").write_text("label: One\nextends: standard_match\n")
    assert resolve() == []
