"""A member's file: consultation, address, bank details."""

from __future__ import annotations

from legacy_mock.map import CANCEL, COMMIT, LEAVE, NEXT, REFRESH, Field, Map
from legacy_mock.maps.parts import IBAN_PARTS, digits, member_line, receipt, shown, text

#: Columns of a second caption and field on a row.
RIGHT = (48, 60)

MEMBER_FILE = Map(
    name="member_file",
    transaction="ADHC",
    title="CONSULTATION ADHERENT",
    fields=(
        shown("member_number", "ADHERENT", 5, 8),
        shown("status", "ETAT", 5, 16, at=RIGHT),
        shown("last_name", "NOM", 6, 25),
        shown("first_name", "PRENOM", 7, 20),
        shown("sex", "SEXE", 7, 1, at=RIGHT),
        shown("birth_date", "NE LE", 8, 10),
        shown("nir", "NIR", 9, 13),
        shown("nir_key", "CLE", 9, 2, at=RIGHT),
        shown("regime", "REGIME", 10, 2),
        shown("family_status", "SITUATION", 10, 1, at=RIGHT),
        receipt(11),
        shown("street", "VOIE", 13, 32),
        shown("complement", "COMPLEMENT", 14, 32),
        shown("postal_code", "CODE POSTAL", 15, 5),
        shown("town", "VILLE", 15, 26, at=(44, 54)),
        shown("iban", "IBAN", 17, 34),
        shown("bic", "BIC", 18, 11),
        shown("holder", "TITULAIRE", 19, 25),
    ),
    keys=(LEAVE, REFRESH, CANCEL),
)

ADDRESS = Map(
    name="address",
    transaction="ADRS",
    title="ADRESSE ADHERENT",
    fields=(
        *member_line(),
        text("street", "VOIE", 8, 32),
        text("complement", "COMPLEMENT", 10, 32),
        digits("postal_code", "CODE POSTAL", 12, 5),
        text("town", "VILLE", 14, 26),
        receipt(18),
    ),
    keys=(NEXT, LEAVE, REFRESH, COMMIT, CANCEL),
)

BANK_DETAILS = Map(
    name="bank_details",
    transaction="RIBS",
    title="COORDONNEES BANCAIRES",
    fields=(
        *member_line(),
        Field("iban", "IBAN", 8, IBAN_PARTS),
        text("bic", "BIC", 10, 11),
        text("holder", "TITULAIRE", 12, 25),
        receipt(18),
    ),
    keys=(NEXT, LEAVE, REFRESH, COMMIT, CANCEL),
)

MAPS = (MEMBER_FILE, ADDRESS, BANK_DETAILS)
