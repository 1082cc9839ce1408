"""x3270's names of the host code pages that its own fonts draw: those of Latin-1, with or without the euro.

With any other, x3270 reports in a window that it has no font, and goes on in its default.
"""

from __future__ import annotations

from typing import Final

#: By their numbers and by their names; x3270 knows others for other alphabets.
CODE_PAGES: Final = frozenset({
    "cp037", "cp37", "us", "us-intl", "cp273", "german", "cp275", "brazilian", "cp277", "norwegian",
    "cp278", "finnish", "swedish", "cp280", "italian", "cp284", "spanish", "cp285", "uk", "cp297",
    "french", "cp500", "belgian", "cp871", "icelandic", "cp1047", "cp1140", "us-euro", "cp1141",
    "german-euro", "cp1142", "norwegian-euro", "cp1143", "finnish-euro", "swedish-euro", "cp1144",
    "italian-euro", "cp1145", "spanish-euro", "cp1146", "uk-euro", "cp1147", "french-euro",
    "cp1148", "belgian-euro", "cp1149", "icelandic-euro", "bracket", "oldibm", "bracket437",
})  # fmt: skip
