"""``uzo`` on the command line: the same workflows without a browser."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from uzo_jupyter.arguments import engine_from, memory_from, set_parameters
from uzo_jupyter.errors import RunError, UntrustedCodeError, UzoError
from uzo_jupyter.protocol import Diagnostic, RunScope

if TYPE_CHECKING:
    from uzo_jupyter.checking import Checker
    from uzo_jupyter.model import Workflow
    from uzo_jupyter.session import Flow

_ENDING = (signal.SIGINT, signal.SIGTERM)

app = typer.Typer(
    name="uzo", help="Check, show and run uzo workflows.", no_args_is_help=True, add_completion=False
)

File = Annotated[Path, typer.Argument(help="A .uzo.json document.", metavar="FILE")]
Files = Annotated[list[Path], typer.Argument(help="One or more .uzo.json documents.", metavar="FILE...")]
Parameters = Annotated[list[str], typer.Option("--param", metavar="NAME=VALUE", help="A parameter's value.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line instead of text.")]


To = Annotated[
    list[str],
    typer.Option("--to", metavar="NODE", help="Only this node and what it needs; may stand several times."),
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="NODE", help="This node and all that follows are computed anew."),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Use nothing that is kept of earlier runs.")]


@app.command()
def run(
    file: File,
    param: Parameters = [],  # noqa: B006 - typer reads the default, nobody changes it
    engine: Annotated[str, typer.Option(help="auto, streaming, in-memory or gpu.")] = "auto",
    concurrency: Annotated[
        int | None, typer.Option(min=1, help="How many steps run at once; as many as processors if not said.")
    ] = None,
    to: To = [],  # noqa: B006
    from_node: From = None,
    no_cache: NoCache = False,
    trust: Annotated[
        list[str],
        typer.Option("--trust", metavar="sha256:...", help="Let the code of this digest run, this once."),
    ] = [],  # noqa: B006
    memory: Annotated[
        str | None,
        typer.Option(metavar="SIZE", help="What queries keep in memory, such as 2GB."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Run a workflow on Prefect; exit code 0 when it completed, 1 when not."""
    from uzo_jupyter.session import Session
    from uzo_jupyter.terminal import JsonDisplay, RichDisplay

    _interrupt_on_signals()
    session: Session | None = None
    flow: Flow | None = None
    try:
        kind = engine_from(engine)
        session = Session()
        for digest in trust:
            session.trust.add_digest(digest)
        flow = session.open_document(file)
        set_parameters(flow, param)
        if not flow.ok:
            raise _Problems(file, flow.diagnostics)
        display = JsonDisplay() if as_json else RichDisplay(flow)
        with display:
            flow.listen_events(display.event)
            scope = RunScope(to=tuple(to), from_node=from_node, use_kept=not no_cache)
            flow.run(kind, scope, concurrency, memory_from(memory) if memory else None)
            flow.wait()
    except _Problems as problems:
        problems.show(as_json)
        raise typer.Exit(1) from None
    except UntrustedCodeError as error:
        if flow is not None and not as_json:
            _show_code(flow, error.nodes)
        _fail(error, as_json)
    except RunError as error:
        # The display has told the reason already; only what it cannot know is printed here.
        if not as_json:
            typer.echo(f"uzo run: {error}", err=True)
        raise typer.Exit(1) from None
    except UzoError as error:
        _fail(error, as_json)
    except KeyboardInterrupt:
        typer.echo("uzo run: cancelled", err=True)
        raise typer.Exit(130) from None
    finally:
        if session is not None:
            session.close()


def _show_code(flow: Flow, nodes: tuple[str, ...]) -> None:
    from uzo_jupyter.session.code import code_text

    codes = flow.codes()
    for node in nodes:
        typer.echo(f"{code_text(codes[node])}\n", err=True)


def _interrupt_on_signals() -> None:
    """Let SIGTERM end a run as cleanly as Ctrl-C, and Ctrl-C also where a shell has switched it off."""
    for number in _ENDING:
        signal.signal(number, _interrupt)


def _interrupt(_: int, __: FrameType | None) -> NoReturn:
    # A second signal would only break off the cleaning up.
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


