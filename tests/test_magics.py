"""The notebook's face: cells in a real kernel, driven by nbclient as continuous integration would."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from tests.conftest import ROOT

MIME_TYPE = "application/vnd.uzo.workflow+json"


def execute(folder: Path, *cells: str, allow_errors: bool = False) -> nbformat.NotebookNode:
    """A notebook of these cells after it ran in a fresh kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    client = NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(folder)}}, allow_errors=allow_errors
    )
    client.execute()
    return notebook


def stream(cell: nbformat.NotebookNode) -> str:
    """What a cell printed."""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


def test_the_tour_runs_from_top_to_bottom(tmp_path: Path, flights_data: Path) -> None:
    shutil.copy(ROOT / "notebooks" / "tour.ipynb", tmp_path)
    (tmp_path / "data").symlink_to(flights_data)
    notebook = nbformat.read(tmp_path / "tour.ipynb", as_version=4)
    NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert (tmp_path / "out" / "top.parquet").exists()
    results = [cell for cell in notebook.cells if cell.cell_type == "code" and 'flow["top"]' in cell.source]
    assert "Hawaiian Airlines Inc." in results[0].outputs[0].data["text/plain"]
    workflow = next(cell for cell in notebook.cells if "%%uzo late_flights" in cell.source)
    data = workflow.outputs[0].data
    assert data[MIME_TYPE]["graph"]["name"] == "late_flights"
    assert "<img" in data["text/html"]
    assert "<script" not in data["text/html"]


def test_the_tour_of_the_editor_runs_from_top_to_bottom(tmp_path: Path, flights_data: Path) -> None:
    (tmp_path / "data").symlink_to(flights_data)
    notebook = nbformat.read(ROOT / "notebooks" / "editor.ipynb", as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
    NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [cell.outputs[0].data[MIME_TYPE] for cell in cells if cell.source.startswith("%%uzo")]
    assert [view["graph"]["name"] for view in shown] == ["delays", "groups"]
    assert [view["diagnostics"] for view in shown] == [[], []]
    assert "shape: (3, 3)" in cells[-1].outputs[0].data["text/plain"]


def test_cells_of_one_notebook_share_frames_and_results(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'a': [3, 1, 2]})",
        "%%uzo small --wait --param low=1\nlow = parameter(0)\nx = frame('df')\ny = x.filter(col('a') > low).sort('a')",
        "print(flow['y'].collect()['a'].to_list(), small is flow, flow)",
        "%uzo list\n%uzo show\n%uzo plan",
        "%uzo save kept\n%uzo picture small small.png",
        "%uzo open kept.uzo.json",
        "%%uzo later --draft --export\nz = frame('df').head(2)",
        "print(z.collect().height)",
    )
    assert stream(notebook.cells[2]).startswith("[2, 3] True <Flow 'small': 3 nodes, last run completed>")
    listed = stream(notebook.cells[3])
    assert "small: <Flow 'small'" in listed
    assert "y.filter" in listed
    assert "y: reused, same settings, same input" in listed
    assert (tmp_path / "kept.uzo.json").exists()
    assert (tmp_path / "small.png").read_bytes().startswith(b"\x89PNG")
    assert MIME_TYPE in notebook.cells[5].outputs[0].data
    assert stream(notebook.cells[7]) == "2\n"


def test_variables_of_the_user_are_never_replaced(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\norders = pl.DataFrame({'a': [3, 1]})\nflow = 'mine'",
        "%%uzo work --export --wait\norders = frame('orders')\nmore = orders.sort('a')",
        "print(type(orders).__name__, flow, work['more'].collect()['a'].to_list())",
        "%%uzo work --export --draft\nmore = frame('orders').head(1)",
        "print(more.collect().height)",
    )
    assert "Not bound, because the notebook has variables of these names: flow, orders." in stream(
        notebook.cells[1]
    )
    assert stream(notebook.cells[2]) == "DataFrame mine [1, 3]\n"
    assert stream(notebook.cells[4]) == "1\n"


