"""What printing, reading and editing promise, over random workflows."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.language.workflows import REGISTRY, TEXTS, edits, workflows
from uzo_jupyter.language import parse, print_workflow, spoken, update
from uzo_jupyter.model import Workflow

SLOW = settings(
    deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@SLOW
@given(workflows())
def test_reading_what_was_printed_gives_the_workflow_back(workflow: Workflow) -> None:
    text = print_workflow(workflow, REGISTRY)
    assert spoken(parse(text, REGISTRY).workflow, REGISTRY).same_as(spoken(workflow, REGISTRY)), text


@SLOW
@given(workflows())
def test_what_was_printed_reads_without_complaint(workflow: Workflow) -> None:
    assert parse(print_workflow(workflow, REGISTRY), REGISTRY).diagnostics == ()


@SLOW
@given(workflows())
def test_printing_what_was_printed_changes_nothing(workflow: Workflow) -> None:
    text = print_workflow(workflow, REGISTRY)
    again = parse(text, REGISTRY).workflow
    assert print_workflow(again, REGISTRY) == text
    assert parse(print_workflow(again, REGISTRY), REGISTRY).workflow == again


@SLOW
@given(workflows())
def test_an_update_to_the_same_workflow_changes_nothing(workflow: Workflow) -> None:
    program = parse(f"# a comment\n\n{print_workflow(workflow, REGISTRY)}\n# the end", REGISTRY)
    assert update(program, program.workflow, REGISTRY) == program.text


@SLOW
@given(st.data())
def test_an_updated_text_says_the_wanted_workflow(data: st.DataObject) -> None:
    before = data.draw(workflows())
    program = parse(print_workflow(before, REGISTRY), REGISTRY)
    after = data.draw(edits(program.workflow))
    text = update(program, after, REGISTRY)
    assert spoken(parse(text, REGISTRY).workflow, REGISTRY).same_as(spoken(after, REGISTRY)), text


@SLOW
@given(
    st.text()
    | st.lists(TEXTS | st.sampled_from(["a", " = ", "(", ")", "\n", ".", '"', ",", "read_csv", "'''"])).map(
        "".join
    )
)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    program = parse(text, REGISTRY, first_line=2)
    assert all(d.span is None or d.span.line >= 2 for d in program.diagnostics)


@SLOW
@given(st.data())
def test_no_damage_to_a_text_makes_the_reader_fail(data: st.DataObject) -> None:
    text = print_workflow(data.draw(workflows()), REGISTRY)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 10)))
    program = parse(text[:start] + data.draw(st.text(max_size=5)) + text[end:], REGISTRY)
    for diagnostic in program.diagnostics:
        program.locate(diagnostic)
    print_workflow(program.workflow, REGISTRY)
