"""A screen has arrived when it is recognised and at rest, whatever else of its page still loads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from copiste.screens.errors import ArrivalTimeoutError, FieldRefusedByPageError
from copiste.screens.session.session import ScreenSession
from tests.integration.screens.small_pages import Site, declare, serving, session_on

FORM = "<h1>Form</h1><form action='/next'><label>Name <input name='name'></label><button>Go</button></form>"
#: Things of a page that never load, each with whether the page is usable all the same.
STRANGERS = {
    "image": f"{FORM}<img src='/held/image' width='1' height='1'>",
    "stylesheet-at-the-end": f"{FORM}<link rel='stylesheet' href='/held/style' media='print'>",
    "font": "<style>@font-face {font-family: x; src: url(/held/font)} h1 {font-family: x, serif}</style>"
    + FORM,
    "tracker": f"{FORM}<script async src='/held/tracker.js'></script>",
    "beacon": f"{FORM}<script>fetch('/held/beacon')</script>",
    "iframe": f"{FORM}<iframe src='/held/frame' width='200' height='50'></iframe>",
    "hidden-iframe": f"{FORM}<iframe src='/held/frame' style='display:none'></iframe>",
}
SCREENS = {
    "home": "recognise: {title: Home}\nactions: {go: {link: Go on}}\n",
    "form": "recognise: {title: Form}\nfields: {name: {caption: Name}}\nactions: {go: {button: Go}}\n",
    "next": "recognise: {title: Next}\n",
}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_what_never_loads_does_not_hold_up_a_usable_form(tmp_path: Path, stranger: str) -> None:
    pages = {
        "/": "<h1>Home</h1><a href='/form'>Go on</a>",
        "/form": STRANGERS[stranger],
        "/next": "<h1>Next</h1>",
    }
    with (
        serving(pages) as site,
        session_on(declare(tmp_path / "app", SCREENS), site.url, arrival=8) as session,
    ):
        assert session.submit("go").screen == "form"
        session.fill({"name": "Zoé"})
        assert session.submit("go", expect="next").screen == "next"
        assert site.requests[-1] == "GET /next?name=Zo%C3%A9"
        assert not site.released.is_set()


def test_a_script_that_hangs_is_told_within_the_deadline(tmp_path: Path) -> None:
    pages = {
        "/": "<h1>Home</h1><a href='/form'>Go on</a>",
        "/form": f"<script src='/held/script.js'></script>{FORM}",
    }
    with (
        serving(pages) as site,
        session_on(declare(tmp_path / "app", SCREENS), site.url, arrival=2) as session,
        pytest.raises(ArrivalTimeoutError, match=r'Screen "home", action link Go on: .*loading.*script'),
    ):
        session.submit("go")


@pytest.mark.parametrize("sign", ["texts: [Total]", "absent: [Please wait]"])
def test_what_a_timer_draws_is_waited_for_where_it_tells_the_screen(tmp_path: Path, sign: str) -> None:
    """Nothing else says that more is to come: the page has loaded and asks for nothing."""
    late = (
        "<h1>List</h1><div id=list><p>Please wait</p></div><script>setTimeout(() => {"
        " document.getElementById('list').innerHTML = '<p>Total</p><label>Sum <input value=\"42\"></label>';"
        " }, 900)</script>"
    )
    screens = {
        "home": "recognise: {title: Home}\nactions: {go: {link: Go on}}\n",
        "list": f"recognise: {{title: List, {sign}}}\nfields: {{sum: {{caption: Sum}}}}\n",
    }
    pages = {"/": "<h1>Home</h1><a href='/list'>Go on</a>", "/list": late}
    folder = declare(tmp_path / "app", screens)
    with serving(pages) as site, session_on(folder, site.url, unknown=4) as session:
        assert session.submit("go", expect="list").screen == "list"
        assert session.read("sum") == "42"


APP = """<h1 id="title">Home</h1><div id="app"></div><my-form></my-form>
<script>
const app = document.getElementById('app');
const draw = (title, html) => { document.getElementById('title').textContent = title; app.innerHTML = html; };
const later = (ms) => new Promise((done) => setTimeout(done, ms));
const views = {
  home: () => draw('Home', '<button onclick="go(\\'list\\')">All</button>'
    + ' <button onclick="go(\\'slow\\')">Slow</button>'
    + ' <button onclick="go(\\'shadow\\')">In the shadow</button>'
    + ' <button onclick="go(\\'closed\\')">Closed</button>'
    + ' <button onclick="go(\\'silent\\')">Silent</button> <button>Dead</button>'
    + ' <button onclick="go(\\'poll\\')">Poll</button> <a href="#/route">Go there</a>'),
  list: () => draw('List', '<button onclick="go(\\'home\\')">Back</button>'),
  slow: async () => {
    draw('Home', '<p>Please wait</p>');
    const answer = await (await fetch('/held/data')).text();
    draw('Answer', '<p>Number: ' + answer + '</p>');
  },
  silent: async () => { await fetch('/data'); },
  poll: async () => { fetch('/held/poll?1'); draw('List', ''); },
  closed: () => {
    MyForm.mode = 'closed';
    go('shadow');
  },
  shadow: () => {
    draw('Shadow', '');
    customElements.get('my-form') || customElements.define('my-form', MyForm);
  },
  route: () => draw('Route', '<p>By its address</p>'),
};
function go(name) { views[name](); }
class MyForm extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: MyForm.mode || 'open' });
    root.innerHTML = '<form><label>Name <input id="n" required></label><button>Save</button></form>'
      + '<button id="tick">Tick</button><p id="seen"></p>';
    root.querySelector('form').addEventListener('submit', async (event) => {
      event.preventDefault();
      const name = root.getElementById('n').value;
      root.querySelector('form').innerHTML = '<p>Saving</p>';
      await fetch('/save', { method: 'POST', body: name });
      this.remove();
      draw('Saved', '<p>Done</p>');
    });
    root.getElementById('n').addEventListener('keydown', (event) => {
      if (event.key === 'F2') root.getElementById('seen').textContent = 'F2 in the shadow';
    });
    root.getElementById('tick').addEventListener('click', () => {
      let left = 5;
      const timer = setInterval(() => {
        root.getElementById('seen').textContent = left ? 'Fading ' + left : 'Ticked';
        if (!left--) clearInterval(timer);
      }, 60);
    });
  }
}
window.addEventListener('hashchange', () => go(location.hash.slice(2)));
later(50).then(() => go('home'));
</script>"""
SPA = {
    "home": """
