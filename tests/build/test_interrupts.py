"""Ctrl-C ends a build also when a thread of its own would keep it waiting."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

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
