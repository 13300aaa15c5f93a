"""The settings of a node: forms that write options and arguments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.editor import FRAMES, Editor
from tests.browser.lab import NotebookPage

TEXT = """\
a = frame("small")
b = a.filter(col("n") > 20)
c = b.group_by("word").agg(k=len())
d = b.join(frame("other"), on="n")
e = a.sort("n").head(3)
"""
EXPRESSION = "[data-field=expression] .cm-content, [data-field=expression] textarea"


@pytest.fixture
def editor(bench: NotebookPage) -> Editor:
    """A workflow with nodes of many kinds."""
    bench.python(FRAMES)
    return Editor(bench, TEXT)


def test_settings_open_by_double_click_enter_and_the_toolbar(editor: Editor) -> None:
    pane = editor.root.locator(".uzo-settings")
    editor.view.node("e").dblclick(position={"x": 60, "y": 12})
    expect(pane).to_have_attribute("data-node", "e")
    pane.get_by_role("button", name="Close the settings").click()
    expect(pane).to_have_count(0)
    editor.focus_is("[data-node-id=e]")
    editor.press("Enter")
    editor.focus_is(".uzo-settings[data-node=e] input[type=number]")
    editor.press("Escape")
    editor.focus_is("[data-node-id=e]")
    editor.tool("settings").click()
    expect(pane).to_have_count(0)
    editor.tool("settings").click()
    editor.focus_is(".uzo-settings[data-node=e] input[type=number]")


def test_an_expression_is_written_as_it_is_typed(editor: Editor) -> None:
    editor.settings("b")
    editor.root.locator(EXPRESSION).click()
    editor.press("Control+a")
    editor.page.keyboard.insert_text('col("n") > 490')
    editor.expect_text(TEXT.replace("> 20", "> 490"))


def test_a_wrong_expression_says_so_under_its_field(editor: Editor) -> None:
    editor.settings("b")
    editor.root.locator(EXPRESSION).click()
    editor.press("Control+a")
    editor.page.keyboard.insert_text('col("nn") > 4')
    problem = editor.field("expression").locator(".uzo-field-problem")
    expect(problem).to_contain_text("There is no column 'nn'. Did you mean 'n'?")


def test_columns_are_offered_chosen_moved_and_taken_away(editor: Editor) -> None:
    editor.settings("e.sort")
    columns = editor.field("by")
    columns.locator("input").click()
    options = columns.get_by_role("option")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("word")
    options.click()
    editor.expect_text(TEXT.replace('sort("n")', 'sort("n", "word")'))
    columns.get_by_role("button", name="Remove word").press("Alt+ArrowLeft")
    editor.expect_text(TEXT.replace('sort("n")', 'sort("word", "n")'))
    columns.get_by_role("button", name="Remove word").click()
    editor.expect_text(TEXT)
    columns.locator("input").fill("gone")
    columns.locator("input").press("Enter")
    expect(columns.locator(".uzo-field-problem")).to_contain_text("There is no column 'gone'")


def test_enter_takes_the_first_column_that_fits_unless_one_is_called_so(editor: Editor) -> None:
    editor.settings("e.sort")
    field = editor.field("by").locator("input")
    field.fill("WO")
    expect(editor.field("by").get_by_role("option", selected=True)).to_contain_text("word")
    field.press("Enter")
    editor.expect_text(TEXT.replace('sort("n")', 'sort("n", "word")'))
    field.press("Backspace")
    field.press("Backspace")
    expect(editor.field("by").locator(".uzo-column-chip")).to_have_count(0)
    editor.focus_is("[data-field=by] input")
    field.fill("n")
    field.press("Enter")
    editor.expect_text(TEXT)


@pytest.mark.parametrize("key", ["Enter", "Delete", "Backspace"])
def test_the_keyboard_goes_to_a_neighbour_of_what_it_has_removed(editor: Editor, key: str) -> None:
    editor.settings("e.sort")
    columns = editor.field("by")
    columns.locator("input").fill("word")
    columns.locator("input").press("Enter")
    editor.expect_text(TEXT.replace('sort("n")', 'sort("n", "word")'))
    columns.get_by_role("button", name="Remove n").press(key)
    editor.focus_is("[aria-label='Remove word']")
    editor.expect_text(TEXT.replace('sort("n")', 'sort("word")'))
    editor.press(key)
    editor.focus_is("[data-field=by] input")


def test_the_keyboard_goes_into_a_row_that_is_added_and_stays_when_one_is_removed(editor: Editor) -> None:
    editor.settings("c")
    editor.root.locator(".uzo-mapping").first.get_by_role("button", name="Column").press("Enter")
    editor.focus_is("[aria-label='New column 2']")
    editor.root.get_by_role("button", name="Remove row 2").press("Enter")
    editor.focus_is("[aria-label='New column 1']")
    editor.settings("d")
    editor.root.locator(".uzo-pairs").get_by_role("button", name="Pair of keys").press("Enter")
    editor.focus_is("[aria-label='Left key 1']")
    editor.root.get_by_role("button", name="Remove pair 1").press("Enter")
    editor.focus_is(".uzo-pairs .uzo-add-row")


def test_aggregations_are_rows_of_a_table(editor: Editor) -> None:
    editor.settings("c")
    table = editor.root.locator(".uzo-mapping").first
    table.get_by_role("button", name="Column").click()
    table.get_by_role("combobox", name="New column 2").fill("most")
    entry = table.locator(".uzo-mapping-row").nth(1).locator(".cm-content, textarea")
    entry.click()
    editor.page.keyboard.insert_text('col("n").max()')
    editor.expect_text(TEXT.replace("k=len()", 'k=len(), most=col("n").max()'))
    table.get_by_role("button", name="Remove row 1").click()
    editor.expect_text(TEXT.replace("k=len()", 'most=col("n").max()'))


def test_a_choice_and_a_check_are_written_and_a_default_is_not(editor: Editor) -> None:
    editor.settings("d")
    editor.field("how").locator("select").select_option(label="left")
    editor.expect_text(TEXT.replace('on="n"', 'on="n", how="left"'))
    editor.field("how").locator("select").select_option(label="inner")
    editor.expect_text(TEXT)
    editor.settings("e.sort")
    check = editor.field("descending").locator("input")
    check.check()
    editor.expect_text(TEXT.replace('sort("n")', 'sort("n", descending=True)'))
    check.uncheck()
    editor.expect_text(TEXT)


def test_pairs_of_keys_join_columns_of_other_names(editor: Editor) -> None:
    editor.settings("d")
    editor.field("on").get_by_role("button", name="Remove n").click()
    editor.expect_text(TEXT.replace(', on="n"', ""))
    pairs = editor.root.locator(".uzo-pairs")
    pairs.get_by_role("button", name="Pair of keys").click()
    left = pairs.get_by_role("combobox", name="Left key 1")
    left.click()
    expect(pairs.get_by_role("option")).to_have_count(2)
    left.fill("word")
    right = pairs.get_by_role("combobox", name="Right key 1")
    right.click()
    pairs.get_by_role("option").filter(has_text="tag").click()
    editor.expect_text(TEXT.replace('on="n"', 'left_on="word", right_on="tag"'))


def test_inputs_connect_without_a_mouse(editor: Editor) -> None:
    pane = editor.settings("c")
    select = pane.get_by_label("Input from")
    assert "c" not in select.locator("option").all_inner_texts()
    select.select_option(label="a")
    editor.expect_text(TEXT.replace("b.group_by", "a.group_by"))
    select.select_option(label="nothing")
    editor.expect_text(TEXT.replace("b.group_by", "None.group_by"))


def test_policies_are_options_in_the_cell(editor: Editor) -> None:
    pane = editor.settings("c")
    pane.locator(".uzo-policies summary").click()
    retries = pane.locator(".uzo-policies").get_by_label("Retries", exact=True)
    retries.fill("3")
    editor.expect_text(TEXT.replace("agg(k=len())", "agg(k=len()).options(retries=3)"))
    retries.fill("")
    editor.expect_text(TEXT)


def test_a_field_with_a_default_can_be_emptied_and_written_anew(editor: Editor) -> None:
    editor.settings("e")
    rows = editor.field("n").locator("input")
    rows.click()
    rows.press("End")
    rows.press("Backspace")
    expect(rows).to_have_value("")
    editor.expect_text(TEXT.replace("head(3)", "head()"))
    expect(rows).to_have_value("")
    rows.press("7")
    editor.expect_text(TEXT.replace("head(3)", "head(7)"))
    rows.press("Backspace")
    rows.press("4")
    editor.expect_text(TEXT.replace("head(3)", "head(4)"))


def test_a_number_that_is_none_is_told_and_not_taken(editor: Editor) -> None:
    pane = editor.settings("c")
    pane.locator(".uzo-policies summary").click()
    retries = pane.locator(".uzo-policies").get_by_label("Retries", exact=True)
    told = pane.locator("[data-field=retryCount] [role=alert]")
    retries.click()
    editor.press("Control+a")
    editor.page.keyboard.type("abc")
    expect(told).to_have_text("A whole number must stand here.")
    retries.fill("2.5")
    expect(told).to_have_text("A whole number must stand here.")
    retries.fill("2")
    expect(told).to_have_count(0)
    editor.expect_text(TEXT.replace("agg(k=len())", "agg(k=len()).options(retries=2)"))
    timeout = pane.locator(".uzo-policies").get_by_label("Timeout (s)")
    timeout.fill("1.5")
    editor.expect_text(TEXT.replace("agg(k=len())", "agg(k=len()).options(retries=2, timeout=1.5)"))


def test_what_is_offered_in_an_expression_is_not_cut_off_by_the_form(editor: Editor) -> None:
    pane = editor.settings("b")
    editor.root.locator(EXPRESSION).click()
    editor.press("Control+a")
    editor.page.keyboard.type("c")
    offered = editor.page.locator(".cm-tooltip-autocomplete")
    expect(offered).to_be_visible()
    inside = pane.evaluate("(pane, list) => pane.contains(list)", offered.element_handle())
    assert not inside
    editor.press("Escape")


def test_pairs_of_keys_are_called_so(editor: Editor) -> None:
    editor.settings("d")
    expect(editor.field("leftOn").locator("> label")).to_have_text("Keys (left = right)")


def test_settings_that_nobody_knows_survive(bench: NotebookPage) -> None:
    bench.python(FRAMES)
    text = 'a = frame("small")\nb = a.head(3).options(extra={"colour": "red"})\n'
    editor = Editor(bench, text)
    editor.settings("b")
    editor.field("n").locator("input").fill("8")
    editor.expect_text(text.replace("head(3)", "head(8)"))


@pytest.fixture
def slow_edits(bench: NotebookPage) -> Iterator[None]:
    """A kernel that takes a second for each edit."""
    bench.python(
        "import time\nfrom uzo_jupyter.view import FlowView\nquick = FlowView._write\n"
        "FlowView._write = lambda self, command: (time.sleep(1), quick(self, command))"
    )
    yield
    bench.python("FlowView._write = quick")


@pytest.mark.usefixtures("slow_edits")
def test_what_is_typed_while_the_kernel_answers_is_not_swallowed(editor: Editor) -> None:
    editor.settings("b")
    editor.root.locator(EXPRESSION).click()
    editor.press("End")
    keyboard = editor.page.keyboard
    keyboard.type("1")
    editor.page.wait_for_timeout(600)  # it is sent
    keyboard.type("234567890", delay=120)  # the answer comes in the midst of it
    editor.expect_text(TEXT.replace("> 20", "> 201234567890"))
    expect(editor.root.locator(EXPRESSION)).to_have_text('col("n") > 201234567890')


def test_what_was_entered_for_one_operation_does_not_go_to_another(editor: Editor) -> None:
    editor.settings("e")
    editor.field("n").locator("input").fill("9")
    editor.bench.set_source(editor.cell, f"{editor.head}\n{TEXT}".replace("head(3)", "tail(3)"))
    expect(editor.root.locator(".uzo-settings-summary b")).to_have_text("Last rows")
    editor.page.wait_for_timeout(600)  # longer than the form waits
    editor.expect_text(TEXT.replace("head(3)", "tail(3)"))
    expect(editor.field("n").locator("input")).to_have_value("3")
    expect(editor.refusal).to_have_count(0)


@pytest.mark.parametrize("leave", ["another node", "the close button", "the palette"])
def test_nothing_typed_is_lost(editor: Editor, leave: str) -> None:
    editor.settings("e")
    editor.field("n").locator("input").fill("9")
    if leave == "another node":
        editor.view.node("a").click(position={"x": 60, "y": 12})
    elif leave == "the close button":
        editor.root.get_by_role("button", name="Close the settings").click()
    else:
        editor.tool("add").click()
    editor.expect_text(TEXT.replace("head(3)", "head(9)"))


def test_the_name_is_changed_in_the_head(editor: Editor) -> None:
    pane = editor.settings("e")
    name = pane.get_by_label("Name of the node")
    name.fill("first")
    name.press("Escape")
    expect(name).to_have_value("e")
    name.fill("first")
    name.press("Enter")
    editor.expect_text(TEXT.replace("e = a", "first = a"))
    expect(pane).to_have_attribute("data-node", "first")
