"""What `runner init` makes can be built as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.build.conftest import run


def test_a_new_workspace_builds(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "runner", "init", "new"], cwd=tmp_path, check=True)
    built = run(tmp_path / "new", "--scenarios", "all", "--no-detail-exports")
    assert built.exit_code == 0, built.stderr
    states = {name: each["status"] for name, each in built.summary["scenarios"].items()}
    assert states == {"baseline": "completed", "s1_aip_new_hires": "completed"}
    [(cost,)] = built.query(
        "select delta from fct_scenario_deltas where scenario_id = 's1_aip_new_hires' "
        "and period = 'all' and metric = 'employee_contributions'"
    )
    assert cost > 0
