"""Kind 14: decomposed accents, typographic apostrophes and hyphens in headings and words of a mapping."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

from copiste.intake.errors import ColumnMissingError
from copiste.intake.mapping.mapping_file import load_mapping
from tests.field.trial import Ground, Kind, Trial
from tests.unit.intake.factory import FIELDS, HEADER, Loaded, mapping, row, write_csv

_HEADER = ["Dossier", "Nom d'usage", *HEADER[2:], "Sous-type"]
_FIELDS = {**FIELDS, "member.last_name": "Nom d'usage"}
_WHEN = {"Sous-type": ["changement d'adresse", "déménagement"]}


def _written(text: Callable[[str], str], word: str = "Changement d'adresse") -> Callable[[Ground], str]:
    """Headings and words are written by `text`; the case is what it is with plain ones."""

    def run(ground: Ground) -> str:
        path = write_csv(
            ground.folder / "client.csv",
            [text(name) for name in _HEADER],
            [*row("T-000", Prénom=text("Zoé"), Ville="Orléans"), text(word)],
        )
        loaded = Loaded(path, mapping(fields=_FIELDS, when=_WHEN))
        assert loaded.report.accepted == 1, loaded.rejects
        case = loaded.queue.payload("T-000")
        assert (case["member"]["first_name"], case["address"]["town"]) == ("Zoé", "Orléans")
        return "found and entered, accents composed"

    return run


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def _with(sign: str, plain: str = "'") -> Callable[[str], str]:
    return lambda text: text.replace(plain, sign)


def _values(ground: Ground) -> str:
    """Words of `values` too, with a ligature in one of them."""
    town: dict[str, Any] = {"column": "Ville", "values": {"Écœuillé d'en-bas": "LYON"}}
    written = _decomposed("Écœuillé d’en‑bas").replace("œ", "oe")
    path = write_csv(
        ground.folder / "client.csv", HEADER, row("T-000", Ville=written), row("T-001", Ville="x")
    )
    loaded = Loaded(path, mapping(fields={**FIELDS, "address.town": town}))
    assert loaded.rejects == [("3", "Ville", "VALUE_UNKNOWN")]
    assert loaded.queue.payload("T-000")["address"]["town"] == "LYON"
    return "the value is found, another word is refused"


def _mapping_decomposed(ground: Ground) -> str:
    """The mapping itself was typed on a machine that decomposes accents."""
    lines = ["client: t", "cases:", "- process: address", "  reference: Dossier", "  fields:"]
    lines += [f"    {place}: {json.dumps(column, ensure_ascii=False)}" for place, column in _FIELDS.items()]
    form = ground.folder / "client.yaml"
    form.write_text(_decomposed("\n".join(lines)), encoding="utf-8")
    path = write_csv(ground.folder / "client.csv", _HEADER, [*row("T-000"), ""])
    loaded = Loaded(path, load_mapping(form))
    assert loaded.report.accepted == 1, loaded.rejects
    return "columns found by a decomposed mapping"


def _reference(ground: Ground) -> str:
    """A reference twice, composed and decomposed, is the same one."""
    path = write_csv(ground.folder / "client.csv", HEADER, row("É-1"), row(_decomposed("É-1")))
    loaded = Loaded(path, mapping())
    assert loaded.rejects == [("3", "Dossier", "REFERENCE_TWICE")]
    return "known as the same reference"


def _other_column(ground: Ground) -> str:
    """What is really another heading stays another one."""
    names = ["Prenom" if name == "Prénom" else name for name in HEADER]
    path = write_csv(ground.folder / "client.csv", names, row("T-000"))
    said = ""
    try:
        Loaded(path, mapping())
    except ColumnMissingError as error:
        said = str(error)
    assert 'no column "Prénom"' in said, "a column was taken for another"
    return f"refused: {said}"


KIND = Kind(
    number=14,
    title="decomposed accents and typographic apostrophes in headings, `values`, `when`",
    should="the same as composed and plain ones",
    trials=(
        Trial("accents decomposed", _written(_decomposed, "Déménagement")),
        Trial("apostrophe ’", _written(_with("’"))),
        Trial("apostrophe ʼ", _written(_with("ʼ"))),
        Trial("apostrophe ´", _written(_with("´"))),
        Trial("apostrophe `", _written(_with("`"))),
        Trial("hyphen that does not break", _written(_with("‑", "-"))),
        Trial("dash for a hyphen", _written(_with("–", "-"))),
        Trial("plain passes", _written(str)),
        Trial("words of `values`", _values),
        Trial("a decomposed mapping", _mapping_decomposed),
        Trial("a reference, composed and decomposed", _reference),
        Trial("another heading stays another", _other_column),
    ),
)