def test_a_name_that_the_user_gave_a_workflow_is_the_users(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'a': [3, 1]})",
        "%%uzo one --draft\nx = frame('df')",
        "keep = flow",
        "%%uzo two --draft --export\nkeep = frame('df').head(1)",
        "print(keep is one)\n%uzo save one",
        allow_errors=True,
    )
    assert "these names: keep." in stream(notebook.cells[3])
    assert stream(notebook.cells[4]) == "True\n"
    assert "'one' is a workflow: %uzo save one FILE" in notebook.cells[4].outputs[-1].evalue


def test_showing_workflows_ends_no_runs(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'a': [3, 1]})",
        "%%uzo one --draft\nx = frame('df')",
        "%%uzo two --draft\ny = frame('df')",
        "one.run()\ndisplay(one)\ndisplay(two)\none.wait()\nprint(one.view.phase)",
    )
    assert stream(notebook.cells[3]) == "completed\n"


def test_a_host_without_our_extension_gets_the_portable_widget(tmp_path: Path) -> None:
    cell = "%%uzo work --draft\nx = frame('df')"
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'a': [3, 1]})",
        cell,
        "__vsc_ipynb_file__ = 'work.ipynb'",
        cell,
        "%config UzoMagics.view = 'extension'",
        cell,
        "%reload_ext uzo_jupyter\n%config UzoMagics.view = 'portable'",
        cell,
        "work.portable()",
    )
    shown = [[sorted(output.data) for output in cell.outputs] for cell in notebook.cells]
    picture = sorted([MIME_TYPE, "text/html", "text/plain"])
    portable = [picture, ["application/vnd.jupyter.widget-view+json", "text/plain"]]
    assert [shown[1], shown[3], shown[5], shown[7], shown[8]] == [
        [picture],
        portable,
        [picture],
        portable,
        portable,
    ]


def test_exported_nodes_read_the_results_of_the_run(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'a': [3, 1]})",
        "%%uzo work --export --wait\nmore = frame('df').sort('a')",
        "import time\ntime.sleep(1)\nprint('IPC SCAN' in more.explain().upper())",
    )
    assert stream(notebook.cells[2]) == "True\n"


def test_a_run_takes_new_values_of_parameters_and_refuses_wrong_ones(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'a': [1, 2, 3]})",
        "%%uzo work --wait\nlow = parameter(2)\nx = frame('df').filter(col('a') > low)",
        "%uzo run work --param low=0 --wait\nprint(work['x'].collect().height)",
        "%uzo run --param lo=0",
        "%uzo words filter",
        "work",
        allow_errors=True,
    )
    assert stream(notebook.cells[2]) == "3\n"
    assert "There is no parameter 'lo'. Did you mean 'low'?" in notebook.cells[3].outputs[0].evalue
    assert stream(notebook.cells[4]).startswith(".filter(...)   Filter rows")
    assert notebook.cells[5].outputs[0].data[MIME_TYPE]["graph"]["name"] == "work"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("%%uzo\nx = read_csv('none.csv')", "x, line 2, column 5"),
        ("%%uzo\nx = read_cvs('none.csv')", "Did you mean 'read_csv'?"),
        ("%%uzo a b\nx = read_csv('none.csv')", "one name"),
        ("%%uzo --speed\nx = read_csv('none.csv')", "no option --speed"),
        ("%%uzo --param low\nx = read_csv('none.csv')", "name=value"),
        ("%uzo opn x", "There is no %uzo opn. Did you mean 'open'?"),
        ("%uzo show nothing", "There is no workflow 'nothing'"),
        ("%uzo run", "There is no workflow yet"),
        ("%uzo open none.uzo.json", "none.uzo.json cannot be read: No such file"),
        ("%%uzo a --draft\nx = frame('m')\n", "The notebook has no data frame 'm'"),
        ('%uzo show "a', "No closing quotation"),
        ("%uzo words filer", "Did you mean 'filter'?"),
        ("%uzo picture", "Which file? %uzo picture [NAME] FILE"),
    ],
)
def test_a_faulty_cell_fails_with_one_clear_message_and_no_traceback(
    tmp_path: Path, cell: str, text: str
) -> None:
    with pytest.raises(CellExecutionError) as caught:
        execute(tmp_path, "%load_ext uzo_jupyter", cell)
    assert text in str(caught.value)
    assert "Traceback" not in caught.value.traceback
    assert "/uzo_jupyter/" not in caught.value.traceback


