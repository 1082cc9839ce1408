"""SIGN: identification of the operator at a terminal."""

from __future__ import annotations

from legacy_mock.domain import Refused, Signature
from legacy_mock.program import Context, Reply, Show, SignOn


def sign_on(context: Context) -> Reply:
    """Ask who works where. Refusals: SIG0001 unknown or wrong, SAI0001 a field is empty."""
    if context.aid is None:
        return Show("sign_on")
    for field in context.map.typable():
        if not context[field.name]:
            raise Refused("SAI0001", zone=field.caption)
    if len(context["terminal"]) != 4 or not context["terminal"].isalnum():
        raise Refused("SIG0003")
    operator = context.backend.authenticate(context["operator"], context["password"])
    if operator is None:
        raise Refused("SIG0001")
    return SignOn(Signature(operator.code, context["terminal"]))
