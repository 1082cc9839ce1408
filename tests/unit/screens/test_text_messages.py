"""What an application says without numbers: in a place, by the place, anywhere, in dialogs, on pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from copiste.screens.declared.catalogue import Interruption, TextMessage
from copiste.screens.declared.loading import load_application
from copiste.screens.errors import (
    AnsweredError,
    BusinessRefusedError,
    MessageUnknownError,
    MisplacedAnswerError,
    ScreensError,
    SignOnError,
    TechnicalError,
    TryLaterError,
)
from copiste.screens.reading.view import Said, View
from copiste.screens.session.session import ScreenSession
from tests.unit.screens.factories import view, write_application
from tests.unit.screens.fake_driver import FakeDriver

APPLICATION = """
application: shop
sign_on: none
home: {screen: shelf, leave: F3}
interruptions:
  refused: {kind: business, code: REFUSED, nothing_recorded: true}
  doubtful: {kind: business, code: DOUBTFUL}
  expired: {kind: sign_on, code: PASSWORD_EXPIRED}
"""
MESSAGES = """
texts:
  - {text: "Order ... saved.", kind: confirmation, values: {receipt: 'Order (\\d+)'}}
  - {text: "Stock is low.", kind: information}
  - {text: "Please choose a country.", kind: business, code: COUNTRY_MISSING}
  - {text: "No such country: ...", kind: business, code: COUNTRY_UNKNOWN, screens: [order]}
  - {text: "Somebody else is at it.", kind: try_later, code: LOCKED}
  - {text: "The server failed.", kind: technical, code: SERVER}
  - {text: "Already ordered.", kind: business, code: EXISTS, exists: true}
  - {text: "Sold out.", kind: business, code: SOLD_OUT, nothing_recorded: true}
  - {text: "...", place: wrong, kind: business, code: FORM_REFUSED}
  - {text: "Really?", kind: warning, code: REALLY, confirm: true, by: dialog}
  - {text: "Give up?", kind: warning, code: GIVE_UP, confirm: false}
"""
SCREENS = {
    "shelf": "recognise: {title: SHELF}\nactions: {enter: ENTER}\n",
    "order": """
recognise: {title: ORDER}
fields: {country: {caption: Country}}
actions: {save: F10}
messages:
  - {text: "No such country: Atlantis", kind: business, code: SUNK}
  - {text: "Read the form again.", kind: business, code: FORM}
