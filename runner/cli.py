"""The command line: options in, exit codes out."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from runner import interrupts
from runner.commands import batches, build, catalogue, census, results, scenarios, status
from runner.errors import ExitCode, RunnerError, complain

SHOW_TRACEBACKS = "RUNNER_TRACEBACK"


class _Runner(click.Group):
    """Maps every error to a message on stderr and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; whatever goes wrong, the user sees no traceback."""
        try:
            return super().invoke(ctx)
        except RunnerError as error:
            complain(str(error))
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            interrupts.say()
            interrupts.end_now()
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get(SHOW_TRACEBACKS):
                raise
            complain(
                f"this is a defect of runner: {type(error).__name__}: {error}. Nothing you "
                f"wrote should cause it. Set {SHOW_TRACEBACKS}=1, run again and report what "
                "is printed."
            )
            ctx.exit(ExitCode.SCENARIO_FAILED)


def _print_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"runner {version('runner')}")
    except PackageNotFoundError:
        click.echo("runner (not installed)")
    ctx.exit()


@click.group(cls=_Runner, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
def main() -> None:
    """What does a change of a 401(k) plan cost, and who gains?

    Scenarios are YAML files in ./scenarios; results go to ./batch_outputs.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # labels are in any script


for _command in (
    scenarios.list_,
    scenarios.show,
    scenarios.explain,
    scenarios.diff,
    scenarios.validate,
    catalogue.init,
    catalogue.schema,
    catalogue.parameters,
    catalogue.profiles,
    build.build,
    status.status,
    batches.logs,
    batches.verify,
    results.compare,
    results.export,
    results.sql,
    census.census,
):
    main.add_command(_command)
