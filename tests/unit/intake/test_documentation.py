"""`docs/intake.md` says of rules and keys what the code says."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import copiste.cases.fr.rules
import work_items.rules
from copiste.cases.rules import RULES, Rule
from copiste.intake.files.file_form import FileForm
from copiste.intake.mapping.model import Attached, CaseRows, FieldSpec, Skip
from copiste.intake.row_rules import ROW_RULES

PAGE = (Path(__file__).parents[3] / "docs" / "intake.md").read_text(encoding="utf-8")


def declared(module: ModuleType) -> list[Rule]:
    return [value for value in vars(module).values() if isinstance(value, Rule)]


def test_the_page_lists_every_rule_as_it_is() -> None:
    table = PAGE.partition("| rule | explanation | source |\n|---|---|---|\n")[2]
    rules = [*ROW_RULES.values(), *declared(copiste.cases.rules), *declared(copiste.cases.fr.rules)]
    rules += declared(work_items.rules)
    assert table.splitlines() == [f"| `{rule.code}` | {rule.explanation} | {rule.source} |" for rule in rules]


def test_no_code_means_two_rules() -> None:
    assert not set(RULES) & set(ROW_RULES)


def test_the_page_explains_every_key() -> None:
    keys = {key for model in (FileForm, CaseRows, Attached, Skip, FieldSpec) for key in model.model_fields}
    assert sorted(key for key in keys if f"`{key}" not in PAGE and f"{key}:" not in PAGE) == []