def test_a_cell_with_errors_still_shows_its_graph(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path, "%load_ext uzo_jupyter", "%%uzo\nx = read_csv('none.csv')", allow_errors=True
    )
    kinds = [output.output_type for output in notebook.cells[1].outputs]
    assert kinds == ["display_data", "error"]
    view = notebook.cells[1].outputs[0].data[MIME_TYPE]
    assert [problem["code"] for problem in view["diagnostics"]] == ["file-not-found"]


def test_names_and_values_are_text_in_the_html_fallback(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'<b>a</b>': ['<script>alert(1)</script>']})",
        "%%uzo demo --wait\nx = frame('df').options(label='<img src=x onerror=alert(1)>')",
        "flow.x.preview()\nfrom uzo_jupyter.protocol import GetPreview\n"
        "magics = get_ipython().uzo\nwidget = list(magics._widgets)[0]\n"
        "widget.flow_view.carry_out(GetPreview(request=1, node='x'))\n"
        "import time\nwhile not widget.flow_view._shown:\n    time.sleep(0.01)\n"
        "print(widget._repr_mimebundle_()['text/html'])",
    )
    html = stream(notebook.cells[2])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;b&gt;a&lt;/b&gt;" in html
    assert "<script>" not in html
    assert "<b>a" not in html
    assert "<img src=x" not in html


def test_nothing_is_stored_that_was_not_looked_at(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\ndf = pl.DataFrame({'a': ['private']})",
        "%%uzo demo --wait\nx = frame('df')\ny = x.head(1)",
    )
    assert "private" not in str(notebook.cells[1].outputs)
    assert "private" not in str(notebook.metadata)


def test_loading_the_extension_twice_and_unloading_it_is_fine(tmp_path: Path) -> None:
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter",
        "%reload_ext uzo_jupyter",
        "%unload_ext uzo_jupyter",
        "%load_ext uzo_jupyter",
        "%uzo words",
    )
    assert "read_csv" in stream(notebook.cells[4])


def test_a_document_starts_no_process(tmp_path: Path) -> None:
    count = "import psutil; print(len(psutil.Process().children()))"
    notebook = execute(
        tmp_path,
        count,
        "import uzo_jupyter; uzo_jupyter.load_for_document(get_ipython())",
        f"before = get_ipython().uzo\n%load_ext uzo_jupyter\nassert get_ipython().uzo is before; {count}",
        f"before.session.warm_up(); {count}",
    )
    first, _, after, warm = (stream(cell) for cell in notebook.cells)
    assert "already loaded" in after
    assert first.strip() == after.splitlines()[-1]
    # A runner, and what records its runs.
    assert int(warm) == int(first) + 2


def test_a_function_that_is_defined_anew_runs_as_it_is_now(tmp_path: Path) -> None:
    function = "def shown(df, word):\n    return df.with_columns(shown=pl.lit('{} ' + word))"
    notebook = execute(
        tmp_path,
        "%load_ext uzo_jupyter\nimport polars as pl\nt = pl.DataFrame({'a': [1]})",
        function.format("old"),
        '%%uzo work --wait\nx = frame("t")\ny = x.python(function="shown", word="word")\nz = y.head(1)',
        "told = []\nflow.listen(told.append)",
        function.format("new"),
        "print(told, flow.node_states()['z'].status)",
        "%uzo run work --from z --past {flow.view.run} --wait\nprint(flow['z'].collect()['shown'].to_list())",
    )
    assert stream(notebook.cells[5]) == "['checked'] idle\n"
    assert "['new word']" in stream(notebook.cells[6])
