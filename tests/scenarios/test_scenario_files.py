"""Reading YAML: one bad file per mistake, and what scalars mean."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.scenarios.files import dump, read
from runner.scenarios.nodes import plain
from runner.scenarios.text import question

# How fast an example runs depends on what else the machine does.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

MARKS = (
    "Scenario files have no anchors, aliases or tags. Write the value itself; what several "
    "scenarios share belongs in a template."
)
WIDE = "the file is text in UTF-16 or UTF-32."
INVISIBLE = (
    "this line contains an invisible control character. Only printable text is allowed. Type the "
    "line anew."
)
UTF_8 = "Scenario files are plain text in UTF-8. Save the file as UTF-8."
EMPTY = "the file is empty. A scenario needs at least a label. Write e.g. 'label: Richer match'."
NO_MAPPING = "At the top level there must be 'name: value' lines. Write e.g. 'label: Richer match'."
NAMES = "Names are text or years. Put it in quotes or correct it."
TAB = (
    "a tab stands where only spaces may. YAML is indented and aligned with spaces. "
    "Replace the tab with spaces."
)
TOO_DEEP = (
    "this is nested deeper than 32 levels. No parameter is. Check the brackets and the indentation."
)
NOT_YAML = (
    "A line is 'name: value' or '- value'. Check the brackets, quotes and indentation here "
    "and above."
)
UNCLOSED = (
    "the quotation mark opened here is never closed. Text in quotes ends with the same mark. "
    "Close it."
)
SECOND_COLON = (
    "a second ': ' or a wrong indentation makes this line unreadable. A line is 'name: "
    "value', and names of one section are aligned. Put text with a colon in quotes, or align "
    "the line."
)
TOO_LARGE = "Numbers reach up to 1e18. Put it in quotes if it is text."
NO_CHARACTER = (
    "an escape in this text stands for no character. Text consists of printable characters. "
    "Write the character itself."
)

BAD_FILES = [
    ("empty file", "", f": {EMPTY}"),
    ("comments only", "# nothing\n\n# here\n", f": {EMPTY}"),
    ("a list", "# first\n- a\n- b\n", f":2: the file's content is a list. {NO_MAPPING}"),
    ("a text", "label\n", f":1: the file's content is 'label'. {NO_MAPPING}"),
    ("only null", "~\n", f":1: the file's content is nothing. {NO_MAPPING}"),
    (
        "duplicate key",
        "label: a\nkind: base\nlabel: b\n",
        ":3: 'label' is written twice, first in line 1. A name may occur once in a section. "
        "Remove one of the two.",
    ),
    (
        "duplicate year",
        "a:\n  2026: 1\n  2026: 2\n",
        ":3: 2026 is written twice, first in line 2. A name may occur once in a section. "
        "Remove one of the two.",
    ),
    ("anchor", "a: &x 1\n", f":1: the anchor '&x' is used. {MARKS}"),
    ("anchor of a section", "a: &x\n  b: 1\n", f":1: the anchor '&x' is used. {MARKS}"),
    ("alias", "b: 1\na: *x\n", f":2: the alias '*x' is used. {MARKS}"),
    ("alias twice in a line", "a: [*x, *x]\n", f":1: the alias '*x' is used. {MARKS}"),
    ("tag", "a: !color red\n", f":1: the tag '!color' is used. {MARKS}"),
    (
        "tag of Python",
        "a: !!python/name:os.system\n",
        f":1: the tag '!!python/name:os.system' is used. {MARKS}",
    ),
    ("standard tag", "a: !!str 12\n", f":1: the tag '!!str' is used. {MARKS}"),
    ("tab as indentation", "a:\n\tb: 1\n", f":2: {TAB}"),
    ("tab after the colon", "a:\t1\n", f":1: {TAB}"),
    ("nested too deep", "a: " + "[" * 32 + "]" * 32, f":1: {TOO_DEEP}"),
    ("never closed", "a: 1\nb: " + "[" * 500_000, f":2: {TOO_DEEP}"),
    (
        "larger than 1 MB",
        "a: " + "x" * 1_000_000,
        ": the file is larger than 1 MB. A scenario has at most 1,000,000 bytes. Data belongs "
        "in a census file: name that in census.path.",
    ),
    ("NUL byte", "a: 1\nb: \0\n", f":2: this line contains a NUL byte. {UTF_8}"),
    ("latin-1", b"a: 1\n\nb: caf\xe9\n", f":3: this line is not UTF-8. {UTF_8}"),
    ("utf-16", "a: 1\n".encode("utf-16"), f": {WIDE} {UTF_8}"),
    ("utf-16 of few bytes", "a: ä\n".encode("utf-16-le"), f": {WIDE} {UTF_8}"),
    ("utf-16, big end first", "label: a\n".encode("utf-16-be"), f": {WIDE} {UTF_8}"),
    ("utf-32", "label: a\n".encode("utf-32-be"), f": {WIDE} {UTF_8}"),
    (
        "control character",
        "a: 1\nb: \x07\n",
        f":2: {INVISIBLE}",
    ),
    ("line separator", "a: 1\n# x\u2028b: 2\nc: 3\n", f":2: {INVISIBLE}"),
    ("next line", "a: 1\nb: x\x85c: 2\n", f":2: {INVISIBLE}"),
    ("unclosed quote", "a: 1\nb: 'x\nc: 2\n", f":2: {UNCLOSED}"),
    ("second colon", "label: Match: more\n", f":1: {SECOND_COLON}"),
    ("indented too far", "a: 1\n  b: 2\n", f":2: {SECOND_COLON}"),
    (
        "broken bracket",
        "a: [1\nb: 2\n",
        f":2: this line is not YAML: expected ',' or ']', but got ':'. {NOT_YAML}",
    ),
    (
        "two documents",
        "a: 1\n---\nb: 2\n",
        ":2: a second document begins here. A file holds one. Remove the line '---' or split "
        "the file.",
    ),
    ("boolean as name", "true: 1\n", f":1: true stands where a name must be. {NAMES}"),
    ("null as name", "~: 1\n", f":1: nothing stands where a name must be. {NAMES}"),
    ("decimal as name", "1.5: 1\n", f":1: 1.5 stands where a name must be. {NAMES}"),
    ("list as name", "? [a]\n: 1\n", f":1: a list stands where a name must be. {NAMES}"),
    (
        "integer too large",
        f"a: 1{'0' * 19}\n",
        f":1: '1{'0' * 19}' is too large a number. {TOO_LARGE}",
    ),
    (
        "digits without end",
        f"a: {'9' * 9_999}\n",
        f":1: '{'9' * 57}...' is too large a number. {TOO_LARGE}",
    ),
    ("infinite number", "a: 1\nb: -1e999\n", f":2: '-1e999' is too large a number. {TOO_LARGE}"),
    ("escaped NUL", 'a: "\\0"\n', f":1: {NO_CHARACTER}"),
    ("half a character", 'a: "\\ud800"\n', f":1: {NO_CHARACTER}"),
    (
        "escape of no character",
        'a: "\\UFFFFFFFF"\n',
        ": a '\\U' or '\\u' in quotes is followed by a number that is no character. Allowed "
        "are codes of Unicode characters. Write the character itself.",
    ),
]


def _write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "expected"), [row[1:] for row in BAD_FILES], ids=[row[0] for row in BAD_FILES]
)
def test_a_bad_file_has_one_problem(tmp_path, content, expected):
    path = _write(tmp_path / "x.yml", content)
    assert [str(problem) for problem in read(path).problems] == [f"{path}{expected}"]


def test_all_mistakes_that_can_be_passed_over_are_found_at_once(tmp_path):
    path = _write(tmp_path / "x.yml", "a: &x 1\nb: 2\nb: 3\nc: !t 4\nd: *x\n2.0: 5\n")
    document = read(path)
    assert [problem.line for problem in document.problems] == [1, 3, 4, 5, 6]
    assert plain(document.root) == {"a": 1, "b": 2, "c": 4}


def test_a_folder_is_not_a_file(tmp_path):
    path = tmp_path / "x.yml"
    path.mkdir()
    assert [str(problem) for problem in read(path).problems] == [
        f"{path}: this is not a file. A scenario is a text file. Remove or rename it."
    ]


def test_a_broken_link_is_not_a_file(tmp_path):
    path = tmp_path / "x.yml"
    path.symlink_to(tmp_path / "gone.yml")
    assert [str(problem) for problem in read(path).problems] == [
        f"{path}: this is a link that leads to no file. A scenario is a text file. Remove the "
        "link or correct where it leads."
    ]


def test_a_file_that_cannot_be_opened_says_why(tmp_path, monkeypatch):
    path = _write(tmp_path / "x.yml", "a: 1\n")

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    assert [str(problem) for problem in read(path).problems] == [
        f"{path}: the file cannot be opened: permission denied. It must be readable. "
        "Check its rights."
    ]


def test_a_file_that_is_gone_is_no_file(tmp_path):
    path = tmp_path / "x.yml"
    assert [str(problem) for problem in read(path).problems] == [
        f"{path}: there is no such file. A scenario is a text file. Write it."
    ]


def test_after_twenty_mistakes_the_rest_is_left_unread(tmp_path):
    path = _write(tmp_path / "x.yml", "a: [\n" + "&x 1,\n" * 100 + "]\n")
    document = read(path)
    assert document.root is None
    assert [problem.line for problem in document.problems] == [*range(2, 22), 21]
    assert str(document.problems[-1]) == (
        f"{path}:21: these are 20 mistakes, and the rest of the file was not read. It may have "
        "more. Correct these first."
    )


def test_a_file_has_at_most_ten_thousand_names_and_values(tmp_path):
    path = _write(tmp_path / "x.yml", "a:\n" + "- 1\n" * 9_997)
    assert read(path).problems == ()
    path = _write(tmp_path / "x.yml", "a:\n" + "- 1\n" * 9_998)
    assert [str(problem) for problem in read(path).problems] == [
        f"{path}:9999: here the file has more than 10,000 names and values. No scenario needs as "
        "many. Data belongs in a census file: name that in census.path."
    ]


@pytest.mark.parametrize("depth", [31])
def test_the_deepest_nesting_allowed_is_read(tmp_path, depth):
    path = _write(tmp_path / "x.yml", "a: " + "[" * depth + "]" * depth)
    assert read(path).problems == ()


def test_a_file_of_exactly_1_mb_is_read(tmp_path):
    path = _write(tmp_path / "x.yml", "a: " + "x" * 999_997)
    assert read(path).problems == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("0o10", "0o10"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("010", 10),
        ("-3", -3),
        ("-" + "0" * 9_999 + "3", -3),
        ("+3", 3),
        ("0.05", 0.05),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1.5e-3", 0.0015),
        ("999999999999999999", 999_999_999_999_999_999),
        ("|\n  a\n  b", "a\nb\n"),
        ("{2026: 1, on: 2}", {2026: 1, "on": 2}),
    ],
)
def test_scalars_are_read_as_yaml_1_2_reads_them(tmp_path, written, meant):
    document = read(_write(tmp_path / "x.yml", f"a: {written}\n"))
    value = plain(document.root)["a"]
    assert document.problems == ()
    assert (value, type(value)) == (meant, type(meant))


def test_windows_line_ends_and_byte_order_marks_are_read(tmp_path):
    document = read(_write(tmp_path / "x.yml", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n"))
    assert plain(document.root) == {"a": 1, "b": 2}
    assert document.root.child("b").line == 2


def test_a_value_has_the_line_of_its_name(tmp_path):
    document = read(_write(tmp_path / "x.yml", "a:\n  b:\n    - 1\n    -\n      c:\n        2\n"))
    a = document.root.child("a")
    b = a.child("b")
    assert (a.line, b.line) == (1, 2)
    assert [item.line for item in b.value] == [3, 5]
    assert b.child(1).child("c").line == 5


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(-1e17, 1e17)
    | st.text(string.printable, max_size=8)
    | st.sampled_from(["1e3", "yes", "~", "null", "12:30", "2026-01-01", ".5", "010", "1."]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(string.ascii_letters, min_size=1, max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@law
@given(st.dictionaries(st.text(string.ascii_letters, min_size=1) | st.integers(2019, 2199), PLAIN))
def test_what_is_dumped_reads_back_the_same(tmp_path_factory, values):
    path = _write(tmp_path_factory.mktemp("dumped") / "x.yml", dump(values))
    document = read(path)
    assert document.problems == ()
    assert plain(document.root) == values


@law
@given(
    st.binary(max_size=60) | st.text(":-[]{}&*!?|>'\"%@`#,~ \n\tab0\\", max_size=60).map(str.encode)
)
def test_no_content_makes_the_reader_raise(tmp_path_factory, content):
    path = _write(tmp_path_factory.mktemp("any") / "x.yml", content)
    document = read(path)
    assert document.root is not None or document.problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# What does it cost?\nlabel: a\n", "What does it cost?"),
        ("#  What?  \r\nlabel: a\r\n", "What?"),
        ("label: a\n# What?\n", ""),
        ("# yaml-language-server: $schema=scenario.schema.json\nlabel: a\n", ""),
        ("", ""),
    ],
)
def test_the_question_is_the_first_line_if_that_is_a_comment(tmp_path, text, expected):
    path = tmp_path / "some.yml"
    path.write_bytes(text.encode())
    assert question(path) == expected


def test_a_file_that_cannot_be_read_asks_no_question(tmp_path):
    assert question(tmp_path / "absent.yml") == ""
