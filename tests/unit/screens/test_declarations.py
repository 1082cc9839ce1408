from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.declared.loading import load_application
from copiste.screens.errors import DeclarationError
from tests.unit.screens.factories import APPLICATION, MESSAGES, small_application, write_application


def broken(folder: Path, screens: dict[str, str], *, application: str = "", messages: str = "") -> str:
    with pytest.raises(DeclarationError) as error:
        load_application(write_application(folder, screens, application=application, messages=messages))
    return str(error.value)


def test_loads_screens_by_name(tmp_path: Path) -> None:
    application = small_application(tmp_path, {"member": "recognise: {title: FICHE}\n"})
    assert sorted(application.screens) == ["member", "menu", "news", "over", "sign_on"]
    assert application.messages["BAD0001"].code == "CONTRACT_UNKNOWN"


def test_an_unknown_key_is_told_with_file_line_and_nearest(tmp_path: Path) -> None:
    told = broken(
        tmp_path, {"member": "recognise: {title: FICHE}\nfields:\n  name:\n    caption: NOM\n    maxi: 3\n"}
    )
    assert told == "member.yaml, line 6: fields.name.maxi is no known key. Did you mean max?"


def test_a_wrong_value_is_told_with_its_line_and_not_repeated(tmp_path: Path) -> None:
    fields = "fields:\n  name: {caption: NOM}\n  age: {caption: AGE, max: dix}\n"
    told = broken(tmp_path, {"member": "recognise: {title: FICHE}\n" + fields})
    assert told.startswith("member.yaml, line 5: fields.age.max: ")
    assert "dix" not in told


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    told = broken(tmp_path, {"member": "recognise: {title: FICHE}\nabuot: x\nactions: {go: F99}\n"})
    assert "line 3: abuot is no known key. Did you mean about?" in told
    assert "line 4: actions.go" in told


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("recognise: {title: FICHE}\n - x\n", "line 3"),
        ("recognise: {}\n", "say what tells this one from them"),
        ("recognise: {title: FICHE}\nfields: {name: {max: 3}}\n", "needs a caption"),
        ("recognise: {title: FICHE}\nfaces: {wbe: {}}\n", 'No face "wbe". Did you mean web?'),
        ("recognise: {title: FICHE}\nfaces: {web: {frme: x}}\n", "faces.web.frme is no known key"),
        ("recognise: {title: FICHE}\nreach: {screen: memu, action: enter}\n", "Did you mean menu?"),
        ("recognise: {title: FICHE}\nreach: {screen: menu, action: entre}\n", "Did you mean enter?"),
        ("recognise: {title: FICHE}\nreach: {}\n", "give one way: code, path, address, or screen"),
        ("recognise: {title: FICHE}\nreach: {code: A, needs: [member]}\n", "Did you mean member_number?"),
        (
            "recognise: {title: FICHE}\ntables: {t: {columns: {a: {caption: A}}, next: forward}}\n",
            'declares no action "forward"',
        ),
        (
            "recognise: {title: FICHE}\ntables: {t: {columns: {a: {caption: A}}, page: page}}\n",
            'declares no field "page"',
        ),
        ("recognise: {title: MENU}\n", "could be recognised as both"),
        ("recognise: {title: MEN*}\n", "could be recognised as both"),
        ("recognise: {texts: [A]}\n", "could be recognised as both"),
    ],
)
def test_refuses_what_could_not_work(tmp_path: Path, body: str, why: str) -> None:
    assert why in broken(tmp_path, {"member": body})


def test_an_absent_text_tells_two_screens_apart(tmp_path: Path) -> None:
    screens = {
        "one": "recognise: {title: FICHE, texts: [SUITE]}\n",
        "two": "recognise: {title: FICHE, absent: [SUITE]}\n",
        "bare": "recognise: {bare: true, texts: [6000]}\n",
    }
    screens["bare"] = 'recognise: {bare: true, texts: ["6000"]}\n'
    assert {"one", "two", "bare"} <= set(small_application(tmp_path, screens).screens)


