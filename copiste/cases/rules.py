"""Checks that a prepared case must pass: stable code, explanation, source. Here are those of any model.

Codes never change once published: reject files, baskets and clients' letters quote them. Explanations
never hold a value of the case. `(S)` marks a public source, `(A)` an assumption this product makes about its
kind of back-end.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic_core import PydanticCustomError


@dataclass(frozen=True, slots=True)
class Rule:
    """One check."""

    #: Stable, upper-case.
    code: str
    #: What is wrong and what to do, for a person; no value.
    explanation: str
    #: Where the rule comes from.
    source: str

    def broken(self) -> PydanticCustomError:
        """The error a validator raises when the rule does not hold."""
        return PydanticCustomError(self.code, self.explanation)


#: Every rule by its code, in the order of declaration.
RULES: dict[str, Rule] = {}


def rule(code: str, explanation: str, source: str) -> Rule:
    """Declare a rule, under a code that nothing else has.

    Raises:
        ValueError: the code is another rule's.
    """
    declared = Rule(code, explanation, source)
    if RULES.setdefault(code, declared) != declared:
        raise ValueError(f"There is a rule {code} already; give this one a code of its own.")
    return declared


MISSING = rule("MISSING", "a value is required here; fill the cell", "the process's screens (A)")
UNEXPECTED = rule("UNEXPECTED", "the process knows no such field; correct the mapping", "the process's model")
TYPE = rule("TYPE", "the value is not of the kind expected here; correct the mapping", "the process's model")
CODE_UNKNOWN = rule(
    "CODE_UNKNOWN",
    "the code is not one this field takes; correct it or add it to the mapping's values",
    "the back-end's lists of codes (A)",
)
