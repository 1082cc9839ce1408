"""Plans of faults: what they may say, and how they are told where they are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from legacy_mock.faults.kinds import KINDS, Fault
from legacy_mock.faults.plan import PlanError, plan_of, read_plan
from legacy_mock.map import Aid


def plan(folder: Path, text: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_plan_is_read_with_its_limits(tmp_path: Path) -> None:
    read = read_plan(
        plan(
            tmp_path,
            """
seed: 7
faults:
  - {fault: slow_answer, probability: 0.05, seconds: 2}
  - {fault: lost_after_commit, transactions: [AYDA], screens: [dependant_add], first: 3, after: 10}
""",
        )
    )
    slow, lost = read.faults
    assert (read.seed, slow.probability, slow.lasting, lost.first, lost.after) == (7, 0.05, 2, 3, 10)
    assert lost.is_at("AYDA", "dependant_add")
    assert not lost.is_at("AYDA", "menu")
    assert [lost.takes(aid) for aid in (Aid.F10, Aid.ENTER)] == [True, False]
    assert all(slow.takes(aid) for aid in Aid)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "faults: [{fault: slow_answr}]",
            'faults 1 (slow_answr), fault: there is no fault "slow_answr"; did',
        ),
        ("faults: [{probability: 1}]", "faults 1, fault: it is missing"),
        (
            "faults: [{fault: closing}, {fault: closing, evry: 3}]",
            "faults 2 (closing), evry: there is no such",
        ),
        ("faults: [{fault: closing, probability: 0}]", "faults 1 (closing), probability: input should be gr"),
        (
            "faults: [{fault: closing, probability: often}]",
            "faults 1 (closing), probability: input should be",
        ),
        ("faults: [{fault: closing, keys: [F11]}]", "faults 1 (closing), keys"),
        ("faults: [{fault: closing, transactions: [AYDB]}]", 'there is no "AYDB"; did you mean AYD'),
        ("faults: [{fault: closing, screens: [address, menus]}]", 'there is no "menus"; did you mean menu?'),
        ("faults: [{fault: closing, caption: NOM}]", "faults 1 (closing): closing has no option caption"),
        ("faults: [{fault: double_press, seconds: 3}]", "double_press has no option seconds"),
        ("faults: [closing]", "faults 1: input should be"),
        ("faults: {}", "faults: input should be"),
        ("sed: 3", "sed: there is no such option; did you mean seed?"),
        ("- closing", "not a mapping"),
        ("", "not a mapping"),
        ("faults: [", "line 1, column 10: "),
        ("seed: 1\nseed: 2", "line 2, column 1: found duplicate key"),
        ("a: \x00", "unacceptable character"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = plan(tmp_path, text)
    with pytest.raises(PlanError) as error:
        read_plan(path)
    assert str(error.value).startswith(str(path))
    assert told in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="No such file"):
        read_plan(tmp_path / "none.yaml")


def test_faults_of_the_command_line_are_added_to_a_plan(tmp_path: Path) -> None:
    read = read_plan(plan(tmp_path, "seed: 7\nfaults: [{fault: closing}]"))
    both = plan_of(["broadcast", "slow_answer=0.1"], plan=read, seed=9)
    assert [(rule.fault, rule.probability) for rule in both.faults] == [
        ("closing", 1),
        ("broadcast", 1),
        ("slow_answer", 0.1),
    ]
    assert (both.seed, plan_of([], plan=read).seed, plan_of([]).faults) == (9, 7, ())


@pytest.mark.parametrize("text", ["closed", "closing=often", "closing=2", "=0.1", ""])
def test_a_fault_of_the_command_line_that_is_none_is_told(text: str) -> None:
    with pytest.raises(PlanError, match=r"^--fault "):
        plan_of([text])


def test_every_fault_has_a_kind() -> None:
    assert set(KINDS) == set(Fault)
