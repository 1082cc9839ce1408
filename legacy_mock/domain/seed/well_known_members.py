"""The members that never change, whatever the seed number: tests and demonstration data count on them.

Numbers 10000001 to 10000036 each stand for one situation, said in the table below; 10000041 to 10000100 are
plain: one affiliation, an address, bank details, no dependant, nobody's homonym. NIRs are derived.
"""

from __future__ import annotations

from datetime import date

from legacy_mock.domain.days import add_months
from legacy_mock.domain.nir import Birthplace, make_nir
from legacy_mock.domain.records import AffiliationEntry, DependantEntry, Identity, Situation
from legacy_mock.domain.seed.details import address_of, bank_details_of, phone_of
from legacy_mock.domain.seed.model import SeededAffiliation, SeededDependant, SeededEnd, SeededMember

#: Number (after 100000), last name, first name, sex, birth, department of birth, family status, purpose, and
#: affiliations: contract, option, population, start; end and reason if terminated; "p" for portability.
_SPECIAL = """
01|MARTIN|MARIE|F|1980-05-12|69|C|homonym of 10000002|1 BAS ENS 2020-01-01
02|MARTIN|MARIE|F|1980-05-12|44|M|homonym of 10000001|2 BAS CAD 2019-09-01
03|DUPONT|JEAN|M|1975-03-03|75|M|one of three homonyms|1 CFT ENS 2017-04-01
04|DUPONT|JEAN|M|1975-03-03|31|D|one of three homonyms|4 BAS ENS 2018-02-01
05|DUPONT|JEAN|M|1975-03-03|59|C|one of three homonyms|10 BAS NCA 2012-01-01
06|LEROUX|SOPHIE|F|1985-07-21|35|P|two children; 10000007 is the other parent|1 BAS ENS 2019-01-01
07|LEROUX|THOMAS|M|1983-11-02|29|P|other parent of the children of 10000006|2 PRM CAD 2020-03-01
08|MOREAU|ISABELLE|F|1988-02-14|33|M|twin children, ranks 1 and 2|1 CFT ENS 2018-01-01
09|MOREL|CLAIRE|F|1990-01-15|67|C|twin of 10000010|10 CFT CAD 2021-01-01
10|MOREL|PAULINE|F|1990-01-15|67|C|twin of 10000009|10 CFT CAD 2021-02-01
11|GIRARD|PHILIPPE|M|1969-10-08|38|M|two open claims|1 BAS ENS 2016-05-01
12|ROUSSEAU|CATHERINE|F|1972-12-30|13|V|one open claim; contract without portability|4 CFT ENS 2017-01-01
13|FOURNIER|NICOLAS|M|1987-06-17|80|C|already terminated|1 BAS ENS 2019-06-01 2025-06-30 059
14|MERCIER|VALERIE|F|1979-04-25|54|C|terminated, portability, affiliated again|\
2 BAS NCA 2018-01-01 2025-03-14 043 p;10 BAS NCA 2025-09-01
15|BONNET|JULIEN|M|1992-09-09|63|C|ended with the closed contract|3 BAS ENS 2020-01-01 2024-12-31 020
16|LAMBERT|SANDRINE|F|1981-08-03|87|M|contract with two termination reasons only|5 PRM CAD 2021-06-01
17|FONTAINE|PATRICK|M|1966-01-27|14|M|contract without portability|4 BAS ENS 2016-07-01
18|CHEVALIER|CORINNE|F|1974-11-19|86|M|spouse; contract refuses children over 21|2 PRM CAD 2018-01-01
19|PERRIN|OLIVIER|M|1973-05-06|21|D|child of 22; contract asks for a proof over 25|1 BAS ENS 2015-01-01
20|SANTONI|ANTOINE|M|1979-03-18|2A|C|born in Corse-du-Sud (2A)|1 CFT ENS 2022-01-01
21|ORSINI|LAETITIA|F|1984-10-29|2B|M|born in Haute-Corse (2B)|2 BAS NCA 2020-01-01
22|LUCIANI|TOUSSAINT|M|1968-02-05|20|M|born in Corsica before 1976 (20)|10 PRM CAD 2011-01-01
23|GAUTIER|AMANDINE|F|1995-07-07|45|C|no affiliation, no address, no bank details|
24|ROBIN|FLORENCE|F|1991-12-12|37|C|no bank details|1 BAS ENS 2023-01-01
25|BLANCHARD|ERIC|M|1977-06-22|49|M|two contracts, two risks|1 BAS ENS 2017-01-01;9 SUR ENS 2018-01-01
26|LE GALL|YANNICK|M|1982-04-04|22|P|blank in the name|7 BAS ENS 2019-01-01
27|D'ALMEIDA|CHRISTOPHE|M|1971-09-16|92|C|apostrophe in the name|10 HOS ENS 2014-01-01
28|SAINT-MARTIN|JEAN-BAPTISTE|M|1989-01-31|64|C|hyphens in both names|1 CFT ENS 2021-01-01
29|GARNIER|MURIEL|F|1976-08-28|51|D|spouse ended|2 BAS NCA 2018-06-01
30|BARBIER|KEVIN|M|2006-05-20|62|C|apprentice; contract for apprentices|8 BAS APP 2024-09-01
31|DA SILVA PEREIRA|MANUEL|M|1970-03-11|99|M|born abroad (99)|7 CFT NCA 2020-01-01
32|TRAORE|AMINATA|F|1972-01-01|99|M|month of birth unknown in the NIR|10 BAS ENS 2015-01-01
33|DE LA ROCHEFOUCAULD-MONTB|MARIE-CHRISTINE-ANNE|F|1964-06-30|78|V|names as long as the screens take|\
2 PRM CAD 2018-01-01
34|HOARAU|DAVID|M|1986-12-02|974|C|born overseas (974)|1 BAS ENS 2024-01-01
35|MARCHAND|DELPHINE|F|1980-10-10|76|M|contract refuses children over 18|6 BAS ENS 2026-01-01
36|PICARD|BENOIT|M|1985-02-20|02|C|contract that ends on 2026-12-31|7 BAS NCA 2022-01-01
"""
_NO_BANK_DETAILS = frozenset({23, 24})
_MONTH_UNKNOWN = {32: 31}
_OPEN_CLAIMS = {11: 2, 12: 1}

