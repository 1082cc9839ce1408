"""The base of every case model, and what a project says of the case of a process."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel, ConfigDict

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


class CaseType:
    """The case of one process: `CASE` of a project's `work_items/<process>.py`.

    Args:
        variants: The models; several are told apart by `discriminator`.
        discriminator: The field, a `Literal` in every variant, that says which variant a case is.
        persons: Where in the case its persons are, for `copiste find` and `copiste erase`: paths of parts
            with `last_name`, `first_name` and `birth_date`; `dependants[]` is each element of a list.

    Raises:
        TypeError: there is no variant, or there are several and nothing tells them apart.
    """

    def __init__(
        self, *variants: type[CaseModel], discriminator: str = "", persons: tuple[str, ...] = ()
    ) -> None:
        if not variants:
            raise TypeError("A CaseType needs a model.")
        if len(variants) > 1 and not all(discriminator in model.model_fields for model in variants):
            raise TypeError("A CaseType of several models needs a discriminator, a field of each.")
        self.variants = variants
        self.discriminator = discriminator
        self.persons = persons
