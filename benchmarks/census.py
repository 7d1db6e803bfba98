"""Times `runner census check`: `python -m benchmarks.census [--people N] [--xlsx]`.

A file of so many people is written as payroll systems write them, dates with the month first and
amounts with signs, and checked in a process of its own. Prints a row for each form of the file:
its size, and wall time, CPU time and peak memory of the check.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import openpyxl

PEOPLE = """
select
    'B' || i as "Employee ID",
    'Someone ' || i as "Name",
    strftime(date '1960-01-01' + cast(i * 7919 % 13000 as integer), '%m/%d/%Y') as "Birth Date",
    strftime(date '2025-12-31' - cast(i * 104729 % 9000 as integer), '%m/%d/%Y') as "Date of Hire",
    case when i % 20 = 0 then '12/01/2025' end as "Termination Date",
    case when i % 20 = 0 then 'T' else 'A' end as "Status",
    '$' || format('{:,}', 30000 + i * 1299709 % 120000) || '.00' as "Annual Salary",
    'D' || i % 8 as "Department",
    'L' || i % 5 as "Location",
    1 + i % 5 as "Job Level",
    case when i % 2 = 0 then 'F' else 'M' end as "Gender",
    i % 15 || '%' as "Deferral %"
from range($people) as people(i)
"""


def main() -> None:
    """Check the file as CSV and, if asked for, as a workbook."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.census", description=__doc__)
    parser.add_argument("--people", type=int, default=150_000)
    parser.add_argument("--xlsx", action="store_true", help="also as an Excel workbook")
    asked = parser.parse_args()
    print(f"{'file':>12} {'people':>9} {'MB':>6} {'wall s':>8} {'CPU s':>8} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "people.csv"
        write_text(text, asked.people)
        measure(text, asked.people)
        if asked.xlsx:
            measure(write_workbook(text), asked.people)


def write_text(path: Path, people: int) -> None:
    """Write the people to a CSV file."""
    found = duckdb.execute(PEOPLE, {"people": people})
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column[0] for column in found.description)
        writer.writerows(found.fetchall())


def write_workbook(text: Path) -> Path:
    """Write the rows of a CSV file to a workbook beside it."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    with text.open(newline="") as file:
        for row in csv.reader(file):
            sheet.append(row)
    path = text.with_suffix(".xlsx")
    book.save(path)
    return path


def measure(path: Path, people: int) -> None:
    """Check a file and print the operating system's account of it."""
    command = [sys.executable, "-m", "runner", "census", "check", path.name]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=path.parent, stdout=subprocess.DEVNULL, env={**os.environ}
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status:
        raise SystemExit(f"{path.name}: the check ended with {os.waitstatus_to_exitcode(status)}")
    print(
        f"{path.name:>12} {people:>9,} {path.stat().st_size / 1e6:>6.1f} {wall:>8.1f} "
        f"{used.ru_utime + used.ru_stime:>8.1f} {memory(used):>8,.0f}"
    )


def memory(used: resource.struct_rusage) -> float:
    """Peak memory in MB: the system counts in kilobytes, that of Macs in bytes."""
    return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    main()
