"""ADHI, ADHS, ADHV: creating a member in three pages. The commarea carries what the earlier pages took."""

from __future__ import annotations

from legacy_mock.domain import Identity, Situation
from legacy_mock.program import Commarea, Context, Reply, Show, Transfer, commit
from legacy_mock.programs.written import parts, slashed, unslashed

_IDENTITY = ("last_name", "first_name", "sex", "birth_date", "nir", "nir_key")
_SITUATION = ("regime", "family_status", "phone")


def identity(context: Context) -> Reply:
    """Page 1: who the member is. Refusals: those of `Backend.check_identity`."""
    kept = context.commarea
    if context.aid is None:
        values = {name: kept.get(name, "") for name in _IDENTITY}
        if kept.get("birth_date"):
            values["birth_date"] = parts(unslashed(kept["birth_date"]))
        return Show("member_identity", values, commarea=kept)
    born = context.day("birth_date")
    typed = {name: context[name] for name in _IDENTITY} | {"birth_date": slashed(born)}
    context.backend.check_identity(_identity(typed))
    return Transfer("ADHS", context.keep(**typed))


def situation(context: Context) -> Reply:
    """Page 2: scheme and family. Refusals: those of `Backend.check_situation`."""
    kept = context.commarea
    if context.aid is None:
        return Show("member_situation", {name: kept.get(name, "") for name in _SITUATION}, commarea=kept)
    typed = {name: context[name] for name in _SITUATION}
    context.backend.check_situation(_situation(typed))
    return Transfer("ADHV", context.keep(**typed))


def summary(context: Context) -> Reply:
    """Page 3: everything once more, to be recorded with F10. Refusals: those of `Backend.create_member`.

    Once recorded, the member is the one whose file the menu offers.
    """
    kept = context.commarea
    if context.aid is None:
        values = {name: kept.get(name, "") for name in (*_IDENTITY, *_SITUATION)}
        return Show("member_summary", values, commarea=kept)

    backend, by = context.backend, context.signature
    return commit(
        context, lambda yes: backend.create_member(_identity(kept), _situation(kept), by, confirmed=yes)
    )


def _identity(kept: Commarea) -> Identity:
    return Identity(
        kept["last_name"],
        kept["first_name"],
        kept["sex"],
        unslashed(kept["birth_date"]),
        kept["nir"] + kept["nir_key"],
    )


def _situation(kept: Commarea) -> Situation:
    return Situation(kept["regime"], kept["family_status"], kept["phone"])
