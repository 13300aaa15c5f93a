"""The arguments of one call as settings and inputs of a node."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from uzo_jupyter.language.drafts import Input, NodeDraft
from uzo_jupyter.language.names import did_you_mean, wire_name
from uzo_jupyter.language.program import FieldPlace
from uzo_jupyter.language.source import Source
from uzo_jupyter.language.spelling import Call, Spelling, tables_of
from uzo_jupyter.language.values import ArgumentReader, ValueProblem, entries
from uzo_jupyter.model import JsonValue

NodeReader = Callable[[ast.expr], NodeDraft | str]


def is_open(argument: ast.expr) -> bool:
    """Whether ``None`` stands for a node: the input is not connected."""
    return isinstance(argument, ast.Constant) and argument.value is None


@dataclass(slots=True)
class ArgumentBinder:
    """Puts the arguments of a call where its spelling says; ``node_of`` reads an argument as a node."""

    source: Source
    reader: ArgumentReader
    spelling: Spelling
    draft: NodeDraft
    node_of: NodeReader

    def bind(self, spec: Call, call: ast.Call) -> list[ValueProblem]:
        """Bind all arguments; returns what is wrong with them."""
        problems: list[ValueProblem] = []
        try:
            self._positional(spec, list(call.args))
        except ValueProblem as problem:
            problems.append(problem)
        open_inputs: set[str] = set()
        for keyword in call.keywords:
            try:
                self._keyword(spec, keyword, open_inputs)
            except ValueProblem as problem:
                problems.append(problem)
        self._tables(call, open_inputs)
        return problems

    def _tables(self, call: ast.Call, open_inputs: set[str]) -> None:
        """The tables of SQL are inputs by themselves, but where an argument of that name says otherwise."""
        query = self.draft.config.get(self.spelling.tables_in or "")
        if isinstance(query, str):
            said = {*open_inputs, *(item.handle for item in self.draft.inputs)}
            tables = (table for table in tables_of(query) if table not in said)
            self.draft.inputs.extend(Input(table, table, call) for table in tables)

    def _positional(self, spec: Call, arguments: list[ast.expr]) -> None:
        for argument in arguments:
            if isinstance(argument, ast.Starred):
                raise ValueProblem("Arguments with * cannot be read: write them one by one.", argument)
        if spec.more_nodes:
            self._more_nodes(arguments)
            return
        for handle in spec.nodes[: len(arguments)]:
            self._input(handle, arguments.pop(0))
        for name in spec.positional[: len(arguments)]:
            self._setting(name, arguments.pop(0))
        if arguments and (spec.rest or spec.named):
            self._rest(spec, arguments)
        elif arguments:
            raise ValueProblem(f"{spec.word}(...) takes no argument here.", arguments[0], self._usage(spec))

    def _more_nodes(self, arguments: list[ast.expr]) -> None:
        if len(arguments) == 1 and isinstance(arguments[0], ast.List | ast.Tuple):
            arguments = arguments[0].elts
        for number, argument in enumerate(arguments, start=2):
            self._input(f"in{number}", argument)

    def _rest(self, spec: Call, arguments: list[ast.expr]) -> None:
        if len(arguments) == 1 and isinstance(arguments[0], ast.List | ast.Tuple):
            arguments = arguments[0].elts
        plain: list[ast.expr] = []
        for argument in arguments:
            if spec.named is not None and not isinstance(argument, ast.Constant):
                self._named(spec.named, _output_name(argument), argument)
            elif spec.rest is None:
                hint = f"Write: {spec.word}(name=col(...))."
                raise ValueProblem("An expression must stand here.", argument, hint)
            elif wire_name(spec.named or "") in self.draft.config and _is_text(argument):
                # Behind an expression a name is the expression of its column: columns come in the order of the text.
                self._column(spec.named or "", argument)
            else:
                plain.append(argument)
        if spec.rest is not None and plain:
            values: list[JsonValue] = [
                self.reader.read(item, self.spelling.fields[spec.rest]) for item in plain
            ]
            self._put(wire_name(spec.rest), values, plain[0])

    def _keyword(self, spec: Call, keyword: ast.keyword, open_inputs: set[str]) -> None:
        name, value = keyword.arg, keyword.value
        if name is None:
            self._unpacked(spec, value, open_inputs)
        elif name in spec.nodes:
            self._input(name, value)
        elif name in self.spelling.fields and name != spec.named:
            self._setting(name, value)
        elif spec.named is not None:
            self._named(spec.named, name, value)
        elif self.spelling.tables_in is not None:
            self._table(name, value, open_inputs)
        else:
            hint = did_you_mean(name, [*spec.nodes, *self.spelling.fields], "Arguments")
            raise ValueProblem(f"{spec.word}(...) has no argument {name!r}.", keyword, hint)

    def _unpacked(self, spec: Call, value: ast.expr, open_inputs: set[str]) -> None:
        if not isinstance(value, ast.Dict) or (spec.named is None and self.spelling.tables_in is None):
            raise ValueProblem("Arguments with ** must be a mapping written out.", value)
        if spec.named is not None:
            self.draft.config.setdefault(wire_name(spec.named), {})
        for key, item in entries(value):
            if spec.named is not None:
                self._named(spec.named, key, item)
            else:
                self._table(key, item, open_inputs)

    def _table(self, table: str, argument: ast.expr, open_inputs: set[str]) -> None:
        if is_open(argument):
            open_inputs.add(table)
        else:
            self._input(table, argument)

    def _input(self, handle: str, argument: ast.expr) -> None:
        if not is_open(argument):
            self.draft.inputs.append(Input(handle, self.node_of(argument), argument))

    def _setting(self, name: str, argument: ast.expr) -> None:
        wire = wire_name(name)
        if wire in self.draft.fields:
            raise ValueProblem(f"{name!r} is given twice.", argument)
        value = self.reader.read(argument, self.spelling.fields[name])
        self._put(wire, value, argument)
        if isinstance(argument, ast.Dict) and isinstance(value, dict):
            for key, item in entries(argument):
                self._remember(f"{wire}.{key}", value[key], item)

    def _put(self, wire: str, value: JsonValue, argument: ast.expr) -> None:
        self.draft.config[wire] = value
        self._remember(wire, value, argument)

    def _remember(self, field: str, value: JsonValue, argument: ast.expr) -> None:
        text = value if isinstance(value, str) else None
        place = FieldPlace(self.source.span(argument), self.source.segment(argument), text)
        self.draft.fields[field] = place

    def _column(self, name: str, argument: ast.expr) -> None:
        assert isinstance(argument, ast.Constant)
        self._add(name, str(argument.value), f"col({argument.value!r})", argument)

    def _named(self, name: str, key: str, argument: ast.expr) -> None:
        self._add(name, key, self.reader.read(argument, self.spelling.fields[name]), argument)

    def _add(self, name: str, key: str, value: JsonValue, argument: ast.expr) -> None:
        wire = wire_name(name)
        mapping = self.draft.config.setdefault(wire, {})
        assert isinstance(mapping, dict)
        if key in mapping:
            raise ValueProblem(f"{key!r} is given twice.", argument)
        mapping[key] = value
        self._remember(f"{wire}.{key}", value, argument)

    def _usage(self, spec: Call) -> str:
        known = [*spec.nodes, *spec.positional, *([f"*{spec.rest}"] if spec.rest else [])]
        others = [f"{name}=" for name in self.spelling.fields if name not in spec.positional]
        return f"Arguments: {', '.join([*known, *others]) or 'none'}."


def _is_text(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)


def _output_name(argument: ast.expr) -> str:
    """The column that an expression without a keyword makes: that of ``.alias(...)``, else its first column."""
    if (
        isinstance(argument, ast.Call)
        and isinstance(argument.func, ast.Attribute)
        and argument.func.attr == "alias"
    ):
        return _first_text(argument) or _no_name(argument)
    node: ast.AST = argument
    while True:
        if isinstance(node, ast.Call) and _is_col(node.func):
            return _first_text(node) or _no_name(argument)
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            node = node.value
        elif isinstance(node, ast.BinOp | ast.Compare):
            node = node.left
        elif isinstance(node, ast.UnaryOp):
            node = node.operand
        else:
            return _no_name(argument)


def _is_col(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", None)
    return name == "col"


def _first_text(call: ast.Call) -> str | None:
    if len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
        return call.args[0].value
    return None


def _no_name(argument: ast.expr) -> str:
    raise ValueProblem("This expression needs a name.", argument, "Write: name=expression.")
