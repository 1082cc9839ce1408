"""A module that is put off is loaded by whoever uses it first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from copiste.bots import robot_run

PROGRAM = """
import sys
from copiste.bots import robot_run
before = type(sys.modules["yaml"]).__name__, "yaml.loader" in sys.modules
from robot.variables.filesetter import YamlImporter
import yaml
first = yaml.safe_load("a: 1")
import yaml.nodes
from yaml import safe_load
print(*before, first, safe_load("2"), type(sys.modules["yaml"]).__name__, "yaml.loader" in sys.modules)
"""
ABSENT = """
import sys
from copiste.bots.deferred import defer
defer("no_such_module")
import json
defer("json")
print("no_such_module" in sys.modules, type(json).__name__)
"""


VARIABLES = "*** Settings ***\nVariables    v.yaml\n*** Tasks ***\nT\n    Should Be Equal    ${v}    ${7}\n"


def test_a_robot_reads_variables_from_yaml(tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text("v: 7\n", encoding="utf-8")
    (tmp_path / "tried.robot").write_text(VARIABLES, encoding="utf-8")
    assert robot_run.run("tried", tmp_path, tmp_path)


def said(program: str) -> str:
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


def test_robot_does_not_load_yaml_and_who_uses_it_does() -> None:
    assert said(PROGRAM).split(maxsplit=2) == ["Deferred", "False", "{'a': 1} 2 module True\n"]


def test_what_is_not_installed_or_loaded_already_is_left_alone() -> None:
    assert said(ABSENT).split() == ["False", "module"]
