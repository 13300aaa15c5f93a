"""``%uzo``: the verbs that look after the workflows of a notebook."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from uzo_jupyter.arguments import UsageProblem, run_options, set_parameters
from uzo_jupyter.errors import UzoError
from uzo_jupyter.language.names import did_you_mean
from uzo_jupyter.model import write_document
from uzo_jupyter.operations.usage import usage_of
from uzo_jupyter.picture import text_picture
from uzo_jupyter.running.cache import ResultCache, clear_kept, cleared_text, kept_text
from uzo_jupyter.session import Flow, Session
from uzo_jupyter.session.code import code_text

HELP = """\
%%uzo NAME [--draft] [--param k=v ...] [--engine auto|streaming|in-memory|gpu] [--concurrency N] [--memory SIZE]
      [--export] [--wait] [--to NODE ...] [--from NODE] [--no-cache]
                         a workflow: graph, previews, run
                         --draft   do not run            --wait      wait for the end of the run
                         --export  nodes are variables   --engine    how Polars runs it
                         --to      what this node needs  --from      this node and what follows, anew
                         --no-cache     use nothing that is kept of earlier runs
                         --concurrency  how many steps run at once
                         --memory       such as 2GB: what queries keep in memory, the rest goes to the disk
%uzo list                the workflows of this notebook
%uzo show [NAME]         the graph as text
%uzo plan [NAME] [--to NODE ...] [--from NODE] [--failed] [--past RUN] [--no-cache]
                         which nodes become one query, which are reused, and why
%uzo run [NAME] [--param k=v ...] [--engine E] [--concurrency N] [--wait], and the options of plan
                         run again; parameters keep their new values
                         --failed  only what failed or was skipped, over what the last run has done
                         --past    with --from: take what is before it from this run
