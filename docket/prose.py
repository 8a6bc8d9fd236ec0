"""The procedures as a document: a diagram, the states in words, and a paragraph for each step."""

from collections.abc import Iterator

from docket.procedure import BACK, REGISTRY, SAME, START, Procedure, Step

HEAD = """# Procedure

Generated from the code by `manage.py procedure`; a test fails when it drifts. Change the tables, not this file.
"""
WAYS = {SAME: "the same", BACK: "where it stood before"}


def document() -> str:
    parts = [HEAD, *("\n".join(chapter(REGISTRY[name])) for name in sorted(REGISTRY))]
    return "\n".join(parts) + "\n"


def chapter(procedure: Procedure) -> Iterator[str]:
    yield f"## {procedure.title}\n"
    yield "```mermaid"
    yield "stateDiagram-v2"
    for step in procedure.steps:
        for source in step.sources:
            for target in sorted(procedure.ends_of(step, source)):
                yield f"    {source or '[*]'} --> {target}: {step.name}"
    for state in sorted(procedure.final):
        yield f"    {state} --> [*]"
    yield "```\n"
    yield "| state | meaning |\n|---|---|"
    for state, meaning in procedure.states.items():
        yield f"| {state} | {meaning} |"
    yield ""
    for step in procedure.steps:
        yield from paragraph(step)


def paragraph(step: Step) -> Iterator[str]:
    sources = ", ".join(source or "nothing" for source in step.sources) if step.sources != (START,) else "nothing"
    yield f"### {step.name}\n"
    yield f"{step.says}\n"
    target = WAYS.get(step.target, f"**{step.target}**")
    yield f"- from {sources} to {target}, by {', '.join(sorted(step.by))}"
    for condition in step.only_if:
        yield f"- only if: {condition.says}"
    if step.told:
        yield "- told: " + ", ".join(f"{told.audience} ({told.letter})" for told in step.told)
    if step.undoable:
        yield "- can be undone: what it owes waits for as long as the person has set"
    if step.basis:
        yield f"- basis: {step.basis}"
    yield ""
