"""The checks of the French building blocks; `(S)` and `(A)` as in `copiste.cases.rules`."""

from __future__ import annotations

from copiste.cases.rules import rule

# -- identifiers -----
NIR_FORMAT = rule(
    "NIR_FORMAT", "a NIR is 13 digits and a key of 2 digits (2A or 2B allowed as department)", "INSEE (S)"
)
NIR_KEY = rule(
    "NIR_KEY",
    "the NIR's two-digit key does not match its 13 digits; ask for the card or certificate",
    "INSEE: key = 97 - (number modulo 97), 2A read as 19 and 2B as 18 (S)",
)
NIR_PROVISIONAL = rule(
    "NIR_PROVISIONAL",
    "a NIR beginning with 7 or 8 is provisional; wait for the final one",
    "DSN: refused (S)",
)
NIR_SEX = rule("NIR_SEX", "a NIR begins with 1 or 2", "INSEE (S)")
NIR_MONTH = rule(
    "NIR_MONTH", "the NIR's month is none of 01-12, 20, 30-42, 50-99; check digits 4 and 5", "INSEE (S)"
)
NIR_CORSICA = rule(
    "NIR_CORSICA",
    "the NIR's Corsican department contradicts the birth year: 20 before 1976, 2A or 2B since",
    "law 75-356 splitting Corsica from 1 January 1976; INSEE (S)",
)
NIR_SEX_MISMATCH = rule(
    "NIR_SEX_MISMATCH", "the NIR's first digit contradicts the declared sex", "INSEE: 1 man, 2 woman (S)"
)
NIR_YEAR_MISMATCH = rule(
    "NIR_YEAR_MISMATCH", "digits 2 and 3 of the NIR contradict the declared birth year", "INSEE (S)"
)
NIR_MONTH_MISMATCH = rule(
    "NIR_MONTH_MISMATCH", "digits 4 and 5 of the NIR contradict the declared birth month", "INSEE (S)"
)
IBAN_FORMAT = rule("IBAN_FORMAT", "the IBAN does not match its country's format", "ISO 13616 (S)")
IBAN_LENGTH = rule(
    "IBAN_LENGTH", "the IBAN does not have its country's length (27 for France)", "ISO 13616 (S)"
)
IBAN_COUNTRY = rule(
    "IBAN_COUNTRY", "the IBAN's country takes no SEPA transfer", "SEPA scheme (S), refused (A)"
)
IBAN_CHECK_DIGITS = rule(
    "IBAN_CHECK_DIGITS",
    "the IBAN's check digits (3rd and 4th) do not match; ask for the bank's document",
    "ISO 7064 mod 97-10 (S)",
)
IBAN_RIB_KEY = rule(
    "IBAN_RIB_KEY",
    "the IBAN's last two digits (RIB key) do not match; ask for the bank's document",
    "French banking federation: RIB key modulo 97 (S)",
)
IBAN_TOO_LONG = rule("IBAN_TOO_LONG", "the screen takes an IBAN of 27 characters at most", "RIBS screen (A)")
BIC_FORMAT = rule(
    "BIC_FORMAT", "a BIC is 8 or 11 characters with a country's code at the 5th and 6th", "ISO 9362 (S)"
)
RANK = rule("RANK", "a rank is a number from 1 to 9", "the dependant screens (A)")

# -- text -----
NAME_TOO_LONG = rule(
    "NAME_TOO_LONG",
    "the name is longer than the screen's field once in capitals; a person must shorten it",
    "length of the screen's field (A)",
)
NAME_CHARACTER = rule(
    "NAME_CHARACTER",
    "a name keeps only letters, spaces, hyphens and apostrophes once in capitals without accents",
    "civil registry's alphabet (S), legacy screens (A)",
)
TEXT_TOO_LONG = rule(
    "TEXT_TOO_LONG",
    "the text is longer than the screen's field once in capitals; shorten it or use the next line",
    "length of the screen's field (A)",
)
TEXT_CHARACTER = rule(
    "TEXT_CHARACTER",
    "the text holds a character the screens cannot take, even in capitals without accents",
    "legacy screens: A-Z 0-9 space ' - . , / (A)",
)
CODE_FORMAT = rule(
    "CODE_FORMAT",
    "the code does not have the letters, digits and length that the screen takes",
    "the screen's field (A)",
)

# -- address -----
POSTAL_CODE_FORMAT = rule(
    "POSTAL_CODE_FORMAT",
    "a postal code is 5 digits (a leading zero may have been lost: declare `digits: 5`)",
    "La Poste (S)",
)
POSTAL_CODE_UNKNOWN = rule(
    "POSTAL_CODE_UNKNOWN", "no French postal code begins with 00, 96, 970, 979 or 99", "La Poste (S)"
)
TOWN_CEDEX = rule(
    "TOWN_CEDEX",
    "a CEDEX is a company's delivery, not a home; give the town and its postal code",
    "La Poste (S), refused by the back-end (A)",
)

# -- dates -----
DATE_IMPOSSIBLE = rule("DATE_IMPOSSIBLE", "there is no such date; check day, month and order", "calendar")
DATE_FORMAT = rule(
    "DATE_FORMAT",
    "the date is not written as the mapping declares; correct the cell or the mapping's `date`",
    "the client's mapping",
)
BIRTH_DATE_ABSURD = rule(
    "BIRTH_DATE_ABSURD",
    "the birth date is in the future or before 1900",
    "nobody alive (S), bound chosen (A)",
)
DATE_FAR = rule(
    "DATE_FAR", "the date is before 1990 or more than two years ahead; check the year", "bounds chosen (A)"
)

# -- termination -----
REASON_FORMAT = rule(
    "REASON_FORMAT", "a termination's reason is 3 digits, as in the DSN", "DSN S21.G00.62.002 (S)"
)
REASON_NOT_AN_EXIT = rule(
    "REASON_NOT_AN_EXIT",
    "reason 099 cancels an exit, 100 and 998 move without a break: a person decides",
    "DSN S21.G00.62.002 (S), left to a person (A)",
)
