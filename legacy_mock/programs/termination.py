"""RADI and RADV: terminating the affiliations to a contract, with a control screen before it is recorded."""

from __future__ import annotations

from legacy_mock.domain import Refused, TerminationEntry
from legacy_mock.program import Commarea, Context, Reply, Show, Transfer, commit
from legacy_mock.programs.written import member_heading, parts, slashed, unslashed

_TYPED = ("contract", "reason", "last_day", "portability")


def entry(context: Context) -> Reply:
    """Ask which contract, why and when; ENTER leads to the control. Refusals: `Backend.check_termination`."""
    kept = context.commarea
    if context.aid is None:
        values = {name: kept.get(name, "") for name in _TYPED}
        if values["last_day"]:
            values["last_day"] = parts(unslashed(values["last_day"]))
        heading = member_heading(context.backend.member(context.member))
        return Show("termination", heading | values, commarea=kept)
    last_day = slashed(context.day("last_day"))
    typed = {name: context[name] for name in _TYPED} | {"last_day": last_day}
    if typed["portability"] not in {"O", "N"}:
        number = "SAI0004" if typed["portability"] else "SAI0001"
        raise Refused(number, zone="PORTABILITE", code=typed["portability"])
    context.backend.check_termination(context.member, _entry(typed))
    return Transfer("RADV", context.keep(**typed))


def control(context: Context) -> Reply:
    """Show the dates that the back-end computed; F10 records. Refusals: `Backend.terminate`."""
    backend, kept = context.backend, context.commarea
    if context.aid is None:
        check = backend.check_termination(context.member, _entry(kept))
        values = {name: kept[name] for name in _TYPED} | {
            "effect_date": slashed(check.effect_date),
            "portability_end": slashed(check.portability_end),
        }
        heading = member_heading(backend.member(context.member))
        return Show("termination_summary", heading | values, commarea=kept)
    return commit(
        context,
        lambda yes: backend.terminate(context.member, _entry(kept), context.signature, confirmed=yes),
    )


def _entry(kept: Commarea) -> TerminationEntry:
    return TerminationEntry(
        kept["contract"], kept["reason"], unslashed(kept["last_day"]), kept["portability"] == "O"
    )
