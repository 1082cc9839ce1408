"""Checks that hold for these processes alone; `(S)` marks a public source, `(A)` an assumption."""

from __future__ import annotations

from copiste import rule

BIC_COUNTRY = rule(
    "BIC_COUNTRY",
    "the BIC and the IBAN belong to different countries; one of them is another account's",
    "ISO 9362 and ISO 13616 (S), refused by the back-end (A)",
)
BEFORE_BIRTH = rule("BEFORE_BIRTH", "the date is before the person's birth", "calendar")
MEMBER_TOO_YOUNG = rule(
    "MEMBER_TOO_YOUNG",
    "the member is under 14 when the cover starts; were the two dates swapped?",
    "Code du travail L4153-3 (S), refused here (A)",
)
BEFORE_AFFILIATION = rule(
    "BEFORE_AFFILIATION", "a dependant's cover cannot start before the member's", "collective contracts (A)"
)
DEPENDANTS_TOO_MANY = rule(
    "DEPENDANTS_TOO_MANY",
    "more than six dependants: a person enrols this household",
    "the process's scope (A)",
)
DEPENDANT_TWICE = rule(
    "DEPENDANT_TWICE", "the same first name and birth date twice under one member", "beneficiary key (A)"
)
TWIN_RANK = rule(
    "TWIN_RANK",
    "two dependants born the same day need different ranks (1, 2)",
    "beneficiary key = opener's NIR + birth date + rank (S)",
)
SPOUSE_TWICE = rule("SPOUSE_TWICE", "one spouse at most under one member", "collective contracts (A)")
NIR_SHARED = rule("NIR_SHARED", "two persons of the case have the same NIR", "DSN checks (S)")
