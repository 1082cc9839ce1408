"""From a model's errors to violations: path, rule, explanation; never a value."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from copiste.cases import rules
from copiste.cases.rules import RULES, Rule

#: What pydantic's own errors mean here; any other of its kinds is TYPE.
_OF_PYDANTIC = {
    "missing": rules.MISSING,
    "extra_forbidden": rules.UNEXPECTED,
    "literal_error": rules.CODE_UNKNOWN,
    "bool_type": rules.CODE_UNKNOWN,
    "union_tag_invalid": rules.CODE_UNKNOWN,
    "union_tag_not_found": rules.MISSING,
}


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One rule that a prepared case breaks."""

    #: Where in the payload: `member.nir`, `dependants[1].rank`.
    path: str
    #: A code of `copiste.cases.rules.RULES`.
    rule: str
    explanation: str


def violations_of(
    error: ValidationError, tags: Container[str] = (), discriminator: str = ""
) -> list[Violation]:
    """Every violation that `error` tells of, in the payload's order.

    Args:
        error: what validating a case raised.
        tags: first parts of a location that only name a variant of the model.
        discriminator: the field that says which variant a case is.
    """
    found = []
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        where = detail["loc"]
        if where and where[0] in tags:
            where = where[1:]
        kind = detail["type"]
        rule = RULES.get(kind) or _OF_PYDANTIC.get(kind, rules.TYPE)
        found.append(violation(_path(where, kind, discriminator), rule))
    return found


def violation(path: str, rule: Rule) -> Violation:
    """The violation of `rule` at `path`."""
    return Violation(path, rule.code, rule.explanation)


def _path(where: Sequence[str | int], kind: str, discriminator: str) -> str:
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        where = [*where, discriminator]
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where)
    return path.removeprefix(".")
