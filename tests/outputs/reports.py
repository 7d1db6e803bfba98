"""A small company with hostile labels, reports on it, and what is looked for in them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import duckdb

from runner.outputs.facts import Assumption
from runner.outputs.report import write_report
from tests.outputs.test_comparison import FACTS

SMALL = (
    "simulation: {years: 3, replicates: 3}, census: {sample_size: 150}, "
    "plan: {automatic_enrollment: {enabled: false}"
)
HOSTILE = {
    "script": "</script><script>document.title='run'</script>",
    "template": "{{ 7 * 7 }} {% raw %}",
    "image": "<img src=x onerror=\"document.title='run'\">",
    "label": "<b>bold</b> %{x} &lt;i&gt; $x^2$ <a href='javascript:1'>a</a>",
}
QUESTION = "Why </title><svg onload=alert(1)> & \"'?"
SCENARIOS = {
    "baseline": f"# What if nothing changes?\nlabel: Today\nkind: base\n"
    f"parameters: {{{SMALL}}}}}\n",
    "same": f"label: The same\nparameters: {{{SMALL}}}}}\n",
    "richer": f"label: Richer match\nparameters: {{{SMALL}, "
    "match: {tiers: [{up_to: 0.06, rate: 1.0}]}}}\n",
    "smaller": f"label: Smaller\nparameters: {{{SMALL}, "
    "automatic_increase: {enabled: true, scope: all}, "
    "match: {tiers: [{up_to: 0.04, rate: 0.4}]}}, workforce: {growth_rate: -0.05}}\n",
} | {
    name: f"label: {json.dumps(label)}\ndescription: {json.dumps(label)}\n"
    f"parameters: {{{SMALL}, match: {{tiers: [{{up_to: 0.0{number}, rate: 1.0}}]}}}}}}\n"
    for number, (name, label) in enumerate(HOSTILE.items(), start=3)
}


def written(warehouse, folder, **facts):
    """A report, with a question and assumptions as a build passes them on."""
    said = {
        "questions": {"baseline": "What if nothing changes?", "script": QUESTION},
        "assumptions": {
            "richer": [Assumption("plan.match.tiers", "[0.5]", "[<b>1</b>]", "richer.yml:2")]
        },
        "failed": [("typo", "typo.yml:3: unknown <parameter>.")],
    }
    target = folder / "report.html"
    write_report(warehouse, target, replace(FACTS, **(said | facts)))
    return target


def copied(warehouse, folder, *statements):
    """A copy of the warehouse in which the statements have run."""
    target = folder / "copy.duckdb"
    shutil.copy(warehouse, target)
    with duckdb.connect(str(target)) as connection:
        for statement in statements:
            connection.execute(statement)
    return target


def rows(warehouse, sql):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, each, strict=True)) for each in cursor.fetchall()]


def article(page, name):
    """The part of the page about one scenario."""
    heading = page.one(id=f"scenario-{name}")
    return next(each for each in heading.above() if each.name == "article")


def answer(page, name):
    """The sentences about one scenario in the summary."""
    link = page.one("a", href=f"#scenario-{name}")
    return next(each for each in link.above() if each.name == "li").text


def drawn(page):
    """The charts' data by id."""
    return json.loads(page.one("script", id="charts").text)


def many(warehouse, folder, count):
    """The warehouse with copies of a scenario, each a little further from the baseline."""
    tables = {
        "dim_scenarios": "label = 'Copy ' || number",
        "fct_scenario_summary": "",
        "fct_scenario_trends": "value = value * (1 + number / 100)",
        "fct_scenario_deltas": "delta = delta * (1 + number / 100)",
        "fct_nondiscrimination": "",
        "fct_cost_attribution": "",
        "fct_gainers_losers": "",
        "fct_workforce_snapshot": "",
    }
    statements = []
    for table, changed in tables.items():
        name, _, value = changed.partition(" = ")
        replaced = f", {value} as {name}" if name else ""
        statements.append(
            f"insert into {table} by name select * replace "
            f"('copy_' || number as scenario_id{replaced}) from {table}, "
            f"range(1, {count + 1}) as numbers (number) where scenario_id = 'smaller'".replace(
                "select * replace", "select * exclude (number) replace"
            )
        )
    return copied(warehouse, folder, *statements)
