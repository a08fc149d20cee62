"""The kinds of faults that can be put into a module or a table: each a small change of the text of one place.

Not touched: what only types, docstrings and decorators say, and the text within f-strings.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_OTHER: dict[type[ast.AST], Any] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_ALIKE_IN_ANY_ORDER = {"max", "min"}
_OTHER_NAME = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True, slots=True)
class Fault:
    """`text` stands in the place of the bytes from `start` to `end` of a file. `function` is the line in which the
    function around it begins, and 0 outside of functions."""

    kind: str
    file: str
    function: int
    start: int
    end: int
    text: str

    def put_into(self, source: str) -> str:
        data = source.encode()
        return (data[: self.start] + self.text.encode() + data[self.end :]).decode()

    def line(self, source: str) -> int:
        return source.encode()[: self.start].count(b"\n") + 1

    def told(self, source: str) -> tuple[str, str]:
        """The line, or the lines as one, as it is and as it is with the fault."""
        data = source.encode()
        first = data.rfind(b"\n", 0, self.start) + 1
        last = data.find(b"\n", self.end)
        before = data[first:last].decode()
        after = (data[first : self.start] + self.text.encode() + data[self.end : last]).decode()
        return " ".join(before.split()), " ".join(after.split())


def faults_of_module(file: str, source: str) -> Iterator[Fault]:
    """Every fault that can be put into a module."""
    lines = [0]
    for line in source.encode().splitlines(keepends=True):
        lines.append(lines[-1] + len(line))

    def place(node: ast.expr | ast.stmt) -> tuple[int, int]:
        return lines[node.lineno - 1] + node.col_offset, lines[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)

    for node, function, of_module in _nodes(ast.parse(source)):
        for kind, changed, text in _changes(node, of_module):
            yield Fault(kind, file, function, *place(changed), text)


Node = tuple[ast.AST, int, bool]
"""A node, the line in which the function around it begins, and whether it is in a table of the module."""


def _nodes(tree: ast.AST, function: int = 0, table: bool = False) -> Iterator[Node]:
    for child in _children(tree):
        if _is_for_types(child):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            begins = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
            yield child, begins, False
            yield from _nodes(child, begins)
        else:
            of_module = not function and (table or isinstance(child, ast.Dict | ast.Tuple | ast.List | ast.Set))
            yield child, function, of_module
            yield from _nodes(child, function, of_module)


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What is said to the program, and not only to readers and to mypy."""
    if isinstance(node, ast.JoinedStr):
        return
    passed_by = {"annotation", "returns", "decorator_list", "type_comment"}
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and name not in passed_by and not docstring:
                yield child


def _is_for_types(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    return isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"


Change = tuple[str, ast.expr | ast.stmt, str]
"""The kind of a fault, the node in whose place it stands, and its text."""


def _changes(node: ast.AST, in_table: bool) -> Iterator[Change]:
    if isinstance(node, ast.expr):
        for kind, change in _OF_EXPRESSIONS.items():
            yield from ((kind, node, f"({text})") for text in change(node))
        if in_table:
            yield from (("table", node, text) for text in _other_constant(node))
    if isinstance(node, ast.stmt):
        yield from _of_statement(node)
    if isinstance(node, ast.comprehension):
        yield from (("branch", test, "True") for test in node.ifs)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield from (("branch", node.test, value) for value in ("True", "False") if value != ast.unparse(node.test))


def _of_statement(node: ast.stmt) -> Iterator[Change]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom):
        yield "statement", node, "pass"
    if isinstance(node, ast.Raise) and "AssertionError" not in ast.unparse(node):
        yield "statement", node, "pass"
    if isinstance(node, ast.AugAssign):
        yield "statement", node, "pass"
    if isinstance(node, ast.Continue):
        yield "statement", node, "break"
    if isinstance(node, ast.FunctionDef):
        body = [one for one in node.body if not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))]
        if len(body) > 1:
            yield "early return", body[0], "return"
    if isinstance(node, ast.Return) and node.value and ast.unparse(node.value) != "None":
        yield "return", node, "return True" if ast.unparse(node.value) == "False" else "return None"


def _turned(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[number] = _OTHER[type(operator)]()
            yield ast.unparse(other)


def _not_negated(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield ast.unparse(node.operand)


def _other_condition(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BoolOp):
        yield ast.unparse(ast.BoolOp(_OTHER[type(node.op)](), node.values))
        for number in range(len(node.values)):
            yield ast.unparse(ast.BoolOp(node.op, node.values[:number] + node.values[number + 1 :]))


def _other_arithmetic(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and type(node.op) in _OTHER:
        texts = [one for one in (node.left, node.right) if isinstance(one, ast.JoinedStr | ast.Constant)]
        if not any(isinstance(one, ast.JoinedStr) or isinstance(one.value, str | bytes) for one in texts):
            yield ast.unparse(ast.BinOp(node.left, _OTHER[type(node.op)](), node.right))


def _off_by_one(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield repr(node.value + 1)


def _swapped(node: ast.expr) -> Iterator[str]:
    if not isinstance(node, ast.Call) or ast.unparse(node.func) in _ALIKE_IN_ANY_ORDER:
        return
    if not any(isinstance(one, ast.Starred) for one in node.args):
        for number in range(len(node.args) - 1):
            other = copy.deepcopy(node)
            other.args[number : number + 2] = reversed(other.args[number : number + 2])
            yield ast.unparse(other)


def _another_quantifier(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _OTHER_NAME:
        yield ast.unparse(ast.Call(ast.Name(_OTHER_NAME[node.func.id]), node.args, node.keywords))


def _without_an_element(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.List | ast.Set | ast.Tuple) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        for number in range(len(node.elts) if len(node.elts) > 1 else 0):
            other = copy.copy(node)
            other.elts = node.elts[:number] + node.elts[number + 1 :]
            yield ast.unparse(other)
    if isinstance(node, ast.Dict):
        for number in range(len(node.keys) if len(node.keys) > 1 else 0):
            kept = [at for at in range(len(node.keys)) if at != number]
            yield ast.unparse(ast.Dict([node.keys[at] for at in kept], [node.values[at] for at in kept]))


_OF_EXPRESSIONS: dict[str, Callable[[ast.expr], Iterator[str]]] = {
    "comparison": _turned,
    "not": _not_negated,
    "condition": _other_condition,
    "arithmetic": _other_arithmetic,
    "number": _off_by_one,
    "arguments": _swapped,
    "quantifier": _another_quantifier,
    "element": _without_an_element,
}


def _other_constant(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) and node.value:
        yield repr(node.value[:-1])


_OF_ROWS = {
    r'^effect = "(focal_point_notice|administrative)"$': 'effect = "revision"',
    r'^effect = "revision"$': 'effect = "administrative"',
    r'^path = "(.*)"$': r'path = "\1.x"',
    r'^"?\w"? = "(.)(.*)"$': "",
    r'^[a-z_]{2,} = "[^"]{20,}"$': "",
}


def faults_of_table(file: str, source: str) -> Iterator[Fault]:
    """Every fault that can be put into a table in TOML: a row that means something else, or is gone."""
    for row, text in _OF_ROWS.items():
        for found in re.finditer(row, source, re.MULTILINE):
            if not found[0].startswith("reason"):
                start, end = (len(source[:at].encode()) for at in found.span())
                yield Fault("table", file, 0, start, end, found.expand(text))
