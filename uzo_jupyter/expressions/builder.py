"""From a syntax tree to a Polars expression, one node at a time, by table."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, cast

import polars as pl

from .calls import FAILURES
from .errors import ExpressionError
from .lookup import Lookup, Namespace
from .operators import BINARY, COMPARISONS, LOGICAL, check_logical_sides, fold, logical_hint
from .plan import check_plan
from .syntax import parse
from .values import THENS, WHENS, Parameter, ParameterValue, is_number, is_sequence, scalar_problem

_NO_PARAMETERS: Final[Mapping[str, ParameterValue]] = MappingProxyType({})


def build(
    text: str, parameters: Mapping[str, ParameterValue] = _NO_PARAMETERS, *, allow_many: bool = True
) -> pl.Expr:
    """Build the Polars expression that a text describes.

    Parameters
    ----------
    text
        A Polars expression in Python syntax.  It is read and looked up, never executed.
    parameters
        Values for ``param('name')``.
    allow_many
        Whether the expression may expand to many columns, as ``col('*')`` does.

    Returns
    -------
    pl.Expr
        The expression.

    Raises
    ------
    ExpressionError
        If the text says anything outside the allowlist, or is too large.

    Examples
    --------
    >>> frame = pl.DataFrame({"age": [17, 30], "name": ["Ada", None]})
    >>> frame.filter(build("col('age') > 18 and col('name').is_null()")).height
    1
    >>> frame.select(build("col('age') + param('years')", {"years": 5})).to_series().to_list()
    [22, 35]
    """
    source, tree = parse(text)
    try:
        expression = _Builder(source, parameters).expression(tree)
    except RecursionError:
        raise ExpressionError("The expression is nested too deeply.") from None
    check_plan(expression, allow_many=allow_many)
    return expression


class _Builder(Lookup):
    """Evaluates one syntax tree; the dispatch table is at the end of the class."""

    def expression(self, tree: ast.expr) -> pl.Expr:
        """The whole tree as an expression."""
        value = self.value(tree)
        if isinstance(value, Parameter):
            return value.as_expression()
        if isinstance(value, THENS):
            return value.otherwise(None)
        if isinstance(value, pl.Expr):
            return value
        if isinstance(value, WHENS):
            raise self.source.error("`when(...)` needs `.then(...)`.", tree)
        if isinstance(value, Namespace):
            raise self.source.error(f"`.{value.name}` needs a method after it.", tree)
        is_plain = value is None or isinstance(value, (str, int, float))
        hint = f"Write lit({self.source.segment(tree)})." if is_plain and value is not ... else None
        raise self.source.error("This is not a column.", tree, hint)

    def value(self, node: ast.expr) -> object:
        visit = self._visitors.get(type(node))
        if visit is None:
            name, hint = _REFUSED.get(type(node), (type(node).__name__, None))
            raise self.source.error(f"{name} is not allowed in an expression.", node, hint)
        return visit(self, node)

    def _operand(self, node: ast.expr) -> object:
        """A value that may stand beside an operator: an expression, a scalar or a parameter."""
        value = self.value(node)
        if value is None or isinstance(value, (pl.Expr, str, int, float, Parameter)):
            return value
        hint = "Lists belong into calls, as in col('a').is_in([1, 2])." if is_sequence(value) else None
        raise self.source.error("This cannot stand beside an operator.", node, hint)

    def _constant(self, node: ast.Constant) -> object:
        if isinstance(node.value, (bytes, complex)) or node.value is ...:
            raise self.source.error(f"A literal of type {type(node.value).__name__} is not allowed.", node)
        if problem := scalar_problem(node.value):
            raise self.source.error(problem, node)
        return node.value

    def _list(self, node: ast.List | ast.Tuple) -> object:
        items = [self.value(item) for item in node.elts]
        return items if isinstance(node, ast.List) else tuple(items)

    def _dict(self, node: ast.Dict) -> object:
        mapping: dict[object, object] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if not isinstance(key, (ast.Constant, ast.UnaryOp)):
                raise self.source.error("The keys of a mapping are literals.", key or node)
            mapping[self.value(key)] = self.value(value)
        return mapping

    def _unary(self, node: ast.UnaryOp) -> object:
        value = self._operand(node.operand)
        if isinstance(node.op, (ast.Not, ast.Invert)):
            value = self._condition(value, node.operand)
            return ~value
        if isinstance(value, Parameter):
            if not is_number(value.value):
                raise self.source.error("Only a number has a sign.", node)
            return Parameter(-value.value if isinstance(node.op, ast.USub) else value.value)
        if not isinstance(value, pl.Expr) and not is_number(value):
            raise self.source.error("Only a number has a sign.", node)
        return -value if isinstance(node.op, ast.USub) else value

    def _binary(self, node: ast.BinOp) -> object:
        apply = BINARY.get(type(node.op))
        if apply is None:
            raise self.source.error("This operator is not available.", node)
        left, right = self._operand(node.left), self._operand(node.right)
        if not isinstance(left, pl.Expr) and not isinstance(right, pl.Expr):
            result = fold(self.source, node, left, right)
            if result is not None:
                return self._checked_number(node, result)
        check_logical_sides(self.source, node, left, right)
        return self._applied(node, apply, left, right)

    def _checked_number(self, node: ast.expr, result: object) -> object:
        if problem := scalar_problem(result.value if isinstance(result, Parameter) else result):
            raise self.source.error(problem, node)
        return result

    def _boolean(self, node: ast.BoolOp) -> object:
        conditions = [self._condition(self._operand(item), item) for item in node.values]
        result = conditions[0]
        for condition in conditions[1:]:
            result = result & condition if isinstance(node.op, ast.And) else result | condition
        return result

    def _condition(self, value: object, node: ast.expr) -> pl.Expr:
        if isinstance(value, pl.Expr):
            return value
        if isinstance(value, Parameter):
            return value.as_expression()
        if isinstance(value, bool):
            return pl.lit(value)
        raise self.source.error("`and`, `or` and `not` need conditions.", node, "For example: col('a') > 1")

    def _compare(self, node: ast.Compare) -> object:
        parts = [node.left, *node.comparators]
        for part in parts:
            if (
                isinstance(part, ast.BinOp)
                and isinstance(part.op, LOGICAL)
                and not self.source.is_bracketed(part)
            ):
                message = "`&` and `|` bind tighter than comparisons."
                raise self.source.error(message, node, logical_hint(self.source, node))
        for sign, part in zip(node.ops, parts[1:], strict=True):
            self._check_comparison(node, sign, part)
        values = [self._operand(part) for part in parts]
        result: pl.Expr | None = None
        for sign, left, right in zip(node.ops, values, values[1:], strict=False):
            if not isinstance(left, (pl.Expr, Parameter)) and not isinstance(right, (pl.Expr, Parameter)):
                raise self.source.error("A comparison needs a column on one side.", node)
            compared = self._applied(node, COMPARISONS[type(sign)], left, right)
            result = compared if result is None else result & compared
        return result

    def _check_comparison(self, node: ast.Compare, sign: ast.cmpop, right: ast.expr) -> None:
        if type(sign) in COMPARISONS:
            for side in (node.left, right):
                if isinstance(side, ast.Constant) and side.value is None:
                    hint = "Write .is_null() or .is_not_null()."
                    raise self.source.error("A comparison with None is never true.", side, hint)
            return
        if isinstance(sign, (ast.In, ast.NotIn)):
            negation = "~" if isinstance(sign, ast.NotIn) else ""
            left, values = self.source.segment(node.left), self.source.segment(right)
            values = values if isinstance(right, (ast.List, ast.Tuple)) else "[...]"
            left = left if values != "[...]" else "col('a')"
            hint = f"Write {negation}{left}.is_in({values})."
            raise self.source.error("`in` does not work on columns.", node, hint)
        raise self.source.error("`is` does not work on columns.", node, "Write == or .is_null().")

    def _applied(
        self, node: ast.expr, apply: Callable[[Any, Any], Any], left: object, right: object
    ) -> pl.Expr:
        sides = [side.as_expression() if isinstance(side, Parameter) else side for side in (left, right)]
        try:
            return cast("pl.Expr", apply(sides[0], sides[1]))
        except FAILURES as error:
            raise self.source.error(str(error) or type(error).__name__, node) from error

    _visitors: Final[Mapping[type[ast.expr], Callable[[_Builder, Any], object]]] = MappingProxyType(
        {
            ast.Constant: _constant,
            ast.List: _list,
            ast.Tuple: _list,
            ast.Dict: _dict,
            ast.UnaryOp: _unary,
            ast.BinOp: _binary,
            ast.BoolOp: _boolean,
            ast.Compare: _compare,
            ast.Name: Lookup.visit_name,
            ast.Attribute: Lookup.visit_attribute,
            ast.Call: Lookup.visit_call,
        }
    )


_REFUSED: Final[Mapping[type[ast.expr], tuple[str, str | None]]] = MappingProxyType(
    {
        ast.IfExp: ("`x if c else y`", "Write when(condition).then(x).otherwise(y)."),
        ast.Subscript: (
            "Indexing with [ ]",
            "Write .get(0), .list.get(0), .str.slice(0, 1) or .struct.field('x').",
        ),
        ast.Lambda: ("`lambda`", None),
        ast.JoinedStr: ("An f-string", "Write format('{} {}', col('a'), col('b')) or use +."),
        ast.ListComp: ("A loop", None),
        ast.SetComp: ("A loop", None),
        ast.DictComp: ("A loop", None),
        ast.GeneratorExp: ("A loop", None),
        ast.Starred: ("`*`", None),
        ast.NamedExpr: ("`:=`", "Write == to compare."),
        ast.Set: ("A set", "Write a list: [1, 2]."),
        ast.Yield: ("`yield`", None),
        ast.YieldFrom: ("`yield`", None),
        ast.Await: ("`await`", None),
    }
)
