"""What a build says of itself while it runs, and `runner logs` afterwards."""

from __future__ import annotations

import io
import json

import pytest
from click.testing import CliRunner

from runner.build.dbt import Node
from runner.build.display import Lines, display_for, table_of
from runner.build.events import EventLog, logs_in, number_of, read_events
from runner.build.forecast import Past
from runner.build.history import as_past
from runner.build.progress import Progress
from runner.cli import main
from runner.errors import BuildError
from tests.build.conftest import Built

ENDS = ("finished", "failed", "interrupted")


def events_of(built: Built) -> list[dict]:
    return read_events(built.batch / "events.jsonl")


def logs(output, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["logs", *arguments, "--output", str(output)])
    return done.exit_code, done.stdout, done.stderr


def logged(output, batch: str, *events: dict) -> None:
    """Write the log of a batch that was not published."""
    log = EventLog()
    log.keep_in(output, batch)
    for event in events:
        log.emit(**event)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_build_keeps_what_happened_in_it(built: Built) -> None:
    events = events_of(built)
    assert [event["event"] for event in events if event["event"] in ENDS] == ["finished"]
    last = events[-1]
    assert (last["event"], last["exit_code"]) == ("finished", built.exit_code)
    assert last["summary"] == built.summary
    assert all(event["time"] for event in events)
    assert {event["batch"] for event in events} == {None, built.batch.name}
    assert not list((built.outputs / ".work" / "events").iterdir())


def test_the_rows_of_a_model_are_those_of_its_table(built: Built) -> None:
    rows = {e["model"]: e["rows"] for e in events_of(built) if e["event"] == "model"}
    for name in ("fct_plan_years", "fct_contributions", "dim_scenarios"):
        assert [(rows[name],)] == built.query(f"select count(*) from {name}")
    assert rows["fct_yearly_events"] is None  # a view
    [simulating] = [
        e for e in events_of(built) if e["event"] == "stage_ended" and e["stage"] == "simulating"
    ]
    assert simulating["rows"] == sum(filter(None, rows.values()))


def test_the_plan_counts_the_people_of_all_years_and_scenarios(built: Built) -> None:
    [planned] = [e for e in events_of(built) if e["event"] == "planned"]
    assert planned["person_years"] == 300 * 3 * 3


def test_the_log_of_a_build_tells_its_errors_warnings_and_times(built: Built) -> None:
    code, text, _ = logs(built.outputs)
    assert code == 0
    assert f"batch      {built.batch.name}\n" in text
    assert "state      completed, exit code 1\n" in text
    for words in ("teirs", "nowhere.csv", "not fully vested at once", "simulating", "int_"):
        assert words in text
    told = json.loads(logs(built.outputs, built.batch.name, "--format", "json")[1])
    assert told["errors"] and told["warnings"] == built.summary["warnings"]
    seconds = [each["seconds"] for each in told["slowest"]]
    assert len(seconds) == 10 and seconds == sorted(seconds, reverse=True)


def test_stages_take_the_time_of_a_build(built: Built) -> None:
    ended = {e["stage"]: e["seconds"] for e in events_of(built) if e["event"] == "stage_ended"}
    whole = events_of(built)[-1]["seconds"]
    assert 0.8 * whole < sum(ended.values()) <= whole
    assert ended == {name: built.summary["seconds"][name] for name in ended}


def test_a_stage_that_comes_again_is_added_up(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("runner.build.progress.time.perf_counter", lambda: now[0])
    progress = Progress()
    for seconds, rows in ((2.0, 10), (3.0, 5)):
        with progress.stage("simulating"):
            progress.ended_node(Node("one", "model", "success", seconds, "OK", rows=rows))
            now[0] += seconds
        now[0] += 1.0
    assert progress.seconds == {"simulating": 5.0}
    [stage] = progress.stages
    assert (stage.elapsed, stage.rows) == (5.0, 15)


def test_plain_lines_name_each_stage_once(built: Built) -> None:
    for stage in ("resolving scenarios", "reading the census", "exporting", "publishing"):
        assert len([line for line in built.stderr.splitlines() if line.endswith(stage)]) == 1
    assert len([line for line in built.stderr.splitlines() if "simulating" in line]) < 30


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([{"event": "failed", "exit_code": 1, "message": "m: x"}], "failed"),
        ([{"event": "interrupted", "exit_code": 130}], "interrupted"),
        ([{"event": "stage_started", "stage": "simulating"}], "stopped"),
        ([{"event": "finished", "exit_code": 0, "seconds": 1.0, "summary": {}}], "stopped"),
    ],
)
def test_a_batch_that_was_not_published_has_its_state(tmp_path, events, state):
    logged(tmp_path, "20260101T000000_batch_run", *events)
    told = json.loads(logs(tmp_path, "--format", "json")[1])
    assert told["state"] == state
    assert told["exit_code"] == (events[0].get("exit_code") if state != "stopped" else None)


def test_the_latest_log_is_the_last_begun_whatever_the_clock_says(tmp_path):
    logged(tmp_path, "20260102T000000_batch_run")
    logged(tmp_path, "20260101T000000_batch_run")
    assert list(logs_in(tmp_path)) == ["20260102T000000_batch_run", "20260101T000000_batch_run"]
    assert "batch      20260101T000000_batch_run\n" in logs(tmp_path)[1]


def test_logs_of_builds_that_came_to_nothing_do_not_pile_up(tmp_path):
    for number in range(60):
        logged(tmp_path, f"b{number:02}")
    assert [number_of(path) for path in logs_in(tmp_path).values()] == [*range(10, 61)]


