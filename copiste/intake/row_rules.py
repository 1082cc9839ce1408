"""What can be wrong with a row before its case is checked: a catalogue as `copiste.cases.rules` is one."""

from __future__ import annotations

from copiste.cases.rules import Rule

#: Every rule by its code, in the order of declaration.
ROW_RULES: dict[str, Rule] = {}


def _rule(code: str, explanation: str, source: str) -> Rule:
    rule = Rule(code, explanation, source)
    ROW_RULES[code] = rule
    return rule


VALUE_UNKNOWN = _rule(
    "VALUE_UNKNOWN",
    "the mapping's `values` has no entry for what the cell says; correct the cell or add the entry",
    "the client's mapping",
)
FORMULA_ERROR = _rule(
    "FORMULA_ERROR",
    "the cell holds a formula's error such as #N/A; correct the formula or type the value",
    "Excel",
)
FORMULA_NOT_COMPUTED = _rule(
    "FORMULA_NOT_COMPUTED",
    "the cell holds a formula without a final result; open the file in a spreadsheet, save it, load it again",
    "Excel",
)
BROKEN_CHARACTER = _rule(
    "BROKEN_CHARACTER",
    "a character of the cell was lost or doubled by a wrong encoding; save the file as UTF-8, load it again",
    "Unicode",
)
NUMBER_MANGLED = _rule(
    "NUMBER_MANGLED",
    "the spreadsheet turned a long number into 1.23E+14 and lost digits; make the column text, type it again",
    "Excel",
)
NUMBER_TOO_LONG = _rule(
    "NUMBER_TOO_LONG",
    "a spreadsheet keeps 15 digits of a number and this one has more; make the column text, type it again",
    "Excel",
)
NUMBER_NOT_DIGITS = _rule(
    "NUMBER_NOT_DIGITS",
    "text is wanted, and the cell's number has decimals or a sign; type it as text, or declare `type`",
    "Excel",
)
NUMBER_FORMAT = _rule(
    "NUMBER_FORMAT",
    "the cell's format shows the number as something else; make the cell text, or declare `type`",
    "Excel",
)
NUMBER_NOT_DATE = _rule(
    "NUMBER_NOT_DATE",
    "a date is wanted and the cell holds a number; give the column a date format",
    "Excel",
)
DATE_NOT_WANTED = _rule(
    "DATE_NOT_WANTED",
    "the cell holds a date, as when a spreadsheet makes one of a text; type it as text, or declare `type`",
    "Excel",
)
DATE_WITH_TIME = _rule(
    "DATE_WITH_TIME",
    "a date is wanted and the cell holds a time of day too; leave the day alone in the cell",
    "Excel",
)
BOOLEAN_NOT_WANTED = _rule(
    "BOOLEAN_NOT_WANTED",
    "the cell holds TRUE or FALSE where something else is wanted; type it as text, or add it to `values`",
    "Excel",
)
ROW_TOO_LONG = _rule(
    "ROW_TOO_LONG",
    "the row has more cells than the header, as when a cell holds the delimiter unquoted; quote the cell",
    "CSV",
)
QUOTE_UNBALANCED = _rule(
    "QUOTE_UNBALANCED",
    "a quotation mark at the start of a cell has no matching end in the record; remove or double it",
    "CSV",
)
ROW_KIND_UNKNOWN = _rule(
    "ROW_KIND_UNKNOWN",
    "no `when` of the mapping takes this row; correct the cell, or add a case or a `skip` to the mapping",
    "the client's mapping",
)
REFERENCE_MISSING = _rule(
    "REFERENCE_MISSING",
    "a case needs a reference; fill the column the mapping takes it from",
    "the case queue",
)
REFERENCE_FORMAT = _rule(
    "REFERENCE_FORMAT",
    "a reference is 1 to 64 letters, digits, spaces or . : / # ° + - _, a letter or digit first",
    "reports and file names that show it",
)
REFERENCE_TWICE = _rule(
    "REFERENCE_TWICE",
    "the same reference stands higher up in this file; give each case its own",
    "the case queue",
)
REFERENCE_USED = _rule(
    "REFERENCE_USED",
    "another case in the queue has this reference; give this one its own, or correct that one in its basket",
    "the case queue",
)
KEY_TWICE = _rule(
    "KEY_TWICE",
    "another row has the same joining key, so nobody can tell whose the attached rows are; make it unique",
    "the client's mapping",
)
WITHOUT_CASE = _rule(
    "WITHOUT_CASE",
    "no row of the main sheet has this joining key; correct the key or add the row",
    "the client's mapping",
)
