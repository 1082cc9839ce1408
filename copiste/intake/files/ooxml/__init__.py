"""Office Open XML workbooks (ECMA-376, ISO/IEC 29500, transitional and strict), streamed cell by cell.

openpyxl's read-only reader gives values only: not whether a formula was ever computed, how a number is shown,
or which rows are hidden. Strict workbooks it does not read at all.
"""
