"""Reading a client's mapping: YAML into `ClientMapping`, held against the models of its processes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from copiste import project
from copiste.cases import paths_of, personal_paths_of, processes, required_paths_of
from copiste.intake.errors import MappingError, hint
from copiste.intake.files.file_form import FileForm
from copiste.intake.mapping.model import Attached, CaseRows, ClientMapping, FieldSpec, Split

#: What the YAML reader itself raises on some texts, such as `+_`.
_YAML_STUMBLES: Final = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_ELEMENT: Final = re.compile(r"\[\d+\]")
_ELEMENT_OF: Final = re.compile(r"\w+\[\d+\]")
_MODELS: Final = (ClientMapping, FileForm, CaseRows, Attached, FieldSpec, Split)
_KEYS: Final = sorted({key for model in _MODELS for key in model.model_fields})


def load_mapping(path: Path) -> ClientMapping:
    """Read the mapping at `path`.

    Raises:
        MappingError: no such file, neither YAML nor (by its name) TOML, an unknown key, an unknown path, …
    """
    try:
        text = path.read_text(encoding="utf-8")
        raw = (
            tomllib.loads(text) if path.suffix.lower() == ".toml" else YAML(typ="safe", pure=True).load(text)
        )
    except FileNotFoundError:
        raise MappingError(f"There is no mapping {path.name}; check the path.") from None
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{path.name} is not TOML that can be read: {error}.") from None
    except (YAMLError, OSError, *_YAML_STUMBLES) as error:
        where = getattr(getattr(error, "problem_mark", None), "line", None)
        line = f" at line {where + 1}" if where is not None else ""
        raise MappingError(
            f"{path.name} is not YAML that can be read{line}; check quotes, indents and keys given twice."
        ) from None
    return parse_mapping(raw, path.name)


def parse_mapping(raw: Any, name: str = "mapping") -> ClientMapping:
    """The mapping that `raw` (nested dictionaries, as read from YAML) describes; see `load_mapping`."""
    try:
        mapping = ClientMapping.model_validate(raw)
    except ValidationError as error:
        raise MappingError(_first_fault(name, error)) from None
    for place, case in enumerate(mapping.cases):
        _check_case(f"{name}: cases[{place}]", case)
    return mapping


def _first_fault(name: str, error: ValidationError) -> str:
    faults = error.errors(include_url=False)
    fault = next((one for one in faults if one["type"] == "extra_forbidden"), faults[0])
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
    if fault["type"] == "extra_forbidden":
        key = str(fault["loc"][-1])
        return f'{name}: unknown key "{key}" at {where}{hint(key, _KEYS)}.'
    message = fault["msg"].removeprefix("Value error, ")
    return f"{name}: {where or 'the whole file'}: {message}."


def _check_case(where: str, case: CaseRows) -> None:
    if case.process not in processes():
        raise MappingError(
            f'{where}: no process "{case.process}"{hint(case.process, processes())}. Its case model would '
            f"be {project.current().work_items / case.process}.py; another folder: `project` in the settings."
        )
    known = paths_of(case.process)
    for path, spec in case.fields.items():
        _check_path(where, case.process, _ELEMENT.sub("[]", path.replace("[]", "[?]")), known)
        if spec.inherit is not None or spec.rank_among is not None:
            raise MappingError(f"{where}: {path}: `inherit` and `rank_among` are for attached rows.")
    for listed, rows in case.attached.items():
        _check_attached(where, case.process, listed, rows)
    _check_complete(where, case)
    if case.not_before is not None:
        _check_path(where, case.process, case.not_before, known)
    _check_reference(where, case)


def _check_attached(where: str, process: str, listed: str, rows: Attached) -> None:
    known = paths_of(process)
    for path, spec in rows.fields.items():
        _check_path(where, process, f"{listed}[].{path}", known)
        if spec.inherit is not None:
            _check_path(where, process, spec.inherit, known)
        if spec.rank_among is not None:
            _check_path(where, process, f"{listed}[].{spec.rank_among}", known)


def _check_reference(where: str, case: CaseRows) -> None:
    """Refuse a reference that is made of personal data: it travels in logs and reports."""
    personal = personal_paths_of(case.process)
    read = [(_ELEMENT.sub("[]", path), spec) for path, spec in case.fields.items()]
    for listed, rows in case.attached.items():
        if rows.sheet == case.sheet:
            read += [(f"{listed}[].{path}", spec) for path, spec in rows.fields.items()]
    for path, spec in read:
        if path in personal and set(spec.columns).intersection(case.reference.columns):
            raise MappingError(
                f"{where}: the reference is made of a column with personal data, which would show in logs "
                f"and reports: {path}. Take a file number, or add a column for one. Is it no personal data? "
                "Then mark its type in the case model: Annotated[…, NotPersonal]."
            )


def _check_path(where: str, process: str, path: str, known: frozenset[str]) -> None:
    if path not in known:
        raise MappingError(f'{where}: process {process} has no "{path}"{hint(path, known)}.')


def _check_complete(where: str, case: CaseRows) -> None:
    """Refuse a mapping that leaves out what the process cannot do without, in any element of any list."""
    needed = required_paths_of(case.process)
    plain = set(case.fields)
    _refuse_gap(where, case.process, {path for path in needed if "[]" not in path}, plain)
    for listed, rows in case.attached.items():
        own = {path.partition("[].")[2] for path in needed if path.startswith(f"{listed}[].")}
        _refuse_gap(f"{where}.attached.{listed}", case.process, own, set(rows.fields))
    for element in sorted({found[0] for path in plain if (found := _ELEMENT_OF.match(path))}):
        own = {path.partition("[].")[2] for path in needed if path.startswith(_ELEMENT.sub("[].", element))}
        given = {path.removeprefix(f"{element}.") for path in plain}
        _refuse_gap(f"{where}: {element}", case.process, own, given)


def _refuse_gap(where: str, process: str, needed: set[str], given: set[str]) -> None:
    if gap := sorted(needed - given):
        raise MappingError(f"{where}: process {process} needs {', '.join(gap)}; no field gives it.")
