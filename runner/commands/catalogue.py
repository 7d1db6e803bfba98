"""Commands about what can be said: parameters, profiles, schema, init."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from runner import tables
from runner.commands.options import page_style, scenarios_dir_option, width
from runner.errors import RequestError, ScenarioError


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Make a workspace in DIR: templates, a baseline and a variant to start from."""
    from runner.scenarios.starting import make_workspace

    made = make_workspace(directory)
    click.echo("\n".join(map(str, made)))
    click.echo(f"Next: cd {shlex.quote(str(directory))} && runner build --scenarios all", err=True)


@click.command()
@click.option(
    "--kind",
    type=click.Choice(["scenario", "template", "profile"]),
    default="scenario",
    show_default=True,
    help="Kind of file.",
)
def schema(kind: str) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from runner.scenarios.schema import as_text

    click.echo(as_text(kind), nl=False)


@click.command()
@click.argument("group", default="")
@page_style
def parameters(group: str, style: str) -> None:
    """Show the parameters, or those of a GROUP such as plan.match, in full."""
    from runner.parameters import pages, reference

    found = reference.entries(group)
    if not found:
        raise _no_group(group)
    if style == "json":
        click.echo(reference.as_json(found), nl=False)
    elif style == "markdown":
        click.echo(pages.as_markdown(found), nl=False)
    elif group:
        click.echo(pages.as_text(found, width()), nl=False)
    else:
        tables.print_table(
            ("parameter", "by year", "default", "allowed"), [reference.row(each) for each in found]
        )
        click.echo("More about each: runner parameters GROUP, e.g. plan.match", err=True)


@click.command()
@click.argument("name", default="")
@page_style
@scenarios_dir_option
def profiles(name: str, style: str, scenarios_dir: Path) -> None:
    """List the behavior profiles, or show the figures of profile NAME and their sources."""
    from runner.scenarios import profile_pages
    from runner.scenarios.profiles import pick, read_profiles

    known = read_profiles(scenarios_dir)
    asked = [pick(name, known)] if name else list(known.values())
    if problems := [problem for each in asked for problem in each.problems]:
        raise ScenarioError(problems)
    if style == "json":
        click.echo(profile_pages.as_json(asked), nl=False)
    elif style == "markdown":
        click.echo(profile_pages.as_markdown(asked), nl=False)
    elif name:
        click.echo(profile_pages.as_text(asked[0], width()), nl=False)
    else:
        rows = [(each.name, each.label, str(each.path)) for each in asked]
        tables.print_table(("name", "label", "file"), rows)


def _no_group(group: str) -> RequestError:
    from runner.parameters.reference import groups
    from runner.scenarios.wording import listed, nearest, quoted

    known = groups()
    last_parts = {name.rpartition(".")[2]: name for name in reversed(known)}
    near = nearest(group, known) or last_parts.get(nearest(group, last_parts) or "")
    hint = f" Did you mean {near!r}?" if near else ""
    return RequestError(
        f"there is no parameter or group {quoted(group)}.{hint} "
        f"Groups here: {listed(name for name in known if '.' not in name)}."
    )
