"""AYDA and AYDF: adding a dependant to a member, and ending one."""

from __future__ import annotations

from legacy_mock.domain import DependantEnd, DependantEntry, Notice
from legacy_mock.map import Aid
from legacy_mock.program import Context, Reply, Show, commit
from legacy_mock.programs.written import member_heading


def addition(context: Context) -> Reply:
    """Check with ENTER, record with F10. Refusals: those of `Backend.add_dependant`."""
    backend, member = context.backend, context.member
    if context.aid is None:
        return Show("dependant_add", member_heading(backend.member(member)), commarea=context.commarea)
    typed = DependantEntry(
        last_name=context["last_name"],
        first_name=context["first_name"],
        sex=context["sex"],
        birth_date=context.day("birth_date"),
        kind=context["kind"],
        nir=context["nir"] + context["nir_key"],
        rank=_rank(context),
        start=context.day("start"),
    )
    if context.aid is Aid.F10:
        return commit(
            context, lambda yes: backend.add_dependant(member, typed, context.signature, confirmed=yes)
        )
    backend.check_dependant(member, typed)
    return Show(message=Notice("HOT0031"), commarea=context.commarea)


def end(context: Context) -> Reply:
    """Check with ENTER, record with F10. Refusals: those of `Backend.end_dependant`."""
    backend, member = context.backend, context.member
    if context.aid is None:
        return Show("dependant_end", member_heading(backend.member(member)), commarea=context.commarea)
    typed = DependantEnd(
        first_name=context["first_name"],
        birth_date=context.day("birth_date"),
        rank=_rank(context),
        end=context.day("end"),
        reason=context["reason"],
    )
    if context.aid is Aid.F10:
        return commit(context, lambda _yes: backend.end_dependant(member, typed, context.signature))
    backend.check_dependant_end(member, typed)
    return Show(message=Notice("HOT0031"), commarea=context.commarea)


def _rank(context: Context) -> int:
    """Give the rank, 1 when nothing is typed."""
    return int(context["rank"] or "1")