recognise: {title: Home}
actions:
  list: {button: All}
  slow: {button: Slow}
  shadow: {button: In the shadow}
  closed: {button: Closed}
  silent: {button: Silent}
  poll: {button: Poll}
  dead: {button: Dead}
  route: {link: Go there}
""",
    "list": "recognise: {title: List}\nactions: {home: {button: Back}}\n",
    "answer": "recognise: {title: Answer}\n",
    "route": "recognise: {title: Route}\n",
    "saved": "recognise: {title: Saved}\n",
    "shadow": """
recognise: {title: Shadow}
fields: {name: {caption: Name}}
actions: {save: {button: Save}, tick: {button: Tick}, help: F2, enter: ENTER}
""",
}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving({"/": APP, "/data": "4711", "/held/data": "4711", "/held/poll": "", "/save": "ok"}) as one:
        yield one


@pytest.fixture
def session(site: Site, tmp_path: Path) -> Iterator[ScreenSession]:
    site.released.clear()
    with session_on(declare(tmp_path / "spa", SPA), site.url, arrival=4) as one:
        one.expect("home")
        yield one
    site.released.set()


def test_a_page_that_its_own_scripts_draw_anew_is_another_screen(session: ScreenSession) -> None:
    assert session.submit("list", expect="list").screen == "list"
    assert session.submit("home", expect="home").screen == "home"
    assert session.submit("route", expect="route").screen == "route"


def test_an_answer_that_the_page_waits_for_is_waited_for(session: ScreenSession, site: Site) -> None:
    releasing = threading.Timer(0.8, site.released.set)
    releasing.start()
    try:
        assert session.submit("slow", expect="answer").screen == "answer"
    finally:
        releasing.join()


def test_an_answer_that_does_not_come_is_told(session: ScreenSession) -> None:
    with pytest.raises(ArrivalTimeoutError, match=r"waits for an answer.*background"):
        session.submit("slow")


def test_an_answer_that_shows_nothing_is_an_arrival(session: ScreenSession) -> None:
    assert session.submit("silent").screen == "home"


def test_a_button_that_does_nothing_is_told(session: ScreenSession) -> None:
    with pytest.raises(ArrivalTimeoutError, match=r'Screen "home", action button Dead: .*did not change'):
        session.submit("dead")


@pytest.mark.parametrize("root", ["shadow", "closed"])
def test_a_form_in_a_shadow_root_is_filled_checked_and_sent(
    session: ScreenSession, site: Site, root: str
) -> None:
    session.submit(root, expect="shadow")
    with pytest.raises(FieldRefusedByPageError, match=r'"name".*required'):
        session.submit("save")
    session.fill({"name": "Zoé"})
    session.verify()
    assert session.submit("save", expect="saved").screen == "saved"
    assert site.requests[-1] == "POST /save Zoé"


@pytest.mark.parametrize("root", ["shadow", "closed"])
def test_keys_reach_the_focus_in_a_shadow_root(session: ScreenSession, site: Site, root: str) -> None:
    session.submit(root, expect="shadow")
    session.fill({"name": "Zoé"})
    session.submit("help")
    assert "F2 in the shadow" in session.view.texts()
    assert session.submit("enter", expect="saved").screen == "saved"


def test_what_fades_is_waited_for_until_it_rests(session: ScreenSession) -> None:
    session.submit("shadow", expect="shadow")
    session.submit("tick", expect="shadow")
    assert "Ticked" in session.view.texts()


def test_requests_that_are_declared_as_background_are_not_waited_for(site: Site, tmp_path: Path) -> None:
    application = (
        "application: small\nsign_on: none\nhome: {screen: home}\nfaces: {web: {background: [/held/poll*]}}\n"
    )
    site.released.clear()
    with session_on(declare(tmp_path / "poll", SPA, application), site.url, arrival=4) as session:
        session.expect("home")
        assert session.submit("poll", expect="list").screen == "list"


FILTER = """<h1>Home</h1><label>Filter <input oninput="later()"></label>
<table><tr><td>Shown:</td><td id="shown">all</td></tr></table>
<script>
  let timer;
  const typed = document.querySelector('input');
  const show = () => { document.getElementById('shown').textContent = typed.value; };
  const later = () => { clearTimeout(timer); timer = setTimeout(() => %s, 500); };
</script>"""


@pytest.mark.parametrize("act", ["show()", "fetch('/').then(show)"], ids=["by-itself", "asking"])
def test_what_a_page_does_some_time_after_the_last_letter_is_waited_for(tmp_path: Path, act: str) -> None:
    home = """
recognise: {title: Home}
fields: {filter: {caption: Filter, reloads: true}, shown: {caption: Shown, protected: true}}
"""
    declared = declare(tmp_path / "app", {"home": home})
    with serving({"/": FILTER % act}) as site, session_on(declared, site.url, arrival=8) as session:
        for text in ("Zoé", "Anna"):
            session.fill({"filter": text})
            assert session.read("shown") == text
