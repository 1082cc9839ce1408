"""The plan: which faults, how often, where. Read strictly; every mistake is reported with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from legacy_mock.faults.kinds import KINDS, Fault
from legacy_mock.map import Aid
from legacy_mock.maps import CATALOGUE
from legacy_mock.programs import TRANSACTIONS

#: Options that only some faults have.
_SPECIAL = ("seconds", "field", "characters", "caption", "handled", "text")


_Checked = TypeVar("_Checked", bound=BaseModel)


class PlanError(ValueError):
    """A plan of faults cannot be used; the text names the file, the fault, the option and what is wrong."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Strict):
    """One fault, and when it strikes."""

    fault: Fault
    #: At each interaction (one key of one terminal) that the limits below let through.
    probability: Annotated[float, Field(gt=0, le=1)] = 1.0
    #: Where: at which the key is pressed; for faults of the screen that is sent, that one; for faults at the
    #: opening of a file or at an entry of the menu, the transaction that is asked for.
    transactions: frozenset[str] = frozenset()
    screens: frozenset[str] = frozenset()
    #: Which keys; those that make sense for the fault when empty.
    keys: frozenset[Aid] = frozenset()
    #: Only so often, in all.
    first: Annotated[int, Field(ge=1)] | None = None
    #: Only after so many interactions of a terminal.
    after: Annotated[int, Field(ge=0)] = 0

    #: How long it lasts, or how late it comes.
    seconds: Annotated[float, Field(ge=0)] | None = None
    #: The field of the screen that is sent; drawn when empty.
    field: str = ""
    #: How many characters are kept; two thirds of what is typed when not told.
    characters: Annotated[int, Field(ge=0)] | None = None
    #: The caption that replaces the field's; the same and BIS when empty.
    caption: str = ""
    #: Whether the key is handled before the program fails; drawn when not told.
    handled: bool | None = None
    #: What the operations desk says.
    text: Annotated[str, Field(min_length=1, max_length=70)] = "ARRET DE MAINTENANCE A 20H30"

    @field_validator("transactions", "screens")
    @classmethod
    def _known(cls, names: frozenset[str], info: Any) -> frozenset[str]:
        known = TRANSACTIONS if info.field_name == "transactions" else CATALOGUE
        for name in sorted(names):
            if name not in known:
                raise ValueError(f'there is no "{name}"{_nearest(name, known)}')
        return names

    @model_validator(mode="after")
    def _only_its_own_options(self) -> Self:
        kind = KINDS[self.fault]
        own = kind.options | ({"seconds"} if kind.seconds is not None else set())
        for option in _SPECIAL:
            if option in self.model_fields_set and option not in own:
                raise ValueError(f"{self.fault} has no option {option}")
        return self

    @property
    def lasting(self) -> float:
        """Seconds told, or the fault's own."""
        return self.seconds if self.seconds is not None else KINDS[self.fault].seconds or 0.0

    def takes(self, aid: Aid) -> bool:
        """Whether it may strike at this key."""
        keys = self.keys or KINDS[self.fault].keys
        return not keys or aid in keys

    def is_at(self, transaction: str, screen: str) -> bool:
        """Whether it may strike there; an empty name is a place that the rule cannot name."""
        return (not self.transactions or transaction in self.transactions) and (
            not self.screens or screen in self.screens
        )


class Plan(_Strict):
    """Every fault of one host."""

    seed: int = 1
    faults: tuple[Rule, ...] = ()


def read_plan(path: Path) -> Plan:
    """Read a YAML file.

    Raises:
        PlanError: it cannot be read, or holds something that is no plan.
    """
    try:
        raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PlanError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PlanError(f"{path}: not a text in UTF-8") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise PlanError(f"{path}{place}: {error.problem}") from None
    except YAMLError as error:
        raise PlanError(f"{path}: {str(error).splitlines()[0]}") from None
    return _checked(Plan, raw, str(path))


def plan_of(given: Iterable[str], *, plan: Plan | None = None, seed: int | None = None) -> Plan:
    """Make a plan of `NAME` or `NAME=probability` texts, added to another one; ``seed`` wins over its seed.

    Raises:
        PlanError: a text names no fault, or no probability.
    """
    plan = plan or Plan()
    rules = [*plan.faults, *(_short(text) for text in given)]
    return Plan(seed=plan.seed if seed is None else seed, faults=tuple(rules))


def rule_of(raw: Any, where: str) -> Rule:
    """Check one rule. Raises `PlanError`, which names ``where``."""
    return _checked(Rule, raw, where)


def _short(text: str) -> Rule:
    name, _, probability = text.partition("=")
    raw: dict[str, Any] = {"fault": name}
    if probability:
        raw["probability"] = probability
    return rule_of(raw, f"--fault {text}")


def _checked(model: type[_Checked], raw: Any, where: str) -> _Checked:
    if not isinstance(raw, dict):
        raise PlanError(f"{where}: not a mapping of options to values")
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        told = error.errors()[0]
        raise PlanError(f"{where}{_place(told['loc'], raw)}: {_said(told)}") from None


def _place(at: tuple[int | str, ...], raw: Any) -> str:
    """Say where in a plan: `, faults 2 (slow_answer), probability`; faults count from 1."""
    told: list[str] = []
    for step in at:
        if isinstance(step, str):
            raw = raw.get(step) if isinstance(raw, dict) else None
            told.append(step)
        elif told:
            raw = raw[step] if isinstance(raw, list) and step < len(raw) else None
            named = raw.get("fault") if isinstance(raw, dict) else None
            told[-1] += f" {step + 1}" + (f" ({named})" if named else "")
    return "".join(f", {step}" for step in told)


def _said(told: Any) -> str:
    kind, name = told["type"], str(told["loc"][-1]) if told["loc"] else ""
    if kind == "extra_forbidden":
        known = [*(Rule.model_fields if name not in Plan.model_fields else ()), *Plan.model_fields]
        return f"there is no such option{_nearest(name, known)}"
    if kind == "missing":
        return "it is missing"
    if kind == "enum" and told["loc"][-1] == "fault":
        return f'there is no fault "{told["input"]}"{_nearest(str(told["input"]), list(Fault))}'
    if kind == "value_error":
        return str(told["ctx"]["error"])
    return str(told["msg"][0].lower() + told["msg"][1:])


def _nearest(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""
