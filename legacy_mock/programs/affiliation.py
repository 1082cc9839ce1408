"""AFFC: affiliating a member to a collective contract."""

from __future__ import annotations

from legacy_mock.domain import AffiliationEntry, Notice
from legacy_mock.map import Aid
from legacy_mock.program import Context, Reply, Show, commit
from legacy_mock.programs.written import member_heading


def affiliation(context: Context) -> Reply:
    """Check with ENTER, which shows the company, and record with F10. Refusals: `Backend.affiliate`."""
    backend, member = context.backend, context.member
    if context.aid is None:
        return Show("affiliation", member_heading(backend.member(member)), commarea=context.commarea)
    typed = AffiliationEntry(
        context["contract"], context["option"], context["population"], context.day("start")
    )
    if context.aid is Aid.F10:
        return commit(context, lambda _yes: backend.affiliate(member, typed, context.signature))
    company = backend.check_affiliation(member, typed).company
    return Show(values={"company": company}, message=Notice("HOT0031"), commarea=context.commarea)
