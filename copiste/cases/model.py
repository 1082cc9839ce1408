"""The base of every case model, and what a project says of the case of a process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from copiste.cases.paths import leaves

#: The key under which validators find the date that "today" is; see `copiste.cases.registry.check`.
TODAY: Final = "today"


class CaseModel(BaseModel):
    """A part of a prepared case.

    Neither `repr`, `str` nor a validation error of it shows what it holds.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True, allow_inf_nan=False
    )

    def __repr_args__(self) -> Any:
        return ()


@dataclass(frozen=True, slots=True)
class Person:
    """A part of a case that is a person, whom `copiste find` finds by name and birth date.

    Attributes:
        path: Where it is: `member`; `dependants[]` is each element of a list; `household.head` is deeper.
        names: Its fields that make the name.
        birth: Its field that holds the birth date.
    """

    path: str
    names: tuple[str, ...] = ("last_name", "first_name")
    birth: str = "birth_date"


class CaseType:
    """The case of one process: `CASE` of a project's `work_items/<process>.py`.

    Args:
        variants: The models; `discriminator` distinguishes several.
        discriminator: The field, a `Literal` in every variant, that says which variant a case is.
        persons: The parts that are persons, for `copiste find` and `copiste erase`; a path stands for a
            `Person` with `last_name`, `first_name` and `birth_date`. `()` when no person is in the case.

    Raises:
        TypeError: there is no variant, there are several and nothing tells them apart, or a person's birth
            date or name is in none of them.
    """

    def __init__(
        self, *variants: type[CaseModel], discriminator: str = "", persons: tuple[str | Person, ...]
    ) -> None:
        if not variants:
            raise TypeError("A CaseType needs a model.")
        if len(variants) > 1 and not all(discriminator in model.model_fields for model in variants):
            raise TypeError("A CaseType of several models needs a discriminator, a field of each.")
        if isinstance(persons, str):
            raise TypeError(f'persons is a tuple: persons=("{persons}",).')
        self.variants = variants
        self.discriminator = discriminator
        self.persons = tuple(Person(one) if isinstance(one, str) else one for one in persons)
        held = {leaf.path: leaf.type for model in variants for leaf in leaves(model)}
        for person in self.persons:
            if held.get(f"{person.path}.{person.birth}") is not date:
                raise TypeError(f"Person {person.path}: no model has a date {person.path}.{person.birth}.")
            if not any(f"{person.path}.{name}" in held for name in person.names):
                raise TypeError(f"Person {person.path}: it has none of {', '.join(person.names)}.")
