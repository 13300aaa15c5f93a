"""What is loaded when: the kernel waits for no library that only a run or a rare node needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("prefect", "sqlalchemy", "sklearn", "pandas", "sqlglot", "ipycytoscape", "resvg_py")
LIGHT_ONLY = (*HEAVY, "polars", "IPython", "ipywidgets", "pydantic")


def loaded_by(statement: str, names: tuple[str, ...]) -> list[str]:
    """Which of the modules are loaded after a statement in a fresh interpreter."""
    code = f"import sys\n{statement}\nprint(*[name for name in {names!r} if name in sys.modules])"
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.split()


def test_the_package_itself_loads_nothing() -> None:
    assert loaded_by("import uzo_jupyter", LIGHT_ONLY) == []


@pytest.mark.parametrize(
    "statement",
    [
        "import uzo_jupyter.magics",
        "import uzo_jupyter.widget",
        "from uzo_jupyter import Session, Flow",
        "import uzo_jupyter.cli",
        "from uzo_jupyter.operations import Registry; Registry.load()",
        "from uzo_jupyter.session import Session; Session().open_text('a = frame(\"x\").head(3)')",
    ],
)
def test_what_the_kernel_loads_is_free_of_heavy_libraries(statement: str) -> None:
    assert loaded_by(statement, HEAVY) == []
