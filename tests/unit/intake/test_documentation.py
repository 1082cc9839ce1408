"""`docs/intake.md` says of rules and keys what the code says."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

from copiste.cases import rules as engine_rules
from copiste.cases.fr import rules as french_rules
from copiste.cases.registry import case_type
from copiste.cases.rules import RULES, Rule
from copiste.intake.files.file_form import FileForm
from copiste.intake.mapping.model import Attached, CaseRows, FieldSpec, Skip
from copiste.intake.row_rules import ROW_RULES


def bundled_rules() -> ModuleType:
    """`rules.py` among the bundled project's case models."""
    models = case_type("enrolment").variants[0].__module__
    return import_module(models.rpartition(".")[0] + ".rules")


PAGE = (Path(__file__).parents[3] / "docs" / "intake.md").read_text(encoding="utf-8")


def test_the_page_lists_every_rule_as_it_is() -> None:
    table = PAGE.partition("| rule | explanation | source |\n|---|---|---|\n")[2]
    places = [engine_rules, french_rules, bundled_rules()]
    rules = [*ROW_RULES.values(), *(one for place in places for one in vars(place).values())]
    assert table.splitlines() == [
        f"| `{rule.code}` | {rule.explanation} | {rule.source} |" for rule in rules if isinstance(rule, Rule)
    ]


def test_every_rule_of_a_process_is_declared_for_all() -> None:
    declared = [one.code for one in vars(bundled_rules()).values() if isinstance(one, Rule)]
    assert "SPOUSE_TWICE" in declared
    assert set(declared) <= set(RULES)


def test_no_code_means_two_rules() -> None:
    assert not set(RULES) & set(ROW_RULES)


def test_the_page_explains_every_key() -> None:
    keys = {key for model in (FileForm, CaseRows, Attached, Skip, FieldSpec) for key in model.model_fields}
    assert sorted(key for key in keys if f"`{key}" not in PAGE and f"{key}:" not in PAGE) == []
