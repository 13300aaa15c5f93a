"""What a function of the notebook takes along is what the notebook has."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import polars as pl
import pytest

from tests.session.cells import execute
from uzo_jupyter.session import Session
from uzo_jupyter.session.functions import FunctionError, function_code
from uzo_jupyter.session.trust import Trust


def names_of(*cells: str) -> dict[str, object]:
    """The variables of a notebook after these cells."""
    names: dict[str, object] = {"pl": pl}
    for cell in cells:
        execute(names, cell)
    return names


def elsewhere(names: dict[str, object], function: str = "f") -> Callable[..., object]:
    """The function as another process has it."""
    made: dict[str, object] = {}
    exec(function_code(function, names).text, made)
    return cast("Callable[..., object]", made[function])


def test_a_default_is_what_it_was_when_the_function_was_defined() -> None:
    names = names_of("N, M = 5, 6", "def f(a, n=N, *, m=M * 2):\n    return (a, n, m)", "N, M = 7, 8")
    assert elsewhere(names)(0) == (0, 5, 12)
    text = function_code("f", names).text
    assert "def f(a, n=5, *, m=12):" in text
    assert "N = " not in text


def test_defaults_are_written_in_their_places_and_nothing_else_changes() -> None:
    source = (
        'def f(é="ü", a=N,\n      b=[\n        N,\n      ], *, c, d={"x": "ß"}, e=0x10):  # N\n'
        "    return é, a, b, d, e"
    )
    code = function_code("f", names_of("N = 'ä'", source)).text
    assert 'def f(é="ü", a=\'ä\',\n      b=[\'ä\'], *, c, d={"x": "ß"}, e=0x10):  # N\n' in code


def test_a_default_that_was_changed_since_is_what_it_is_now() -> None:
    names = names_of("def f(a, seen=[]):\n    seen.append(a)\n    return list(seen)")
    cast("Callable[[int], object]", names["f"])(1)
    assert elsewhere(names)(2) == [1, 2]


def test_defaults_that_are_made_of_imports_stay_as_they_are_written() -> None:
    names = names_of(
        "from math import floor\ndef helper():\n    return 3",
        "def f(t=pl.Int64, e=pl.col('x').sum(), g=floor, h=helper, k=lambda: helper()):\n"
        "    return (t, str(e), g(2.5), h(), k())",
    )
    assert elsewhere(names)() == (pl.Int64, str(pl.col("x").sum()), 2, 3, 3)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("x = 'a'", "def f(e=pl.col(x)):\n    return e", "x = 'b'"), "default pl.col(x), which may be another"),
        (("def h():\n    pass", "def f(g=h):\n    return g", "def h():\n    pass"), "default h, which may be"),
        (("def f(a=1):\n    return a", "f.__defaults__ = (1, 2)"), "whose defaults are not those of its text"),
    ],
)  # fmt: skip
def test_a_default_that_nobody_can_write_down_is_told(cells: tuple[str, ...], message: str) -> None:
    with pytest.raises(FunctionError) as caught:
        function_code("f", names_of(*cells))
    assert message in str(caught.value)


def test_attributes_are_not_variables_of_the_notebook() -> None:
    names = names_of("def f(df):\n    return df.select(pl.col.price, lambda: df.price)")
    names["price"] = pl.DataFrame({"a": [1]})
    assert "price =" not in function_code("f", names).text


def test_names_in_inner_functions_and_classes_come_along() -> None:
    names = names_of(
        "A, B, C, own = 1, 2, 3, object()",
        "def f():\n    class Inner:\n        own = A\n        also = own\n        def get(self):\n"
        "            return [B for _ in range(C)]\n    return Inner().get(), Inner.also",
    )
    assert elsewhere(names)() == ([2, 2, 2], 1)


def test_a_set_has_the_same_text_in_each_process() -> None:
    cell = "NAMES = {'kept': {('b', 1), ('a', 2)}, 'other': set(), 'letters': set('abcdefgh')}"
    program = (
        "from tests.session.test_function_text import *\n"
        f"print(function_code('f', names_of({cell!r}, 'def f():\\n    return NAMES')).text)"
    )

    def text(seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert text("1") == text("2")
    assert "'kept': {('a', 2), ('b', 1)}, 'other': set()" in text("1")


def test_a_module_beside_the_notebook_can_be_imported_and_one_beside_a_document_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, foreign = tmp_path / "home", tmp_path / "foreign"
    for folder, word in ((home, "mine"), (foreign, "foreign")):
        folder.mkdir()
        (folder / "uzo_beside.py").write_text(f"WORD = {word!r}\n")
        # Modules that are installed come first.
        (folder / "polars.py").write_text("raise RuntimeError\n")
    monkeypatch.chdir(home)
    monkeypatch.setattr(sys, "path", [*sys.path, ""])
    names = names_of(
        "import uzo_beside", "def f(df):\n    return df.with_columns(word=pl.lit(uzo_beside.WORD))"
    )
    names["t"] = pl.DataFrame({"a": [1]})
    session = Session(names, foreign)
    session.trust = Trust(tmp_path / "data")
    try:
        flow = session.open_text('t = frame("t")\ny = t.python(function="f")')
        flow.trust_for_session()
        flow.run()
        flow.wait(90)
        assert flow["y"].collect()["word"].to_list() == ["mine"]
    finally:
        session.close()
        sys.modules.pop("uzo_beside", None)
