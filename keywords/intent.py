"""What a keyword would key, read from its body without running it: field names and paths into the case."""

from __future__ import annotations

from robot.running.context import EXECUTION_CONTEXTS


def keyed_by(name: str) -> dict[str, str]:
    """Field → path into the case, of every `Fill` in the body of user keyword `name`; empty when unknown."""
    context = EXECUTION_CONTEXTS.current
    runner = context.namespace.get_runner(name, recommend_on_failure=False) if context else None
    keyed: dict[str, str] = {}
    for step in getattr(getattr(runner, "keyword", None), "body", ()):
        if str(getattr(step, "name", "")).rpartition(".")[2].lower() == "fill":
            pairs = (str(argument).partition("=") for argument in step.args)
            keyed |= {field: path for field, sign, path in pairs if sign}
    return keyed