@app.command()
def check(files: Files, as_json: Json = False) -> None:
    """Check documents without running them; exit code 0 when none has an error."""
    from uzo_jupyter.checking import Checker
    from uzo_jupyter.operations import Registry

    registry = Registry.load()
    checker = Checker(registry)
    failed = False
    for file in files:
        diagnostics = _check_file(file, checker)
        failed = failed or any(diagnostic.severity == "error" for diagnostic in diagnostics)
        for diagnostic in diagnostics:
            _print_diagnostic(file, diagnostic, as_json)
        if not diagnostics and not as_json:
            typer.echo(f"{file}: ok")
    raise typer.Exit(1 if failed else 0)


@app.command()
def show(
    file: File,
    picture: Annotated[
        Path | None, typer.Option(help="Write the graph to this .svg or .png file.", metavar="FILE")
    ] = None,
) -> None:
    """Show the graph of a workflow as text, or write it as a picture."""
    from uzo_jupyter.operations import Registry
    from uzo_jupyter.picture import Picture, graph_view, text_picture

    workflow = _workflow(file)
    registry = Registry.load()
    if picture is None:
        typer.echo(text_picture(workflow, registry))
        return
    try:
        Picture(graph_view(workflow, registry, {}), {}).save(picture)
    except UzoError as error:
        _fail(error, as_json=False)


@app.command()
def plan(
    file: File,
    param: Parameters = [],  # noqa: B006
    to: To = [],  # noqa: B006
    from_node: From = None,
    no_cache: NoCache = False,
) -> None:
    """Show which nodes of a workflow become one query, which are reused, and why."""
    from uzo_jupyter.session import Session

    try:
        flow = Session().open_document(file)
        set_parameters(flow, param)
        scope = RunScope(to=tuple(to), from_node=from_node, use_kept=not no_cache)
        typer.echo(flow.plan(scope).explain())
    except UzoError as error:
        _fail(error, as_json=False)


@app.command()
def cache(
    clear: Annotated[bool, typer.Option("--clear", help="Remove all but what is pinned.")] = False,
    clear_all: Annotated[bool, typer.Option("--clear-all", help="Remove also what is pinned.")] = False,
) -> None:
    """List what is kept of earlier runs and how much room it takes, or clear it."""
    from uzo_jupyter.running.cache import ResultCache, clear_kept, cleared_text, kept_text

    try:
        kept = ResultCache()
        if clear or clear_all:
            typer.echo(cleared_text(clear_kept(kept, pinned=clear_all)))
        else:
            typer.echo(kept_text(kept))
    except UzoError as error:
        _fail(error, as_json=False)


class _Problems(UzoError):
    """A document with errors."""

    def __init__(self, file: Path, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"{file} has errors.")
        self._file = file
        self._diagnostics = diagnostics

    def show(self, as_json: bool) -> None:
        """Print one line a diagnostic."""
        for diagnostic in self._diagnostics:
            _print_diagnostic(self._file, diagnostic, as_json, err=not as_json)


def _check_file(file: Path, checker: Checker) -> tuple[Diagnostic, ...]:
    from uzo_jupyter.checking import missing_files_as_warnings
    from uzo_jupyter.operations import Place
    from uzo_jupyter.session import read_file

    try:
        document = read_file(file)
    except UzoError as error:
        return (Diagnostic(code="parse", message=error.message, hint=error.hint),)
    if document.workflow is None:
        return document.diagnostics
    checked = checker.check(document.workflow, Place(file.resolve().parent))
    return missing_files_as_warnings((*document.diagnostics, *checked.diagnostics))


def _workflow(file: Path) -> Workflow:
    from uzo_jupyter.session import read_file

    try:
        document = read_file(file)
    except UzoError as error:
        _fail(error, as_json=False)
    if document.workflow is None:
        for diagnostic in document.diagnostics:
            _print_diagnostic(file, diagnostic, as_json=False, err=True)
        raise typer.Exit(1)
    return document.workflow


def _print_diagnostic(file: Path, diagnostic: Diagnostic, as_json: bool, *, err: bool = False) -> None:
    if as_json:
        typer.echo(json.dumps({"document": str(file), **diagnostic.to_wire()}))
    else:
        typer.echo(f"{file}: {diagnostic.line()}", err=err)


def _fail(error: UzoError, as_json: bool) -> NoReturn:
    text = json.dumps({"error": str(error)}) if as_json else f"uzo: {error}"
    typer.echo(text, err=not as_json)
    raise typer.Exit(1) from None


def main() -> None:
    """The command ``uzo``."""
    sys.exit(app())


if __name__ == "__main__":
    main()
