"""The command line: ``capexplore lab | sandbox | call | bulk | actions | scan | doctor``."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from capexplore import __version__
from capexplore.errors import CapexploreError, InvalidRequestError, WriteBlockedError
from capexplore.secrets import visible

if TYPE_CHECKING:
    from capexplore.client import Client

__all__ = ["main"]

_INTERRUPTED = 130  # As shells have it: 128 and the number of the signal.
START = "00-start-here.ipynb"
TRY = "capexplore call v2/customer/get --param id=800101 --param source=ALL"


class _Commands(click.Group):
    """A group whose commands print the package's errors as messages, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except CapexploreError as error:
            raise click.ClickException(_said(error)) from None


def _said(error: CapexploreError) -> str:
    """Give an error's text; what to do about it in the words of the command line."""
    advice = None
    if isinstance(error, WriteBlockedError):
        advice = "Allow it with --writes."
    elif isinstance(error, InvalidRequestError) and error.frame is not None:
        advice = "Rows count from 0. --dry-run lists them; --skip-invalid sends the others."
    return "\n".join([*str(error).splitlines()[:-1], advice]) if advice else str(error)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="capexplore")
def main() -> None:
    """Explore Capillary's loyalty REST APIs, on an embedded sandbox or a real cluster."""


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("folder", metavar="[DIR]", default="capexplore-notebooks")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[JUPYTER OPTIONS]")
def lab(folder: str, options: tuple[str, ...]) -> None:
    """Copy the notebooks into DIR, never overwriting, and open JupyterLab there.

    Further options, such as --no-browser or --port=9000, are JupyterLab's own.
    """
    if importlib.util.find_spec("jupyterlab") is None:
        raise click.ClickException("JupyterLab is not installed: pip install 'capexplore[lab]'.")
    if folder.startswith("-"):
        folder, options = "capexplore-notebooks", (folder, *options)
    target = Path(folder)
    copied = _copy_notebooks(target)
    click.echo(f"{target}: {copied} notebook{'' if copied == 1 else 's'} copied.")
    program = Path(sys.argv[0])
    command = TRY if shutil.which("capexplore") else TRY.replace("capexplore", str(program), 1)
    click.echo(f"Try this in another terminal:\n  {command}\n")
    url = f"--LabApp.default_url=/lab/tree/{START}"
    root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    sys.stdout.flush()
    arguments = [sys.executable, "-m", "jupyterlab", url, *root, *options, str(target)]
    os.execv(sys.executable, arguments)  # noqa: S606 - no shell, and our own interpreter


def _copy_notebooks(target: Path) -> int:
    """Copy the notebooks that are not in a folder yet, and count them."""
    here = Path(__file__).parent
    source = next(p for p in (here / "notebooks", here.parent / "notebooks") if p.is_dir())
    target.mkdir(parents=True, exist_ok=True)
    missing = [n for n in sorted(source.glob("*.ipynb")) if not (target / n.name).exists()]
    for notebook in missing:
        shutil.copyfile(notebook, target / notebook.name)
    return len(missing)


@main.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    default=8321,
    show_default=True,
    help="The port on 127.0.0.1.",
)
@click.option("--data", type=click.Path(dir_okay=False), help="A file that keeps the data.")
@click.option("--seed", default=0, show_default=True, help="Another seed, other invented people.")
@click.option("--rate-limits", is_flag=True, help="Refuse more calls a minute than documented.")
def sandbox(port: int, data: str | None, seed: int, rate_limits: bool) -> None:
    """Serve the sandbox over HTTP, for curl, Postman or a second kernel; Ctrl-C stops it."""
    from capexplore.sandbox import Sandbox

    with Sandbox(data, seed=seed, now="real", rate_limits=rate_limits) as served:

        def ready() -> None:
            click.echo(f"The sandbox answers on http://127.0.0.1:{port} with invented data.")
            click.echo(f"Key {served.demo_key}, secret {served.demo_secret}. It is not secure.")
            click.echo("What it holds and simulates is told there. Ctrl-C stops it.")

        served.serve(port, ready=ready)


