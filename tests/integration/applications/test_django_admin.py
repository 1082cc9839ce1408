"""The broker's site: a member is added with all that belongs to it, as a person would."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.applications.django_admin import truth
from tests.applications.process import Application, running

#: Filled one by one, as typed; what is stored differs only where said.
TYPED = {
    "reference": "RV-00123",
    "first_name": "Zoë",
    "last_name": "O’Hara",
    "birth_date": "1984-02-29",
    "email": "zoe@example.org",
    "phone": "+44 20 7946 0000",
    "street": "1 Quay Street",
    "street_2": "Flat 2 & 3",
    "postcode": "LN1 2AB",
    "city": "Harbour",
    "call_after": "17:30",
    "children": "2",
    "income": "31250.50",
    "notes": "First line\nsecond line",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    with running("django_admin", tmp_path_factory.mktemp("broker")) as application:
        yield application


def sign_on(page: Page, site: Application, operator: str = "OP01") -> None:
    page.goto(f"{site.url}admin/")
    page.get_by_label("Username:").fill(operator)
    page.get_by_label("Password:").fill(truth.PASSWORD)
    page.get_by_role("button", name="Log in").click()


def add(page: Page, site: Application, typed: dict[str, str]) -> None:
    page.goto(f"{site.url}admin/brokerage/member/add/")
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_label("Dr", exact=True).check()
    page.get_by_label("Office:").select_option(label="Old Town")


def test_a_member_is_added_with_its_rows_lists_and_document(
    site: Application, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "card.txt").write_bytes(b"a card\n")
    sign_on(page, site)
    add(page, site, TYPED)
    page.get_by_label("Status:").select_option(label="Active member")
    page.locator(".field-adviser .select2-selection").click()
    page.get_by_role("searchbox").last.fill("Anna Bellamy")
    page.get_by_role("option", name="Anna Bellamy").click()
    for cover in ("Dental", "Travel"):
        page.locator("#id_covers_from").select_option(label=cover)
        page.locator("#id_covers_add").click()
    page.get_by_label("Languages:").select_option(label=["English", "French"])
    page.get_by_label("Smoker").check()
    page.get_by_label("Wants the newsletter").uncheck()
    page.get_by_label("Identity document:").set_input_files(tmp_path / "card.txt")
    page.get_by_role("button", name="Add another Contract").click()
    for row in range(3):
        page.locator(f"[name=contract_set-{row}-policy]").fill(f"P-{row}")
        page.locator(f"[name=contract_set-{row}-cover]").select_option(label="Life")
        page.locator(f"[name=contract_set-{row}-start]").fill(f"2027-0{row + 1}-01")
        page.locator(f"[name=contract_set-{row}-premium]").fill(f"1{row}.50")
    page.locator("[name=contract_set-2-paid]").check()
    page.get_by_role("button", name="Add another Dependant").click()
    page.locator("[name=dependant_set-0-name]").fill("Max O’Hara")
    page.locator("[name=dependant_set-0-birth_date]").fill("2012-12-31")
    page.locator("[name=dependant_set-0-relation]").select_option(label="Child")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_have_text(
        "The member “O’Hara Zoë (RV-00123)” was added successfully."
    )

    assert truth.members(site.folder) == [
        truth.Member(
            **{
                name: value
                for name, value in TYPED.items()
                if name not in {"call_after", "children", "notes"}
            },
            title="DR",
            status="ACTIVE",
            office="Old Town",
            adviser="Anna Bellamy",
            covers=("Dental", "Travel"),
            languages=("English", "French"),
            call_after="17:30:00",
            children=2,
            smoker=True,
            newsletter=False,
            document=b"a card\n",
            notes="First line\r\nsecond line",
            contracts=tuple(
                truth.Contract(f"P-{row}", "Life", f"2027-0{row + 1}-01", f"1{row}.50", row == 2)
                for row in range(3)
            ),
            dependants=(truth.Dependant("Max O’Hara", "2012-12-31", "CHILD"),),
        )
    ]


def test_what_breaks_a_rule_is_refused_on_the_page(site: Application, page: Page) -> None:
    before = truth.members(site.folder)
    sign_on(page, site, "OP02")
    add(page, site, {**TYPED, "reference": "SE-00001", "last_name": "Other", "birth_date": "1984-02-30"})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".errornote")).to_have_text("Please correct the errors below.")
    expect(page.locator(".errorlist li")).to_have_text(
        ["Member with this Reference already exists.", "Enter a valid date."]
    )
    assert truth.members(site.folder) == before


def test_a_person_is_a_member_once(site: Application, page: Page) -> None:
    sign_on(page, site, "OP05")
    for reference in ("RV-00777", "RV-00778"):
        add(page, site, {**TYPED, "reference": reference, "last_name": "Twice"})
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".messagelist .success, .errornote")).to_be_visible()
    expect(page.locator(".errorlist.nonfield li")).to_have_text("This person is a member already.")
    assert [one.reference for one in truth.members(site.folder) if one.last_name == "Twice"] == ["RV-00777"]


def test_the_list_comes_in_short_pages_and_is_searched(site: Application, page: Page) -> None:
    sign_on(page, site, "OP03")
    page.get_by_role("link", name="Members").first.click()
    expect(page.locator("#result_list tbody tr")).to_have_count(10)
    page.locator("#searchbar").fill("SE-00017")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#result_list tbody th")).to_have_text(["SE-00017"])


def test_what_was_recorded_outlives_a_crash_and_so_does_a_session(site: Application, page: Page) -> None:
    sign_on(page, site, "OP04")
    add(page, site, {**TYPED, "reference": "RV-00456", "last_name": "Crash"})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    site.crash()
    site.start()
    page.goto(f"{site.url}admin/brokerage/member/?q=RV-00456")
    expect(page.locator("#result_list tbody th")).to_have_text(["RV-00456"])
    assert [one.last_name for one in truth.members(site.folder) if one.reference == "RV-00456"] == ["Crash"]