def test_a_file_is_called_like_its_screen(tmp_path: Path) -> None:
    write_application(tmp_path, {})
    (tmp_path / "other.yaml").write_text("screen: another\nrecognise: {title: X}\n")
    with pytest.raises(DeclarationError, match="another, the file is called other"):
        load_application(tmp_path)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("{kind: business, text: X}", "needs a code"),
        ("{kind: warning, code: A, text: X}", "every warning needs it"),
        ("{kind: warning, code: A, text: X, confirm: true}", "by belongs to"),
        ("{kind: information, text: X, confirm: true}", "confirm belongs to a warning"),
        ("{kind: information, text: X, code: not-a-code}", "code"),
        ("{kind: information, text: X, exists: true}", "exists belongs to a message of kind business"),
    ],
)
def test_refuses_an_incomplete_message(tmp_path: Path, entry: str, why: str) -> None:
    told = broken(tmp_path, {}, messages=MESSAGES + f"  NEW0001: {entry}\n")
    assert "messages.yaml, line 12" in told
    assert why in told


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("(?P<number>", "(", "groups number and text"),
        ("'(\\d{5}-\\d{6})'", "'\\d{5}'", "receipt needs one group"),
        (
            "over: {kind: session_expired, code: SESSION_EXPIRED}",
            "over: {}",
            "either press, or kind and code",
        ),
        ("news: {press: enter}", "nws: {press: enter}", "Did you mean news?"),
        ("arrives: menu", "arrives: men", "Did you mean menu?"),
    ],
)
def test_refuses_an_application_that_names_what_is_not_there(
    tmp_path: Path, old: str, new: str, why: str
) -> None:
    assert old in APPLICATION
    assert why in broken(tmp_path, {}, application=APPLICATION.replace(old, new))


def test_an_unknown_application_is_told_with_the_nearest() -> None:
    with pytest.raises(DeclarationError, match="Did you mean backend_sante"):
        load_application("backend_santé")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("recognise: {title: X}\nactions: {save: {buton: Save}}\n", "actions.save.buton is no known key"),
        ("recognise: {title: X}\nactions: {save: {button: Save, link: Save}}\n", "not several"),
        ("recognise: {title: X}\nactions: {save: {}}\n", "give a key, or what is clicked"),
        (
            "recognise: {title: X}\nactions: {save: {key: F10, nth: 2}}\n",
            "belong to something",
        ),
        ("recognise: {title: X}\nreach: {code: A, path: [B]}\n", "give one way"),
        ("recognise: {title: X}\nreach: {address: '/m/{number}/'}\n", "number: what the address holds"),
        ("recognise: {title: X}\nfields: {a: {after: b}}\n", 'declares no field "b"'),
        ("recognise: {title: X}\nfields: {a: {after: a}}\n", "cannot come after itself"),
        ("recognise: {title: X}\ngrids: {g: {columns: {a: {caption: A}}, add: more}}\n", 'no action "more"'),
        ("recognise: {title: X}\nconfirmed_by: {field: a, lookup: true}\n", "in one way"),
        ("recognise: {title: X}\nconfirmed_by: luck\n", "write lookup, or one of"),
        ("recognise: {title: X}\nconfirmed_by: {address: 'id='}\n", "needs one group"),
    ],
)
def test_refuses_a_screen_of_another_house_that_could_not_work(tmp_path: Path, body: str, why: str) -> None:
    assert why in broken(tmp_path, {"member": body})


def test_an_action_is_a_key_or_what_is_clicked_or_one_for_each_face(tmp_path: Path) -> None:
    actions = "actions: {a: F10, b: {button: Save, within: Member}, c: {key: F3, link: Back}}\n"
    screen = small_application(tmp_path, {"member": "recognise: {title: FICHE}\n" + actions}).screen("member")
    assert [str(screen.action(name)) for name in "abc"] == ["F10", "button Save", "link Back"]
    assert screen.action("F3") is screen.action("c")


@pytest.mark.parametrize("sign_on", ["none", "already", "http"])
def test_an_application_may_have_no_sign_on_screen_no_menu_and_no_numbers(
    tmp_path: Path, sign_on: str
) -> None:
    (tmp_path / "application.yaml").write_text(
        f"application: plain\nsign_on: {sign_on}\nhome: {{screen: desk}}\n"
    )
    (tmp_path / "desk.yaml").write_text("screen: desk\nfields: {name: {caption: Name}}\n")
    application = load_application(tmp_path)
    assert application.home_screen == "desk"
    assert application.sign_on.pages == ()


def test_a_home_screen_that_nothing_names_is_told(tmp_path: Path) -> None:
    (tmp_path / "application.yaml").write_text("application: plain\nsign_on: none\n")
    with pytest.raises(DeclarationError, match="which screen is there after signing on"):
        load_application(tmp_path)