#: Member, last name, first name, sex, birth, kind, rank, start, then end and reason if ended.
_DEPENDANTS = """
06|LEROUX|EMMA|F|2014-04-10|EN|1|2019-01-01
06|LEROUX|LUCAS|M|2017-09-25|EN|1|2019-01-01
08|MOREAU|LEA|F|2015-03-02|EN|1|2018-01-01
08|MOREAU|LEO|M|2015-03-02|EN|2|2018-01-01
18|CHEVALIER|BERNARD|M|1972-07-14|CJ|1|2018-01-01
19|PERRIN|MATHILDE|F|2003-08-15|EN|1|2015-01-01
29|GARNIER|STEPHANE|M|1975-01-09|CJ|1|2018-06-01 2024-02-29 DV
"""

_PLAIN = range(41, 101)
_PLAIN_LAST = (
    *("LECLERC", "GUILLOT", "BARRE", "COLLET", "RENAUD", "SCHMITT"),
    *("VASSEUR", "HUMBERT", "JACQUET", "PREVOST", "TESSIER", "WEBER"),
)
_PLAIN_FIRST = ("AURELIE|F", "SEBASTIEN|M", "CAROLINE|F", "FREDERIC|M", "STEPHANIE|F")
_PLAIN_COVER = ("1 BAS ENS", "2 BAS NCA", "4 BAS ENS", "10 CFT CAD", "1 CFT ENS", "7 BAS ENS")
_PLAIN_PLACES = ("69", "75", "13", "59", "33", "67", "44", "31", "06", "35")

#: No commune has these numbers: the NIRs are nobody's.
_COMMUNE, _CHILD_COMMUNE = 990, 991


def well_known_members() -> list[SeededMember]:
    """Give every member that does not depend on the seed number, in order of number."""
    special = [_member(line) for line in _SPECIAL.split("\n") if line]
    return special + [_member(_plain_line(index)) for index in _PLAIN]


def purposes() -> dict[str, str]:
    """Say what each special member is for, by number."""
    rows = (line.split("|") for line in _SPECIAL.split("\n") if line)
    return {f"{10_000_000 + int(row[0])}": row[7] for row in rows}


def _member(line: str) -> SeededMember:
    number, last, first, sex, birth, place, status, _, covers = line.split("|")
    index, born = int(number), date.fromisoformat(birth)
    nir = make_nir(sex, born, Birthplace(place, _COMMUNE), index, month=_MONTH_UNKNOWN.get(index))
    identity = Identity(last, first, sex, born, nir)
    return SeededMember(
        number=f"{10_000_000 + index}",
        identity=identity,
        situation=Situation("AM" if place == "67" else "GE", status, phone_of(index)),
        address=address_of(index) if covers else None,
        bank_details=None if index in _NO_BANK_DETAILS else bank_details_of(index, identity),
        affiliations=tuple(_affiliation(cover) for cover in covers.split(";") if cover),
        dependants=tuple(_dependants(number)),
        open_claims=_OPEN_CLAIMS.get(index, 0),
    )


def _plain_line(index: int) -> str:
    rank = index - _PLAIN.start
    born = date(1965 + rank * 7 % 35, rank % 12 + 1, rank % 28 + 1)
    cover = f"{_PLAIN_COVER[rank % len(_PLAIN_COVER)]} {2019 + rank % 5}-01-01"
    last, first = _PLAIN_LAST[rank % len(_PLAIN_LAST)], _PLAIN_FIRST[rank % len(_PLAIN_FIRST)]
    place = _PLAIN_PLACES[rank % len(_PLAIN_PLACES)]
    return f"{index}|{last}|{first}|{born}|{place}|{'CMPD'[rank % 4]}|plain|{cover}"


def _affiliation(text: str) -> SeededAffiliation:
    contract, option, population, start, *ended = text.split()
    entry = AffiliationEntry(f"C{int(contract):09d}", option, population, date.fromisoformat(start))
    if not ended:
        return SeededAffiliation(entry)
    last_day = date.fromisoformat(ended[0])
    portability_end = add_months(last_day, 12) if ended[2:] else None
    return SeededAffiliation(entry, SeededEnd(last_day, ended[1], portability_end))


def _dependants(member: str) -> list[SeededDependant]:
    rows = (line.split("|") for line in _DEPENDANTS.split("\n") if line.startswith(f"{member}|"))
    return [_dependant(*row) for row in rows]


def _dependant(member: str, *row: str) -> SeededDependant:
    last, first, sex, birth, kind, rank, period = row
    born, (start, *ended) = date.fromisoformat(birth), period.split()
    nir = make_nir(sex, born, Birthplace("69", _CHILD_COMMUNE), int(member) * 10 + int(rank))
    entry = DependantEntry(last, first, sex, born, kind, nir, int(rank), date.fromisoformat(start))
    return SeededDependant(entry, SeededEnd(date.fromisoformat(ended[0]), ended[1]) if ended else None)