%uzo runs [NAME]         the last runs, whose results are still there
%uzo trust [NAME] [NODE] the code of nodes; with NODE: let it run from now on
%uzo cache [clear]       what is kept of earlier runs; clear all but what is pinned
%uzo cancel [NAME]       end the run
%uzo save [NAME] FILE    write FILE.uzo.json
%uzo picture [NAME] FILE write the graph as it is now to an .svg or .png file
%uzo open FILE           open a .uzo.json document; nothing is read until you run it
%uzo words [WORD]        all words of the language, or how one is written
%uzo help                this text
NAME is the workflow of the last cell where it is left out."""


class Verbs:
    """Carries out what stands behind ``%uzo``.

    Parameters
    ----------
    session
        Opens documents and knows the words.
    show
        Shows a workflow that was opened, and makes it the last one.
    """

    def __init__(self, session: Session, show: Callable[[Flow], None]) -> None:
        self._session = session
        self._show = show
        self._flows: dict[str, Flow] = {}
        self._last: str | None = None
        self._verbs: Mapping[str, Callable[[list[str]], None]] = {
            "help": lambda _: print(HELP),
            "list": self._list,
            "show": lambda words: print(text_picture(self._flow(words).workflow, session.registry)),
            "plan": self._plan,
            "runs": self._runs,
            "cache": self._cache,
            "trust": self._trust,
            "run": self._run,
            "cancel": lambda words: print(
                "cancelled" if self._flow(words).cancel() else "nothing is running"
            ),
            "save": self._save,
            "picture": self._picture,
            "open": self._open,
            "words": self._words,
        }

    def __iter__(self) -> Iterator[Flow]:
        return iter(tuple(self._flows.values()))

    def add(self, name: str, flow: Flow) -> None:
        """A workflow of the notebook, from now on the last one."""
        self._flows[name] = flow
        self._last = name

    def carry_out(self, line: str) -> None:
        """Do what a line says.

        Raises
        ------
        UsageProblem
            When it cannot be done; the message is all that a person needs to see.
        """
        try:
            verb, *words = shlex.split(line) or ["help"]
        except ValueError as error:
            raise UsageProblem(f"%uzo {line}: {error}.") from None
        if verb not in self._verbs:
            hint = did_you_mean(verb, self._verbs, "Verbs")
            raise UsageProblem(f"There is no %uzo {verb}.", hint=hint)
        try:
            self._verbs[verb](words)
        except UzoError as error:
            raise UsageProblem(str(error)) from None

    def _flow(self, words: list[str]) -> Flow:
        if len(words) > 1:
            raise UsageProblem(f"One name is enough, not {', '.join(words)}.")
        name = words[0] if words else self._last
        if name is None:
            raise UsageProblem("There is no workflow yet.", hint="Write a %%uzo cell.")
        if name not in self._flows:
            raise UsageProblem(
                f"There is no workflow {name!r}.", hint=did_you_mean(name, self._flows, "Workflows")
            )
        return self._flows[name]

    def _list(self, _: list[str]) -> None:
        for name, flow in self._flows.items():
            print(f"{name}: {flow!r}")

    def _run(self, words: list[str]) -> None:
        options = run_options(words)
        flow = self._flow(list(options.names))
        set_parameters(flow, options.parameters)
        flow.run(options.engine, options.scope, options.concurrency, options.memory)
        if options.wait:
            flow.wait()

    def _plan(self, words: list[str]) -> None:
        options = run_options(words)
        print(self._flow(list(options.names)).plan(options.scope).explain())

    def _runs(self, words: list[str]) -> None:
        for past in self._flow(words).past_runs:
            started = past.view.started_at.astimezone().strftime("%H:%M:%S")
            print(f"{past.view.run}  {started}  {past.view.phase}")

    def _cache(self, words: list[str]) -> None:
        cache = ResultCache()
        if words not in ([], ["clear"]):
            raise UsageProblem(f"There is no %uzo cache {words[0]}.", hint="%uzo cache, or %uzo cache clear.")
        print(cleared_text(clear_kept(cache)) if words else kept_text(cache))

    def _trust(self, words: list[str]) -> None:
        node = words[-1] if words and words[-1] not in self._flows else None
        flow = self._flow(words if node is None else words[:-1])
        if node is not None:
            flow.trust(node)
        codes = [code for code in flow.codes().values() if node in (None, code.node)]
        print("\n\n".join(map(code_text, codes)) or "No node has code.")

    def _words(self, words: list[str]) -> None:
        registry = self._session.registry
        if not words:
            print("at the start:", ", ".join(sorted(registry.sources())))
            print("after a node:", ", ".join(sorted(registry.methods())))
            return
        word = words[0]
        operation = registry.operation_of_word(word)
        if operation is None:
            known = [*registry.sources(), *registry.methods()]
            raise UsageProblem(f"There is no word {word!r}.", hint=did_you_mean(word, known, "Words"))
        print(usage_of(operation))

    def _flow_and_file(self, verb: str, words: list[str]) -> tuple[Flow, Path]:
        if not words:
            raise UsageProblem("Which file?", hint=f"%uzo {verb} [NAME] FILE")
        if len(words) == 1 and words[0] in self._flows:
            raise UsageProblem("Which file?", hint=f"{words[0]!r} is a workflow: %uzo {verb} {words[0]} FILE")
        return self._flow(words[:-1]), Path(words[-1])

    def _picture(self, words: list[str]) -> None:
        flow, path = self._flow_and_file("picture", words)
        print(f"saved {flow.picture().save(path)}")

    def _save(self, words: list[str]) -> None:
        flow, path = self._flow_and_file("save", words)
        flow.require_savable()
        if not path.name.endswith(".uzo.json"):
            path = path.with_name(f"{path.name}.uzo.json")
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_text(write_document(flow.document), encoding="utf-8")
            part.replace(path)
        except OSError as error:
            raise UsageProblem(f"{path} cannot be written: {error.strerror or error}.") from None
        print(f"saved {path}")

    def _open(self, words: list[str]) -> None:
        if len(words) != 1:
            raise UsageProblem("Which file?", hint="%uzo open FILE")
        flow = self._session.open_document(Path(words[0]), reaches=False)
        self.add(flow.workflow.name, flow)
        self._show(flow)
