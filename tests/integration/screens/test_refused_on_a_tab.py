"""A page of tabs that opens the tab of a field which its own check refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from copiste.screens.errors import FieldRefusedByPageError
from tests.integration.screens.small_pages import declare, serving, session_on

PAGE = """
<h1>Seats</h1>
<button type="button" role="tab" onclick="show('seats')">Seats</button>
<button type="button" role="tab" onclick="show('notes')">Notes</button>
<form action="/saved">
  <p id="seats"><label>How many <input name="many" type="number" max="9"></label></p>
  <p id="notes" hidden><label>Why <input name="why"></label></p>
  <button type="button" onclick="save(this.form)">Save</button>
</form>
<script>
  const show = (name) => {
    for (const part of ['seats', 'notes']) document.getElementById(part).hidden = part !== name;
    document.querySelector('h1').textContent = name === 'seats' ? 'Seats' : 'Notes';
  };
  const save = (form) => {
    if (form.checkValidity()) form.submit();
    else {
      show('seats');
      form.reportValidity();
    }
  };
</script>"""
SCREENS = {
    "home": "recognise: {title: Seats}\nfields: {many: {caption: How many}}\nactions: {notes: {tab: Notes}}",
    "notes": "recognise: {title: Notes}\nfields: {why: {caption: Why}}\nactions: {save: {button: Save}}\n",
    "saved": "recognise: {title: Saved}\n",
}


def test_a_field_on_another_tab_is_refused_by_its_name(tmp_path: Path) -> None:
    declared = declare(tmp_path / "app", SCREENS)
    with serving({"/": PAGE, "/saved": "<h1>Saved</h1>"}) as site, session_on(declared, site.url) as session:
        session.fill({"many": "13"})
        session.submit("notes", expect="notes")
        with pytest.raises(FieldRefusedByPageError) as error:
            session.submit("save", expect="saved")
        assert (error.value.field, error.value.constraint) == ("many", "max")
        assert session.current == "home"
        assert not any(request.startswith("GET /saved") for request in site.requests)
