"""Ctrl-C ends a build also when a thread of its own would keep it waiting."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

WAITING = """
import time
from concurrent.futures import ThreadPoolExecutor
from runner.interrupts import prompt

with prompt(), ThreadPoolExecutor() as pool:
    pool.submit(time.sleep, 30)
    print("waiting", flush=True)
    time.sleep(30)
"""


def test_an_interrupt_waits_for_no_thread():
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stdout.readline() == "waiting\n"
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert (process.returncode, stderr) == (130, "runner: interrupted\n")
    assert time.monotonic() - began < 10  # and not 30


FAILING = """
import signal
from runner.cli import main
from runner.commands import build
from runner.interrupts import prompt

def fails(**_options):
    with prompt():
        try:
            if INTERRUPTED:
                signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            pass
        raise RuntimeError("Query interrupted")

build.build.callback = fails
main(["build"])
"""


@pytest.mark.parametrize(("is_interrupted", "code"), [(True, 130), (False, 1)])
def test_what_an_interrupt_makes_fail_is_an_interrupt(is_interrupted, code):
    done = subprocess.run(
        [sys.executable, "-c", FAILING.replace("INTERRUPTED", str(is_interrupted))],
        capture_output=True,
        text=True,
        timeout=20,
    )
    assert done.returncode == code
    assert (done.stderr == "runner: interrupted\n") == is_interrupted


ENDING = """
import atexit, signal

def end():
    signal.raise_signal(signal.SIGINT)
    print("ended")

atexit.register(end)  # run after what is registered later
from runner.interrupts import prompt
with prompt():
    pass
"""


def test_an_interrupt_while_python_ends_is_no_failure():
    done = subprocess.run(
        [sys.executable, "-c", ENDING], capture_output=True, text=True, timeout=20
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")