@main.command()
@click.argument("key")
@click.option("--param", "-p", "params", multiple=True, help="A parameter, as name=value.")
@click.option("--json", "body", type=click.File("rb"), help="The body: a file, or - for stdin.")
@click.option("--header", "-H", "headers", multiple=True, help="A header, as name=value.")
@click.option("--cluster", help="A cluster's name or URL; the sandbox if not given.")
@click.option("--auth", type=click.Choice(["env"]), help="Credentials from the environment.")
@click.option("--writes", is_flag=True, help="Allow more than reading on a live cluster.")
@click.option("--format", "media", type=click.Choice(["json", "xml"]), help="Format on v1.1.")
@click.option(
    "--output", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def call(
    key: str,
    params: tuple[str, ...],
    body: Any,
    headers: tuple[str, ...],
    cluster: str | None,
    auth: str | None,
    writes: bool,
    media: str | None,
    output: str,
) -> None:
    """Call the action KEY, such as v2/customer/get, and print the answer.

    The exit code is 0 only if the whole call worked.
    """
    from capexplore import display
    from capexplore.catalog import actions
    from capexplore.examples import OPTIONS

    action = actions[key]
    given = _pairs(params, "--param")
    query = {name: given.pop(name) for name in OPTIONS if name in given}
    values: dict[str, Any] = {name.replace("-", "_"): value for name, value in given.items()}
    with _client(cluster, auth, writes) as client:
        response = client.call(
            action,
            json=_body(body),
            headers=_pairs(headers, "--header") or None,
            format=media,
            params=query or None,
            **values,
        )
    failed = response.outcome != "success"
    status = f"{response.outcome}: HTTP {response.status_code}, code {response.code}"
    messages = [visible(f"{e['code']}: {e['message'] or ''}") for e in response.errors]
    click.echo("\n".join([status, *messages]), err=True)
    if output == "json":
        click.echo(visible(response.text))
    elif output == "csv":
        click.echo(visible(response.to_frame().to_csv(index=False)), nl=False)
    else:
        frame = response.to_frame()
        click.echo(display.table_text(frame) if len(frame) else "No records.")
    sys.exit(1 if failed else 0)


@main.command()
@click.argument("key")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--out", type=click.Path(dir_okay=False), help="Answers: .csv, .jsonl or .parquet.")
@click.option("--param", "-p", "params", multiple=True, help="A parameter of all, as name=value.")
@click.option(
    "--column",
    "-c",
    "columns",
    multiple=True,
    help="Another name for a column, as column=name; column= leaves it out.",
)
@click.option("--template", type=click.File("rb"), help="A JSON file: what every item has besides.")
@click.option("--chunk", type=int, help="Rows of one call; the documented limit if not given.")
@click.option("--workers", type=int, help="Calls under way at once, at most.")
@click.option("--per-minute", type=float, help="Calls a minute; the documented rate if not given.")
@click.option(
    "--journal",
    type=click.Path(dir_okay=False),
    help="A file that keeps what was done, to go on from.",
)
@click.option("--skip-invalid", is_flag=True, help="Send the valid rows though others are not.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent, and send nothing.")
@click.option("--no-progress", is_flag=True, help="Show no bar.")
@click.option("--cluster", help="A cluster's name or URL; the sandbox if not given.")
@click.option("--auth", type=click.Choice(["env"]), help="Credentials from the environment.")
@click.option("--writes", is_flag=True, help="Allow more than reading on a live cluster.")
def bulk(
    key: str,
    file: str,
    params: tuple[str, ...],
    columns: tuple[str, ...],
    template: Any,
    skip_invalid: bool,
    no_progress: bool,
    cluster: str | None,
    auth: str | None,
    writes: bool,
    **options: Any,
) -> None:
    """Call the action KEY for each row of FILE (.csv, .parquet or .jsonl), or chunk of rows.

    The exit code is 0 only if every row worked. Ctrl-C finishes the calls that are under way, and
    ends with 130; with --journal the same command goes on from there.
    """
    from capexplore.catalog import actions

    action = actions[key]
    given = _pairs(params, "--param").items()
    values: dict[str, Any] = {name.replace("-", "_"): value for name, value in given}
    with _client(cluster, auth, writes) as client:
        run = client.bulk(
            action,
            file,
            template=_body(template, "The template"),
            columns={old: new or None for old, new in _pairs(columns, "--column").items()},
            invalid="skip" if skip_invalid else "raise",
            progress=False if no_progress else None,
            wait=False,
            **options,
            **values,
        )
        if options["dry_run"]:
            click.echo(run.summary())
            sys.exit(1 if run.invalid else 0)
        try:
            for problem in run.plan.problems:
                click.echo(f"Doubtful: {problem}", err=True)
            run.wait()
            code = 0 if run.ok else 1
        except KeyboardInterrupt:
            code = _INTERRUPTED
        click.echo(run.summary())
        if code and (advice := _advice(run, options)):
            click.echo(advice, err=True)
    sys.exit(code)


def _advice(run: Any, options: Mapping[str, Any]) -> str:
    """Say how to go on after a run that is not whole."""
    if run.counts.get("not sent") and options["journal"]:
        return "The same command goes on from the journal."
    if not options["out"]:
        return "--out FILE writes what became of each row."
    return f"What became of each row is in {options['out']}."


def _client(cluster: str | None, auth: str | None, writes: bool) -> Client:
    from capexplore.client import Client
    from capexplore.cluster import clusters
    from capexplore.credentials import from_env

    target = clusters.resolve(cluster) if cluster else None
    credentials = from_env(target.key if target else None) if auth else None
    return Client(target, auth=credentials, writes=writes)


def _pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise click.UsageError(f"{option} takes name=value, not {text!r}.")
        if name in pairs:
            raise click.UsageError(f"{option} {name} is given twice; join its values with commas.")
        pairs[name] = value
    return pairs


def _body(file: Any, name: str = "The body") -> Any:
    if file is None:
        return None
    from capexplore.decode import from_json

    try:
        return from_json(file.read())
    except ValueError as error:
        raise InvalidRequestError(f"{name} is not JSON: {error}.") from None


@main.command(name="actions")
@click.argument("text", nargs=-1)
@click.option(
    "--openapi",
    type=click.Choice(["v1", "v1.1", "v2", "v3"]),
    help="Print all actions of a version as an OpenAPI document instead.",
)
def list_actions(text: tuple[str, ...], openapi: str | None) -> None:
    """List the documented actions, or those that have all the words of TEXT."""
    from capexplore.catalog import actions

    if openapi:
        import orjson

        click.echo(orjson.dumps(actions.to_openapi(openapi), option=orjson.OPT_INDENT_2))
        return
    found = actions.search(" ".join(text)) if text else actions
    width = max((len(action.key) for action in found), default=0)
    for action in found:
        click.echo(f"{action.key:<{width}}  {action.method:<6}  {action.path}")
    if not len(found):
        raise click.ClickException("No action has all of these words.")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True))
def scan(paths: tuple[str, ...]) -> None:
    """Look for credentials of this API in notebooks and text, before they are shared.

    Says file, place and kind, and never the value. The exit code is 1 if anything was found. What
    the sandbox accepts is no secret.
    """
    from capexplore.sandbox.world import CLIENTS, LOGINS
    from capexplore.scan import scan as search

    known = {client[1] for client in CLIENTS} | {login[4] for login in LOGINS}
    found = search(paths, harmless=known)
    for finding in found:
        click.echo(finding)
    if found:
        click.echo(
            f"{len(found)} found. Take them out, outputs too, and have what was shared replaced: "
            "a value that was published once stays known.",
            err=True,
        )
        sys.exit(1)
    click.echo("No credentials were found.", err=True)


@main.command()
def doctor() -> None:
    """Show what this machine has: versions, widgets, proxy, variables, names of the clusters.

    No credentials are sent, and no values of variables are shown. The exit code is 1 if something
    is missing.
    """
    from capexplore.doctor import examine

    fine = True
    for what, found, good in examine():
        fine = fine and good
        click.echo(f"{'ok ' if good else '!! '} {what:<20} {found}")
    sys.exit(0 if fine else 1)