""",
    "refused": "about: The order was refused\nrecognise: {title: REFUSED}\nactions: {leave: CLEAR}\n",
    "doubtful": "recognise: {title: DOUBTFUL}\n",
    "expired": "recognise: {title: NEW PASSWORD}\nabout: The password is to be changed\n",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    write_application(folder, SCREENS, application=APPLICATION, messages=MESSAGES)
    for unused in ("sign_on", "menu", "news", "over"):
        (folder / f"{unused}.yaml").unlink()
    return folder


def order(*said: Said | str, text: str = "", title: str = "ORDER", declared: bool = True) -> View:
    """The order form, whose face declares a place for messages unless not `declared`."""
    messages = tuple(one if isinstance(one, Said) else Said(one) for one in said)
    drawing = f"Country | [ES]20\n{text}" if text else "Country | [ES]20"
    return view(drawing, title=title, messages=messages if declared else None, token=f"{title}{said}{text}")


def after(shop: Path, *views: View, later: tuple[View, ...] = ()) -> tuple[ScreenSession, FakeDriver]:
    driver = FakeDriver(order(), *views)
    driver.later = list(later)
    opened = ScreenSession(load_application(shop), driver)
    opened.expect("order")
    return opened, driver


def raised(shop: Path, arrives: View, kind: type[ScreensError]) -> ScreensError:
    opened, _ = after(shop, arrives)
    with pytest.raises(kind) as error:
        opened.submit("save")
    return error.value


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("Please choose a country.", BusinessRefusedError, "COUNTRY_MISSING"),
        ("Please  choose\n a country.", BusinessRefusedError, "COUNTRY_MISSING"),
        ("No such country: Ys", BusinessRefusedError, "COUNTRY_UNKNOWN"),
        ("No such country: Atlantis", BusinessRefusedError, "SUNK"),
        ("Read the form again.", BusinessRefusedError, "FORM"),
        ("Somebody else is at it.", TryLaterError, "LOCKED"),
        ("The server failed.", TechnicalError, "SERVER"),
    ],
)
def test_a_text_means_what_is_declared_of_it(
    shop: Path, text: str, kind: type[AnsweredError], code: str
) -> None:
    error = raised(shop, order(text), kind)
    assert error.code == code
    assert "Ys" not in str(error)


def test_a_confirmation_carries_its_receipt(shop: Path) -> None:
    opened, _ = after(shop, order("Order 4711 saved."))
    arrival = opened.submit("save")
    assert arrival.values["receipt"] == "4711"
    assert arrival.message is not None
    assert (arrival.message.confirms, arrival.message.carries) == (True, frozenset({"receipt"}))
    assert "4711" not in repr(arrival)


@pytest.mark.parametrize("text", ["Please choose a country", "Order 1 saved. Not.", "x Stock is low."])
def test_a_text_in_the_messages_place_that_is_not_declared_is_an_error_without_it(
    shop: Path, text: str
) -> None:
    error = raised(shop, order(text), MessageUnknownError)
    assert str(error) == (
        'Screen "order" shows a message that is not in messages.yaml. '
        "Next step: see the picture, and add it under texts there with its kind."
    )


def test_a_message_of_one_screen_is_none_on_another(shop: Path) -> None:
    error = raised(shop, order("No such country: Ys", title="SHELF"), MessageUnknownError)
    assert 'Screen "shelf"' in str(error)


def test_where_no_place_is_declared_messages_are_found_anywhere(shop: Path) -> None:
    opened, _ = after(shop, order(text="Your desk | today\nOrder 4711 saved. | Print", declared=False))
    assert opened.submit("save").values["receipt"] == "4711"
    # Over the cells of one line too: a page may break a sentence where it likes.
    opened, _ = after(shop, order(text="Order | 4711 | saved.", declared=False))
    assert opened.submit("save").values["receipt"] == "4711"


def test_where_no_place_is_declared_other_texts_are_no_messages(shop: Path) -> None:
    opened, _ = after(shop, order(text="Whatever | it says", declared=False))
    assert opened.submit("save").message is None


def test_where_a_place_is_declared_texts_elsewhere_are_no_messages(shop: Path) -> None:
    opened, _ = after(shop, order(text="Please choose a country."))
    assert opened.submit("save").message is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (("Stock is low.", "Please choose a country.", "Somebody else is at it."), "LOCKED"),
        (("The server failed.", "Please choose a country."), "SERVER"),
        (("Please choose a country.", "Order 7 saved."), "COUNTRY_MISSING"),
    ],
)
def test_of_several_messages_the_gravest_decides(shop: Path, said: tuple[str, ...], code: str) -> None:
    assert raised(shop, order(*said), AnsweredError).code == code
    assert raised(shop, order(*reversed(said)), AnsweredError).code == code


def test_of_several_messages_each_is_declared(shop: Path) -> None:
    raised(shop, order("Please choose a country.", "Something new."), MessageUnknownError)


def test_the_values_of_all_messages_are_there(shop: Path) -> None:
    opened, _ = after(shop, order("Stock is low.", "Order 4711 saved."))
    assert opened.submit("save").values["receipt"] == "4711"


def test_a_place_alone_may_say_what_a_text_means(shop: Path) -> None:
    assert raised(shop, order(Said("This field is required.", "wrong")), AnsweredError).code == "FORM_REFUSED"
    # What is declared by its text comes first, as it was declared first.
    said = Said("Please choose a country.", "wrong")
    assert raised(shop, order(said), AnsweredError).code == "COUNTRY_MISSING"
    raised(shop, order(Said("This field is required.", "done")), MessageUnknownError)
    raised(shop, order("This field is required."), MessageUnknownError)


def proves_nothing_recorded(shop: Path, arrives: View) -> bool:
    error = raised(shop, arrives, AnsweredError)
    assert isinstance(error, AnsweredError)
    return error.nothing_recorded


def test_a_refusal_on_the_screen_itself_proves_that_nothing_was_recorded(shop: Path) -> None:
    assert proves_nothing_recorded(shop, order("Please choose a country."))
    assert proves_nothing_recorded(shop, order("Somebody else is at it."))
    # The record may be this action's own, something was saved beside it, or the application just failed.
    assert not proves_nothing_recorded(shop, order("Already ordered."))
    assert not proves_nothing_recorded(shop, order("Please choose a country.", "Order 7 saved."))
    assert not proves_nothing_recorded(shop, order("The server failed."))


def test_a_refusal_on_another_screen_proves_it_where_that_is_declared(shop: Path) -> None:
    assert proves_nothing_recorded(shop, order("Sold out.", title="SHELF"))
    raised(shop, order("Please choose a country.", title="SHELF"), MisplacedAnswerError)
    assert not proves_nothing_recorded(shop, order("Somebody else is at it.", title="SHELF"))


@pytest.mark.parametrize(
    ("title", "text", "code", "proves"),
    [
        ("REFUSED", "Sold out.", "SOLD_OUT", True),
        ("REFUSED", "Please choose a country.", "COUNTRY_MISSING", True),
        ("REFUSED", "Whatever it says", "REFUSED", True),
        ("REFUSED", "Already ordered.", "EXISTS", False),
        ("DOUBTFUL", "Whatever it says", "DOUBTFUL", False),
        ("DOUBTFUL", "Sold out.", "SOLD_OUT", True),
    ],
)
@pytest.mark.parametrize("declared", [True, False])
def test_a_page_that_refuses_says_why_and_what_it_proves(
    shop: Path, title: str, text: str, code: str, proves: bool, declared: bool
) -> None:
    arrives = order(text=text, title=title, declared=declared)
    error = raised(shop, arrives, BusinessRefusedError)
    assert isinstance(error, AnsweredError)
    assert (error.code, error.nothing_recorded) == (code, proves)


def test_after_a_page_that_refuses_the_session_finds_home_by_itself(shop: Path) -> None:
    opened, driver = after(shop, order(title="REFUSED"), order(title="SHELF"))
    with pytest.raises(BusinessRefusedError):
        opened.submit("save")
    assert opened.current == "refused"
    opened.leave()
    assert opened.current == "shelf"
    # By the page's own way back, where it declares one.
    assert driver.done[-1] == "CLEAR"


def test_a_password_that_expired_is_told_under_its_code(shop: Path) -> None:
    opened, driver = after(shop, order(title="NEW PASSWORD"))
    with pytest.raises(SignOnError, match="PASSWORD_EXPIRED: expired The password is to be changed"):
        opened.submit("save")
    assert opened.screen_unknown
    assert not [done for done in driver.done if done.startswith("enter")]


def test_a_dialog_is_known_by_its_text(shop: Path) -> None:
    opened, driver = after(shop, order())
    opened.submit("save")
    assert driver.answers("Really?")
    assert not driver.answers("Give up?")
    assert not driver.answers("Order 4711 saved.")
    assert not driver.answers("Something else?")


def test_a_dialog_that_was_dismissed_refuses(shop: Path) -> None:
    arrives = view("Country | [ES]20", title="ORDER", dialogs=("Give up?",))
    assert raised(shop, arrives, BusinessRefusedError).code == "GIVE_UP"


def test_after_a_dialog_that_only_informs_the_page_goes_on(shop: Path) -> None:
    with_dialog = view("Country | [ES]20", title="ORDER", dialogs=("Order 4711 saved.",), token="dialog")
    opened, driver = after(shop, with_dialog, later=(order(title="SHELF"),))
    arrival = opened.submit("save")
    assert (arrival.screen, arrival.values["receipt"]) == ("shelf", "4711")
    assert driver.done == ["look", "F10", "wait"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "confirmation", "text": "x", "nothing_recorded": True},
        {"kind": "business", "code": "A", "text": "x", "exists": True, "nothing_recorded": True},
        {"kind": "confirmation", "text": "x", "values": {"receipt": "no group"}},
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TextMessage.model_validate(wrong)


@pytest.mark.parametrize(
    "wrong", [{"kind": "information", "code": "A"}, {"press": "enter", "nothing_recorded": True}]
)
def test_an_interruption_that_ends_nothing_proves_nothing(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Interruption.model_validate(wrong)