def test_a_line_that_a_kill_cut_short_is_left_out(tmp_path):
    began = {"event": "stage_started", "stage": "simulating"}
    logged(tmp_path, "20260101T000000_batch_run", began)
    [path] = logs_in(tmp_path).values()
    path.write_text(path.read_text() + '{"event": "stage_en')
    assert "state      stopped while simulating\n" in logs(tmp_path)[1]


def test_an_unknown_batch_is_told_with_those_that_exist(tmp_path):
    assert logs(tmp_path)[0] == 2
    logged(tmp_path, "20260101T000000_batch_run")
    code, stdout, stderr = logs(tmp_path, "nope")
    assert (code, stdout) == (2, "")
    assert stderr.endswith("there is no batch 'nope'. Batches there: 20260101T000000_batch_run.\n")


def test_a_failed_model_is_told_with_its_message(tmp_path):
    log = EventLog()
    log.keep_in(tmp_path, "b")
    progress = Progress(log)
    message = "model int_cores failed: Conversion Error"
    with pytest.raises(BuildError), progress.shown(), progress.stage("simulating"):
        progress.ended_node(Node("int_cores", "model", "error", 0.5, "Conversion Error"))
        progress.ended_node(Node("int_other", "model", "success", 0.5, "OK"))
        raise BuildError(message)
    told = json.loads(logs(tmp_path, "--format", "json")[1])
    assert (told["state"], told["exit_code"]) == ("failed", 1)
    assert told["stopped_at"] == "simulating"
    assert message in told["errors"] and not any("int_other" in each for each in told["errors"])


def test_machines_read_the_same_events_line_by_line(tmp_path):
    stream = io.StringIO()
    log = EventLog(stream)
    log.emit("started", command=["build"])
    log.keep_in(tmp_path, "b")
    (tmp_path / "staged").mkdir()
    with log.published(tmp_path / "staged", exit_code=0, seconds=1.5, summary={"batch_id": "b"}):
        assert "finished" not in stream.getvalue()  # it is not true yet
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["started", "batch", "finished"]
    assert lines[-1]["summary"] == {"batch_id": "b"}
    kept = read_events(tmp_path / "staged" / "events.jsonl")
    assert sorted(map(str, kept)) == sorted(map(str, lines))


def progress_at(stream: io.StringIO) -> Progress:
    """A build that simulates, of which an earlier one took 10 seconds for two models."""
    progress = Progress(display=display_for(stream))
    nodes = Past(100, {"one": 4.0, "two": 4.0})
    progress.expect([(Past(100, {"simulating": 8.0, "exporting": 2.0}), nodes)], 100)
    return progress


def test_the_live_table_has_rows_elapsed_and_remaining_time():
    from rich.console import Console

    progress, drawn = progress_at(Terminal()), io.StringIO()
    with progress.stage("resolving scenarios"):
        pass
    with progress.stage("simulating"):
        progress.started_node("staging", "one", 1, 2)
        progress.ended_node(Node("one", "model", "success", 4.0, "OK", rows=12_345))
        Console(file=drawn, width=100).print(table_of(progress))
    lines = {line.split()[0]: line for line in drawn.getvalue().splitlines() if line.split()}
    assert "12,345" in lines["simulating"] and "1/2 staging: one" in lines["simulating"]
    assert " 4 s " in lines["simulating"]  # the other model
    assert " 2 s" in lines["exporting"]
    assert " 6 s" in lines["build"]


def test_the_table_is_drawn_on_a_terminal_and_removed():
    stream = Terminal()
    progress = progress_at(stream)
    with progress.shown(), progress.stage("simulating"):
        pass
    assert "simulating" in stream.getvalue()
    assert "\x1b[2K" in stream.getvalue()  # lines are erased


def test_a_long_stage_has_a_line_every_ten_seconds(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("runner.build.display.time.perf_counter", lambda: now[0])
    stream = io.StringIO()
    progress = progress_at(stream)
    assert isinstance(progress.display, Lines)
    with progress.stage("simulating"):
        for number in range(25):
            now[0] += 1
            progress.ended_node(Node(f"n{number}", "model", "success", 1.0, "OK", rows=100))
    lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert "1,000 rows" in lines[1] and "2,000 rows" in lines[2]
    assert "s left" in lines[1]


def test_without_history_nothing_is_said_of_the_time_that_is_left(monkeypatch):
    monkeypatch.setattr("runner.build.display.EVERY", 0.0)
    stream = io.StringIO()
    progress = Progress(display=display_for(stream))
    progress.expect([], 100)
    with progress.stage("simulating"):
        progress.ended_node(Node("one", "model", "success", 1.0, "OK", rows=5))
    assert "5 rows" in stream.getvalue()
    assert "left" not in stream.getvalue()


def test_quiet_shows_nothing(capsys):
    progress = Progress(display=display_for(quiet=True), quiet=True)
    with progress.shown(), progress.stage("simulating"):
        progress.warn("a warning")
        progress.error("an error")
    assert capsys.readouterr() == ("", "runner: error: an error\n")


def test_the_times_of_a_build_become_history_if_it_ended_well(built: Built) -> None:
    events = events_of(built)
    past = as_past(events)
    assert past is not None
    stages, nodes = past
    assert stages.size == 2700 and stages.seconds["simulating"] > 0
    assert nodes.seconds["int_position_years"] > 0
    assert as_past(events[:-1]) is None
