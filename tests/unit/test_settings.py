from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from copiste.settings import ProcessPolicy, Seat, SettingsError, read_settings
from tests.support.seats import password_of


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no variable of ours."""
    for variable in [name for name in os.environ if name.startswith("COPISTE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _file(folder: Path, text: str) -> None:
    (folder / "copiste.toml").write_text(text, encoding="utf-8")


# --- where values come from


def test_without_a_file_the_defaults_hold(folder: Path) -> None:
    settings = read_settings()
    assert settings.database == f"sqlite:///{folder}/var/copiste.db"
    assert settings.seats == ()
    assert settings.back_end.url is None


def test_the_file_in_the_working_directory_is_read(folder: Path) -> None:
    _file(
        folder,
        """
        evidence = "proof"
        [back_end]
        url = "http://127.0.0.1:8080/"
        face = "pixels"
        [[seats]]
        operator = "ROB07"
        terminal = "R007"
        [bots]
        start_limit = 90
        [policies.enrolment]
        time_limit = "PT5M"
        """,
    )
    settings = read_settings()
    assert settings.evidence == folder / "proof"
    assert str(settings.back_end.url) == "http://127.0.0.1:8080/"
    assert settings.seats == (Seat(operator="ROB07", terminal="R007"),)
    assert settings.bots.start_limit == timedelta(seconds=90)
    assert settings.policy("enrolment").time_limit == timedelta(minutes=5)


def test_another_file_may_be_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(folder, 'reports = "here"')
    (folder / "night.toml").write_text('reports = "night"')
    monkeypatch.setenv("COPISTE_SETTINGS", "night.toml")
    assert read_settings().reports == folder / "night"


def test_a_file_that_was_named_and_is_not_there_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_SETTINGS", "nihgt.toml")
    with pytest.raises(SettingsError, match=r"COPISTE_SETTINGS names nihgt\.toml"):
        read_settings()


def test_variables_win_over_the_file_key_by_key(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(folder, '[back_end]\nurl = "http://127.0.0.1:8080/"\nface = "pixels"')
    monkeypatch.setenv("COPISTE_BACK_END__URL", "http://127.0.0.1:9090/")
    settings = read_settings()
    assert str(settings.back_end.url) == "http://127.0.0.1:9090/"
    assert settings.back_end.face == "pixels"


def test_arguments_win_over_variables(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_REPORTS", "from-the-variable")
    assert read_settings(reports="from-the-argument").reports == folder / "from-the-argument"


def test_variables_of_the_mock_and_of_the_tests_are_nobody_s_business(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COPISTE_MOCK_PASSWORD", "x")
    monkeypatch.setenv("COPISTE_TEST_ANYTHING", "x")
    assert read_settings().password is None


def test_variables_for_the_bots_are_named_in_the_file_or_in_a_variable(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _file(folder, '[bots]\nenvironment = ["MY_SETTING", "PYTHONPATH"]')
    assert read_settings().bots.environment == ("MY_SETTING", "PYTHONPATH")
    monkeypatch.setenv("COPISTE_BOTS__ENVIRONMENT", '["OTHER"]')
    assert read_settings().bots.environment == ("OTHER",)


# --- what is refused


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('databse = "x"', "Setting databse is unknown. Did you mean database?"),
        ('[back_end]\nulr = "x"', "Setting back_end.ulr is unknown. Did you mean url?"),
        ("[bots]\nheadles = true", "Setting bots.headles is unknown. Did you mean headless?"),
        (
            "[policies.enrolment.codes.RECORD_LOCKED]\npostpone = 3",
            "Setting policies.enrolment.codes.RECORD_LOCKED.postpone is unknown. Did you mean postponement?",
        ),
        (
            "[policies.enrolment]\ntime_limits = 3",
            "Setting policies.enrolment.time_limits is unknown. Did you mean time_limit?",
        ),
        (
            "[bots]\nzzz = 1",
            "Known: environment, headless, idle_limit, items_per_process, reopen_after, spares,",
        ),
    ],
)
def test_an_unknown_key_in_the_file_names_its_nearest_neighbour(folder: Path, text: str, told: str) -> None:
    _file(folder, text)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("COPISTE_PASWORD", "Variable COPISTE_PASWORD is no setting. Did you mean password?"),
        ("COPISTE_SETTING", "Variable COPISTE_SETTING is no setting."),
        ("COPISTE_BACKEND__URL", "Variable COPISTE_BACKEND__URL is no setting. Did you mean back_end?"),
        ("COPISTE_BACK_END__ULR", "Setting back_end.ulr is unknown. Did you mean url?"),
        ("COPISTE_BOTS__HEADLES", "Setting bots.headles is unknown. Did you mean headless?"),
    ],
)
def test_an_unknown_variable_names_its_nearest_neighbour(
    monkeypatch: pytest.MonkeyPatch, variable: str, told: str
) -> None:
    monkeypatch.setenv(variable, "s3cret")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert told in str(refused.value)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[back_end]\nurl = "not an address"', "back_end.url"),
        ('[back_end]\nface = "paper"', "back_end.face"),
        ("[[seats]]", "seats.0"),
        ('[[seats]]\nsecret = "ROB01"', "seats.0"),
        ('[[seats]]\noperator = "ROB01"\nterminal = 1', "seats.0.terminal"),
        ("[bots]\nitems_per_process = 0", "bots.items_per_process"),
        ("[bots]\nstart_limit = 0", "bots.start_limit"),
        ('[bots]\nenvironment = "TZ"', "bots.environment"),
        ('[bots]\nenvironment = ["MY_*"]', "bots.environment.0"),
        ('[bots]\nenvironment = ["TZ", "DEBUG"]', "bots.environment.1"),
        ('[bots]\nenvironment = ["PGPASSWORD"]', "bots.environment.0"),
        ('[bots]\nenvironment = ["NODE_OPTIONS"]', "bots.environment.0"),
        ("[policies.default]\nattempts = 0", "policies.default.attempts"),
        ("[policies.default.codes.LOCKED]\nattempts = 0", "policies.default.codes.LOCKED.attempts"),
        ("[policies.default.codes.Locked]\nattempts = 1", r"policies.default.codes.Locked.\[key\]"),
        ("[policies.default]\ntime_limit = -1", "policies.default.time_limit"),
        ("[policies.default]\nfirst_delay = -1", "policies.default.first_delay"),
    ],
)
def test_a_value_that_does_not_fit_is_named_by_its_place(folder: Path, text: str, place: str) -> None:
    _file(folder, text)
    with pytest.raises(SettingsError, match=rf"^Setting {place}: .*copiste\.toml"):
        read_settings()


@pytest.mark.parametrize("scheme", ["http", "https", "tn3270", "tn3270s"])
def test_pixels_look_at_pages_and_at_terminals(scheme: str) -> None:
    settings = read_settings(back_end={"url": f"{scheme}://gsc.example:2323", "face": "pixels"})
    assert str(settings.back_end.url).rstrip("/") == f"{scheme}://gsc.example:2323"


@pytest.mark.parametrize(
    ("url", "face", "told"),
    [
        ("tn3270://gsc.example:23", "web", 'does not reach tn3270://: write face = "pixels"'),
        ("tn3270s://gsc.example", "pixels", "back_end.url: must be tn3270s://host:port, with nothing behind"),
        ("tn3270://gsc.example:23/a", "pixels", "must be tn3270://host:port"),
        ("tn3270://K7SECRET@gsc.example:23", "pixels", "must be tn3270://host:port"),
        ("telnet://gsc.example:23", "pixels", "must begin with http://, https://, tn3270://, tn3270s://"),
    ],
)
def test_an_address_that_the_face_cannot_reach_is_told(url: str, face: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(back_end={"url": url, "face": face})
    assert told in str(refused.value)
    assert "K7SECRET" not in str(refused.value)


def test_every_problem_is_told_at_once(folder: Path) -> None:
    _file(folder, 'databse = "x"\n[back_end]\nface = "paper"')
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert len(str(refused.value).splitlines()) == 2


def test_two_seats_may_not_have_one_name() -> None:
    seats = [{"operator": "ROB01", "terminal": "R001"}, {"operator": "ROB01", "terminal": "R002"}]
    with pytest.raises(SettingsError, match="ROB01 is the name of more than one seat"):
        read_settings(seats=seats)
    seats[1] |= {"name": "second"}
    assert [seat.name for seat in read_settings(seats=seats).seats] == ["ROB01", "second"]


def test_a_seat_holds_any_fields_of_a_sign_on_screen(folder: Path) -> None:
    _file(folder, '[[seats]]\nlogin = "keyer"\ncompany = "North"\n[[seats]]\nname = "guest"\nsecret = ""')
    keyer, guest = read_settings().seats
    assert (keyer.name, keyer.secret) == ("keyer", "keyer")
    assert keyer.fields == {"login": "keyer", "company": "North"}
    assert (guest.name, guest.secret, guest.fields) == ("guest", "", {})


def test_the_face_is_the_one_that_is_meant_for_the_address() -> None:
    assert read_settings().back_end.face == "web"
    for url, face in (("https://gsc.example/", "web"), ("tn3270://gsc.example:23", "pixels")):
        assert read_settings(back_end={"url": url}).back_end.face == face


@pytest.mark.parametrize("text", ["evidence = ", "evidence"])
def test_a_file_that_is_no_toml_is_named(folder: Path, text: str) -> None:
    _file(folder, text)
    with pytest.raises(SettingsError, match=r"copiste\.toml is not valid TOML"):
        read_settings()


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "copiste.toml").write_bytes('evidence = "clés"'.encode("latin-1"))
    with pytest.raises(SettingsError, match=r"copiste\.toml is not valid TOML"):
        read_settings()


def test_a_variable_that_should_be_json_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_SEATS", "ROB01,ROB02")
    with pytest.raises(SettingsError, match="seats") as refused:
        read_settings()
    assert "ROB01" not in str(refused.value)


# --- policies


def test_a_process_without_a_policy_has_the_default_one(folder: Path) -> None:
    assert read_settings().policy("enrolment") == ProcessPolicy()
    _file(folder, "[policies.default]\nattempts = 5\n[policies.enrolment]\nattempts = 2")
    settings = read_settings()
    assert settings.policy("address").attempts == 5
    assert settings.policy("enrolment").attempts == 2


# --- opening windows

_OFFICE = """
[back_end.opening]
hours = { mon-fri = "07:00-20:30", sat = "08:00-12:00, 13:00-17:00" }
timezone = "Europe/Paris"
holidays = "FR"
closed = [2026-12-24, "2026-12-31"]
"""


def _paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Paris"))


def test_the_back_end_s_hours_are_everybody_s(folder: Path) -> None:
    _file(folder, _OFFICE)
    timetable = read_settings().timetable()
    assert timetable.startable({"enrolment"}, _paris("2026-11-20T20:27")) == {"enrolment"}
    assert not timetable.startable({"enrolment"}, _paris("2026-11-20T20:28")), "time_limit is 3 minutes"
    for closed in ("2026-12-24T09:00", "2026-12-25T09:00", "2026-12-31T09:00", "2026-11-21T12:30"):
        assert not timetable.startable({"enrolment"}, _paris(closed))


def test_a_process_has_a_window_and_a_time_that_it_needs(folder: Path) -> None:
    _file(
        folder,
        _OFFICE
        + """
        [policies.enrolment]
        window = { hours = "18:00-24:00" }
        expected = "PT30S"
        [policies.termination]
        """,
    )
    timetable = read_settings().timetable()
    both = {"enrolment", "termination"}
    assert timetable.startable(both, _paris("2026-11-20T12:00")) == {"termination"}
    assert timetable.startable(both, _paris("2026-11-20T20:29")) == {"enrolment"}


def test_the_default_policy_s_window_is_that_of_processes_without_a_policy(folder: Path) -> None:
    _file(folder, _OFFICE + '[policies.default.window]\nhours = "09:00-10:00"\n[policies.address]\n')
    timetable = read_settings().timetable()
    assert timetable.startable({"address", "bank"}, _paris("2026-11-20T12:00")) == {"address"}


def test_without_windows_nothing_is_ever_closed() -> None:
    assert read_settings().timetable().always


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[back_end.opening]\nhours = { mon-fri = "7-20h30" }',
            'Setting back_end.opening.hours: mon-fri = "7-20h30": "7-20h30" is no range of hours. Write',
        ),
        (
            '[back_end.opening]\nhours = "07:00-20:30"\ntimezone = "Paris"',
            'Setting back_end.opening.timezone: "Paris" is no time zone.',
        ),
        (
            '[back_end.opening]\nhours = "07:00-20:30"',
            "Setting back_end.opening.timezone is missing. Write one",
        ),
        (
            '[policies.bank.window]\nhours = "07:00-20:30"',
            "Setting policies.bank.window.timezone is missing. Write one",
        ),
        (
            '[policies.bank.window]\nhours = "07:00-20:30"\nholidays = "France"',
            'Setting policies.bank.window.holidays: "France" names no country.',
        ),
        (
            '[back_end.opening]\nhours = "07:00-20:30"\nclosed = "2026-12-24"',
            "Setting back_end.opening.closed: must be a list of days",
        ),
        (
            '[back_end.opening]\nhour = "07:00-20:30"',
            "Setting back_end.opening.hour is unknown. Did you mean hours?",
        ),
        (
            '[policies.bank.window]\nhours = "07:00-20:30"\nholyday = "FR"',
            "Setting policies.bank.window.holyday is unknown. Did you mean holidays?",
        ),
        (
            _OFFICE + '[policies.bank]\nwindow = { hours = "20:29-20:31" }',
            "No item of process bank can ever start: its windows and the back-end's have no 0:03:00",
        ),
        (_OFFICE + '[policies.bank]\ntime_limit = "PT15H"', "No item of process bank can ever start"),
    ],
)
def test_a_window_that_does_not_fit_is_told(folder: Path, text: str, told: str) -> None:
    _file(folder, text)
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert told in str(refused.value)
    assert str(refused.value).endswith((" Correct it in copiste.toml or in its COPISTE_ variable.", "?"))


# --- the nightly schedule


def test_the_schedule_is_read(folder: Path) -> None:
    _file(folder, '[schedule]\nstart = "0 21 * * mon-fri"\nlasts = "PT8H30M"\nskip_holidays = true')
    schedule = read_settings().schedule
    assert schedule is not None
    assert schedule.lasts == timedelta(hours=8, minutes=30)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('start = "21:00"', 'Setting schedule.start: "21:00" is no schedule. Write five fields'),
        ('start = "0 21 * * *"\ntimezone = "CEST"', 'Setting schedule.timezone: "CEST" is no time zone'),
        ('starts = "0 21 * * *"', "Setting schedule.starts is unknown. Did you mean start?"),
    ],
)
def test_a_schedule_that_does_not_fit_is_told(folder: Path, text: str, told: str) -> None:
    _file(folder, f"[schedule]\n{text}")
    with pytest.raises(SettingsError) as refused:
        read_settings()
    assert told in str(refused.value)


# --- secrets


def _vault(folder: Path, content: object, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "vault.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "vault.json").chmod(0o600)
    monkeypatch.setenv("COPISTE_VAULT", "vault.json")


def test_one_password_serves_every_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    assert password_of(read_settings(), "ROB02") == "K7SECRET"


def test_the_vault_knows_better_than_the_variable(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _vault(folder, {"ROB01": {"password": "V4ULTED"}}, monkeypatch)
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    settings = read_settings()
    assert password_of(settings, "ROB01") == "V4ULTED"
    assert password_of(settings, "ROB02") == "K7SECRET"


def test_a_secret_holds_any_entries_and_is_named_by_the_seat(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = {"shared": {"login": "keyer", "pin": "4711"}, "north": {"password": "V4ULTED"}}
    _vault(folder, vault, monkeypatch)
    settings = read_settings(seats=[{"name": "one", "secret": "shared"}, {"name": "north"}])
    one, north = (settings.credentials(seat) for seat in settings.seats)
    assert one.for_screen({"login": 0, "pin": 0}) == {"login": "keyer", "pin": "4711"}
    assert north.for_screen({"login": 0, "password": 0}) == {"password": "V4ULTED"}
    assert "4711" not in repr(one)


def test_a_seat_may_sign_on_without_a_secret() -> None:
    settings = read_settings(seats=[{"visitor": "anybody", "secret": ""}])
    assert settings.credentials(settings.first_seat).for_screen({"visitor": 0}) == {"visitor": "anybody"}


def test_a_missing_password_says_where_to_put_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"No secret for seat ROB01.*COPISTE_PASSWORD"):
        password_of(read_settings(), "ROB01")
    _vault(folder, {"ROB02": {"password": "V4ULTED"}}, monkeypatch)
    with pytest.raises(SettingsError, match="No secret for seat ROB01"):
        password_of(read_settings(), "ROB01")


@pytest.mark.parametrize("content", [[], "V4ULTED", {"ROB01": "V4ULTED"}, {"ROB01": {"password": 4711}}])
def test_a_vault_of_another_shape_says_what_it_must_hold(
    folder: Path, monkeypatch: pytest.MonkeyPatch, content: object
) -> None:
    _vault(folder, content, monkeypatch)
    with pytest.raises(SettingsError, match=r"vault\.json must hold") as refused:
        password_of(read_settings(), "ROB01")
    assert "V4ULTED" not in str(refused.value)
    assert "4711" not in str(refused.value)


@pytest.mark.parametrize("content", [None, b"{", b'{"ROB01": "\xe9"}'])
def test_a_vault_that_cannot_be_read_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    if content is not None:
        (folder / "vault.json").write_bytes(content)
        (folder / "vault.json").chmod(0o600)
    monkeypatch.setenv("COPISTE_VAULT", "vault.json")
    with pytest.raises(SettingsError, match=r"vault\.json cannot be read"):
        password_of(read_settings(), "ROB01")


def test_a_password_in_the_file_is_refused(folder: Path) -> None:
    _file(folder, 'password = "K7SECRET"')
    with pytest.raises(SettingsError, match=r"copiste\.toml holds a password.*COPISTE_PASSWORD") as refused:
        read_settings()
    assert "K7SECRET" not in str(refused.value)


def test_no_secret_shows_in_a_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPISTE_PASSWORD", "K7SECRET")
    monkeypatch.setenv("COPISTE_DATABASE", "postgresql+psycopg://copiste:Pgs3cret@db/copiste")
    settings = read_settings()
    told = repr(settings) + str(settings) + repr(settings.credentials(Seat(name="ROB01")))
    assert "K7SECRET" not in told
    assert "Pgs3cret" not in told


def test_settings_do_not_change_once_read() -> None:
    settings = read_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.reports = Path("elsewhere")  # type: ignore[misc]
