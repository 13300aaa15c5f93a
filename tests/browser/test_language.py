"""Help with writing %%uzo cells: colours, completion, underlined problems, descriptions."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, TimeoutError, expect

from tests.browser.lab import NotebookPage
from tests.conftest import DATA

READ = f'flights = read_csv("{DATA}/airlines.csv")\n'


def cell(bench: NotebookPage, index: int) -> Locator:
    """The editor of a cell."""
    return bench.page.locator(".jp-Notebook .jp-Cell").nth(index).locator(".cm-content")


def put_cursor(bench: NotebookPage, index: int, line: int, column: int) -> None:
    """Put the cursor into a cell, where line and column count from 0."""
    bench.page.evaluate(
        "([i, line, column]) => { const n = jupyterapp.shell.currentWidget.content; n.activeCellIndex = i;"
        " n.mode = 'edit'; const e = n.widgets[i].editor; e.focus(); e.setCursorPosition({ line, column }); }",
        [index, line, column],
    )


def put_cursor_behind(bench: NotebookPage, index: int, text: str) -> None:
    """Put the cursor into a cell, behind the first mention of a text."""
    before = bench.sources()[index]
    before = before[: before.index(text) + len(text)]
    put_cursor(bench, index, before.count("\n"), len(before) - before.rfind("\n") - 1)


def completions(bench: NotebookPage) -> list[str]:
    """What the completer shows. Behind a word Tab writes nothing, so it can be pressed until the completer is there."""
    box = bench.page.locator(".jp-Completer:visible .jp-Completer-match")
    for _ in range(5):
        bench.page.keyboard.press("Tab")
        try:
            box.first.wait_for(timeout=4_000)
            break
        except TimeoutError:
            continue
    return box.all_inner_texts()


def test_cells_of_workflows_are_highlighted_as_such(bench: NotebookPage) -> None:
    index = bench.append(f'%%uzo shown --draft\n{READ}late = flights.filter(col("carrier") == "AA")')
    python = bench.append('x = flights.filter(col("carrier") == "AA")')
    editor = cell(bench, index)
    expect(editor.locator(".uzo-cm-magic").first).to_contain_text("%%uzo")
    expect(editor.locator(".uzo-cm-operation")).to_have_text(["read_csv", "filter"])
    expect(editor.locator(".uzo-cm-function")).to_have_text(["col"])
    expect(cell(bench, python).locator("[class*=uzo-cm]")).to_have_count(0)
    bench.set_source(index, "x = flights.filter(3)")
    expect(editor.locator("[class*=uzo-cm]")).to_have_count(0)
    bench.set_source(python, f"%%uzo turned\n{READ}")
    expect(cell(bench, python).locator(".uzo-cm-operation")).to_have_text(["read_csv"])


def test_tab_completes_a_column_of_the_file(bench: NotebookPage) -> None:
    bench.show("columns", f'{READ}x = flights.sort("name")', "--draft")
    put_cursor_behind(bench, 1, 'sort("')
    bench.page.keyboard.press("Delete")
    bench.page.keyboard.press("Delete")
    bench.page.keyboard.press("Delete")
    bench.page.keyboard.press("Delete")
    assert completions(bench)[:2] == ["carrier", "name"]
    bench.page.keyboard.press("Enter")
    expect(cell(bench, 1)).to_contain_text('sort("carrier")')


def test_words_are_completed_before_a_cell_was_executed(bench: NotebookPage) -> None:
    index = bench.append(f"%%uzo fresh\n{READ}x = flights.with_")
    put_cursor_behind(bench, index, "flights.with_")
    assert completions(bench) == ["with_columns", "with_row_index"]
    bench.page.keyboard.press("Escape")
    python = bench.append("isinst")
    put_cursor_behind(bench, python, "isinst")
    assert completions(bench) == ["isinstance"]
    bench.page.keyboard.press("Escape")


def test_a_wrong_column_is_underlined_and_the_mouse_tells_the_hint(bench: NotebookPage) -> None:
    bench.show("wrong", f'{READ}x = flights.filter(col("carriers") == "AA")', "--draft")
    mark = cell(bench, 1).locator(".uzo-cm-error")
    expect(mark).to_have_text('"carriers"')
    mark.hover()
    told = bench.page.locator(".cm-tooltip .uzo-cm-problems")
    expect(told).to_contain_text("There is no column 'carriers'")
    expect(told).to_contain_text("Did you mean 'carrier'?")


def test_marks_follow_the_text(bench: NotebookPage) -> None:
    bench.show("moved", f'{READ}x = flights.filter(col("carriers") == "AA")', "--draft")
    mark = cell(bench, 1).locator(".uzo-cm-error")
    expect(mark).to_have_text('"carriers"')
    put_cursor_behind(bench, 1, "--draft")
    bench.page.keyboard.press("Enter")
    bench.page.keyboard.type("# a note")
    expect(mark).to_have_text('"carriers"')


@pytest.mark.parametrize(("word", "told"), [("read_csv", "Read CSV"), ("filter", "Filter rows")])
def test_the_mouse_on_a_word_tells_what_it_means(bench: NotebookPage, word: str, told: str) -> None:
    bench.show("hovered", f'{READ}x = flights.filter(col("carrier") == "AA")', "--draft")
    bench.wait_kernel("idle")
    cell(bench, 1).locator(".uzo-cm-operation", has_text=re.compile(f"^{word}$")).hover()
    expect(bench.page.locator(".cm-tooltip .uzo-cm-docs")).to_contain_text(told)


def test_what_is_told_is_text_and_never_html(bench: NotebookPage) -> None:
    name = "<img src=x onerror=document.title=1>"
    bench.python(f"odd = pl.DataFrame({{{name!r}: [1]}})")
    bench.show("odd_names", 'x = frame("odd").sort("<img src=x>")\ny = x.head(1)', "--draft")
    mark = cell(bench, 1).locator(".uzo-cm-error").first
    mark.hover()
    expect(bench.page.locator(".cm-tooltip .uzo-cm-problems")).to_contain_text("<img src=x>")
    assert bench.page.locator(".cm-tooltip img").count() == 0
