"""The ten contracts that never change, whatever the seed number: tests and demonstration data count on them.

The table below is both their documentation and their source. Its columns: number (of ``C000000001``), state,
company, SIREN, start, end, options, populations, a termination takes effect at the ``month end`` or on the
``day``, portability, termination reasons, and what a child over the age limit meets: a ``proof`` is asked
for (a warning) or the child is ``refused``.

BAS, CFT and PRM cover the same risk (SAN), so one of them at a time. SUR and HOS are risks of their own.
"""

from __future__ import annotations

from datetime import date

from legacy_mock.domain.codes import TERMINATION_REASON
from legacy_mock.domain.records import Contract
from legacy_mock.domain.seed.code_lists import CODE_LISTS

_TABLE = """
01|open|ATELIERS DU LAC BLEU|000100016|2015-01-01||BAS CFT|ENS|month end|yes|all|over 25: proof
02|open|CABINET QUATRE VENTS CONSEIL|000200014|2018-01-01||BAS PRM|CAD NCA|day|yes|all|over 21: refused
03|closed|FILATURES DE L'ANCIEN PONT|000300012|2012-01-01|2024-12-31|BAS|ENS|month end|yes|all|over 25: proof
04|open|TRANSPORTS COLIBRI|000400010|2016-07-01||BAS CFT HOS|ENS|day|no|all|over 28: proof
05|open|LABORATOIRES AURORE BOREALE|000500017|2017-01-01||PRM|CAD|month end|yes|031 059|over 25: refused
06|open|JEUNES POUSSES NUMERIQUES|000600015|2026-01-01||BAS CFT|ENS|month end|yes|all|over 18: refused
07|open|CHANTIERS DU PHARE EPHEMERE|000700013|2019-01-01|2026-12-31|BAS CFT|ENS NCA|day|yes|all|over 20: proof
08|open|ECOLE DES METIERS DU RAMEAU|000800011|2020-01-01||BAS|APP|day|no|034 035 059 081|over 18: refused
09|open|ENTRAIDE DES TROIS RIVIERES|000900019|2015-01-01||SUR HOS|ENS|month end|no|all|over 25: proof
10|open|MANUFACTURE GENERALE DU PLATEAU|001000017|2010-01-01||BAS CFT PRM SUR HOS|ENS CAD NCA APP|\
month end|yes|all|over 26: proof
"""

#: Every termination reason of the code table.
ALL_REASONS = tuple(CODE_LISTS[TERMINATION_REASON])


def well_known_contracts() -> list[Contract]:
    """Give the contracts C000000001 to C000000010."""
    return [_contract(line) for line in _TABLE.split("\n") if line]


def _contract(line: str) -> Contract:
    number, state, company, siren, start, end, options, populations, effect, portability, reasons, child = (
        line.split("|")
    )
    limit, beyond = child.removeprefix("over ").split(": ")
    return Contract(
        number=f"C{int(number):09d}",
        company=company,
        siren=siren,
        start=date.fromisoformat(start),
        end=date.fromisoformat(end) if end else None,
        open=state == "open",
        child_age_limit=int(limit),
        child_proof=beyond == "proof",
        month_end=effect == "month end",
        portability=portability == "yes",
        options=tuple(options.split()),
        populations=tuple(populations.split()),
        reasons=ALL_REASONS if reasons == "all" else tuple(reasons.split()),
    )
