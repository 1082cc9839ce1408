// Lives in the topmost document and looks into the frames below it: that document outlives those of the frames, so
// one promise is enough to wait for the next of them.

const makeHub = () => {
  let waiting = [];
  let awake = false;
  let hopeless = false;
  // What was last given away of the screen, or looked at of the whole page, and what the documents had done by then.
  const given = { screen: { token: '' }, whole: { token: '' } };
  // The documents that were seen last, how far they had come, and since when.
  const seenLast = { screen: { token: '' }, whole: { token: '' } };

  const signal = () => {
    const woken = waiting;
    waiting = [];
    woken.forEach((resolve) => resolve());
  };

  // The window that holds the screen: `null` while there is none yet, `false` when nobody may look into it.
  const content = () => {
    let there = window;
    for (const name of config.frame) {
      const frame = frameNamed(there.document, name);
      if (!frame) return there.document.querySelector('frameset') ? null : there;
      if (!frame.contentDocument) return false;
      there = frame.contentWindow;
    }
    return there;
  };

  const windowsOf = (isWhole) => {
    const there = isWhole ? window : content();
    return there && !isBlank(there) ? windowsBelow(there) : [];
  };

  const panesOf = (isWhole) => windowsOf(isWhole).filter(Boolean).map(paneOf);
  const tokenOf = (shown, isWhole) => (isWhole ? '*' : '') + shown.map((pane) => pane.id).join('.');
  const extent = (isWhole) => (isWhole ? 'whole' : 'screen');

  const remember = (shown, token) => {
    const [changes, answers] = [changesIn(shown), answersIn(shown)];
    const seen = { token, look: lookAt(shown), addresses: addressesOf(shown), changes, answers, at: now() };
    given[extent(token.startsWith('*'))] = seen;
    return seen.look;
  };

  // Whether something that belongs to it is still to come.
  const isUnfinished = (isWhole) => {
    const windows = windowsOf(isWhole);
    const shown = windows.filter(Boolean).map(paneOf);
    return readiness(windows) < 2 || shown.some(({ watch }) => watch.isLeaving || watch.isAsking());
  };

  const pathOf = (location) => location.pathname + location.search;

  const scan = (isWhole = false, submitted = []) => {
    const shown = panesOf(isWhole);
    const token = tokenOf(shown, isWhole);
    const { lines, slots, actions } = remember(shown, token);
    return JSON.stringify({
      token, title: textIn(shown, config.title), messages: messagesIn(shown), lines, slots,
      actions, submitted, lost: isWhole ? 0 : takeLost(shown),
      address: pathOf((shown[0] || { window }).window.location), unfinished: isUnfinished(isWhole),
    });
  };

  // The pane and the element of a place; null when another document, or nothing, is there by now.
  const find = (token, place) => {
    const isWhole = token.startsWith('*');
    const slot = Math.floor(place / SLOT);
    const pane = panesOf(isWhole)[slot];
    if (!pane || pane.id !== token.slice(isWhole ? 1 : 0).split('.')[slot]) return null;
    const element = pane.reader.elements[place % SLOT];
    return element && element.isConnected ? { pane, element } : null;
  };

  const type = async (seen, keystrokes) => {
    const found = keystrokes.map(([place]) => find(seen, place));
    if (found.includes(null)) return '{"stale":true}';
    for (const [index, [place, text, kind]] of keystrokes.entries()) {
      const { pane, element } = found[index];
      const missed = await pane.typist.typeInto(element, text, kind);
      if (missed) return JSON.stringify({ ...missed, place });
    }
    new Set(found.map(({ pane }) => pane)).forEach((pane) => pane.typist.rest());
    const entriesOf = makeEntries();
    return scan(false, keystrokes.map(([place], index) => submittedFor(place, found[index].element, entriesOf)));
  };

  const cover = (seen, masked) => {
    panesOf(true).forEach((pane) => pane.uncover(true));
    const shown = panesOf(false);
    const isSame = tokenOf(shown, false) === seen;
    shown.forEach((pane, slot) => pane.cover(isSame
      ? masked.filter((place) => Math.floor(place / SLOT) === slot).map((place) => place % SLOT) : null));
    return '{"covered":true}';
  };

  const uncover = (show) => JSON.stringify({
    covered: panesOf(false).map((pane) => pane.uncover(show)).every(Boolean),
  });

  // The screen that is not `seen` (or belongs to a whole page that is not `seen`), as soon as it is there and takes
  // keys, or `evenLocked`; the one that is there, when `wake` is called. Documents that stay are another view when
  // they are redrawn, or as `isOver` says.
  const after = async (seen, milliseconds, evenLocked = false, isOver = isRedrawn) => {
    const end = now() + milliseconds;
    const isWhole = seen.startsWith('*');
    const before = given[extent(isWhole)];
    const state = { before, begun: before.token === seen ? before.at : now(), comparedAt: 0 };
    hopeless = false;
    for (;;) {
      const windows = windowsOf(isWhole);
      const shown = windows.filter(Boolean).map(paneOf);
      const isOpen = shown.length > 0 && (evenLocked || !shown.some((pane) => pane.isLocked()));
      // For a picture, what is there will do: a page whose successor is late is still looked at.
      if (isOpen && (awake || (evenLocked && content()))) {
        awake = false;
        return scan();
      }
      const token = tokenOf(shown, isWhole);
      const last = seenLast[extent(isWhole)];
      const isThere = () => (token === seen ? isOver(shown, state) : hasArrived(windows, shown, token, last));
      if (isOpen && content() && isThere()) return scan();
      if (content() === false) return '{"foreign":true}';
      const left = end - now();
      if (left <= 0 || (hopeless && !evenLocked)) return why(shown);
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, TICK));
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  };

  // What `seen` becomes of what was typed: another document, or the same at rest.
  const rest = (seen, milliseconds) => after(seen, milliseconds, false, isSettled);

  // Whoever waits is given the screen as it is; when nobody waits, there is nobody to wake.
  const wake = () => {
    awake = waiting.length > 0;
    signal();
  };

  // Whoever waits gives up: an answer broke off.
  const giveUp = () => {
    hopeless = waiting.length > 0;
    signal();
  };

  // Note what is shown before something is done, to tell afterwards whether anything changed; its token.
  const before = (seen) => {
    const isWhole = seen.startsWith('*');
    const shown = panesOf(isWhole);
    shown.forEach(({ watch }) => watch.begin());
    const known = given[extent(isWhole)];
    if (known.token !== seen || known.changes !== changesIn(shown)) remember(shown, tokenOf(shown, isWhole));
    Object.assign(given[extent(isWhole)], { answers: answersIn(shown), at: now() });
    return given[extent(isWhole)].token;
  };

  // What comes of what was done since `before`: what the browser's own check refused, when nothing was submitted, else
  // what arrives.
  const outcome = async (token, milliseconds) => {
    const end = now() + milliseconds;
    const pane = panesOf(token.startsWith('*')).find(({ watch }) => watch.refused());
    if (!pane) return after(token, milliseconds);
    const control = pane.watch.refused();
    await new Promise((resolve) => { setTimeout(resolve, TICK); });
    if (pane.watch.hasSent()) return after(token, end - now());
    const slot = panesOf(false).indexOf(pane);
    const index = pane.reader.elements.indexOf(control);
    const place = slot < 0 || index < 0 ? -1 : slot * SLOT + index;
    return JSON.stringify({ refused: [place, captionOf(control), constraintOf(control)] });
  };

  // The pane that has the focus, below the window of the screen.
  const focused = () => {
    let there = content();
    for (;;) {
      const active = there && there.document.activeElement;
      if (!active || !/^I?FRAME$/.test(active.tagName) || !active.contentDocument) break;
      there = active.contentWindow;
    }
    return there ? paneOf(there) : null;
  };

  // Press a key in the document of `seen`, and wait for what comes of it: one question, one answer.
  const press = async (seen, key, milliseconds) => {
    const pane = focused();
    if (!pane || !seen.split('.').includes(pane.id)) return '{"stale":true}';
    const token = before(seen);
    pane.clicker.press(key);
    return outcome(token, milliseconds);
  };

  // Type into plain inputs and press a key, if each then holds what was typed, and its form submits it; nothing is
  // pressed where the page calls one by a name, which is for others to judge.
  const enterAndPress = async (seen, keystrokes, key, milliseconds) => {
    const end = now() + milliseconds;
    const found = keystrokes.map(([place]) => find(seen, place));
    if (found.includes(null)) return '{"stale":true}';
    if (!found.every(({ element }) => element.type === 'text' && !element.labels.length)) return '{"held":false}';
    keystrokes.forEach(([, text], index) => found[index].pane.typist.typeInto(found[index].element, text, 'text'));
    new Set(found.map(({ pane }) => pane)).forEach((pane) => pane.typist.rest());
    const entriesOf = makeEntries();
    const isHeld = ([place, text], index) => {
      const { element } = found[index];
      const told = submittedFor(place, element, entriesOf);
      return element.isConnected && element.value === text && told.agrees !== false && !told.labels.length;
    };
    if (!keystrokes.every(isHeld)) return '{"held":false}';
    // What was typed is no change of the screen.
    const typed = new Map(keystrokes);
    for (const cell of given.screen.look.lines.flat()) if (typed.has(cell[0])) cell[1] = typed.get(cell[0]);
    return press(seen, key, end - now());
  };

  // Click what is at `place` of `seen`, and wait likewise for something else.
  const click = async (seen, place, milliseconds) => {
    const end = now() + milliseconds;
    let found = find(seen, place);
    if (!found) return '{"stale":true}';
    if (found.element.disabled) return '{"blocked":"it is disabled"}';
    const point = await found.pane.clicker.reachable(found.element, milliseconds);
    found = find(seen, place);
    if (!found) return '{"stale":true}';
    if (!point.hit) {
      const cover = point.cover ? `it is covered by ${described(point.cover)}` : 'it is not in sight';
      return JSON.stringify({ blocked: cover });
    }
    const token = before(seen);
    found.pane.clicker.clickAt(found.element, point);
    return outcome(token, end - now());
  };

  // Get ready for the browser's own keyboard: the token to ask the outcome with.
  const ready = (seen) => {
    const pane = focused();
    const isStrange = panesOf(false).includes(pane) && !seen.split('.').includes(pane.id);
    return isStrange ? '{"stale":true}' : JSON.stringify({ token: before(seen) });
  };

  // The same for its mouse, and where the middle of a place is in the window.
  const aim = async (token, place, milliseconds) => {
    const found = find(token, place);
    if (!found) return '{"stale":true}';
    const point = await found.pane.clicker.reachable(found.element, milliseconds);
    if (!point.hit) return JSON.stringify({ blocked: 'it is covered, or not in sight' });
    const offset = offsetOf(found.pane.window);
    return JSON.stringify({ token: before(token), x: point.x + offset.x, y: point.y + offset.y });
  };

  // Follow the link `text` of the frame that holds the shortcuts, once it has loaded, and wait likewise.
  const follow = async (seen, text, milliseconds) => {
    const end = now() + milliseconds;
    for (;;) {
      if (tokenOf(panesOf(false), false) !== seen) return '{"stale":true}';
      const frame = frameNamed(document, config.shortcuts);
      const there = frame && frame.contentDocument;
      const isLoaded = there && there.readyState === 'complete' &&
        !(isBlank(frame.contentWindow) && frame.getAttribute('src'));
      const links = isLoaded ? Array.from(there.links).filter((link) => clean(link.textContent) === text) : [];
      if (links.length === 1) {
        before(seen);
        links[0].click();
        return after(seen, end - now());
      }
      if (isLoaded || !frame || now() >= end) return '{"none":true}';
      await new Promise((resolve) => { setTimeout(resolve, TICK); });
    }
  };

  // The size of a window that shows everything.
  const size = () => {
    const hidden = panesOf(true).map((pane) => hiddenIn(pane.window));
    return JSON.stringify({
      width: window.innerWidth + Math.max(0, ...hidden.map(({ beside }) => beside)),
      height: window.innerHeight + Math.max(0, ...hidden.map(({ below }) => below)),
    });
  };

  // The boxes of what holds messages, each with the name of its place.
  const messageBoxes = () => JSON.stringify(panesOf(false).flatMap((pane) => {
    const { x, y } = offsetOf(pane.window);
    return Object.entries(config.message).flatMap(([name, selector]) => (
      Array.from(pane.document.querySelectorAll(selector), (element) => element.getBoundingClientRect())
        .filter((box) => box.width > 0 && box.height > 0)
        .map((box) => [name, [box.left + x, box.top + y, box.right + x, box.bottom + y]])));
  }));

  const asked = { type, cover, uncover, scan, size, messageBoxes };
  const ask = (name, ...args) => (panesOf(false).length ? asked[name](...args) : '{"stale":true}');

  // For what only the browser's own driver can do.
  const element = (token, place) => (find(token, place) || {}).element || null;

  return { after, rest, element, wake, giveUp, signal, enterAndPress, press, click, ready, aim, outcome, follow, ask };
};

// The topmost document's own script answers questions; those of frames say there when they have loaded.
const begin = () => {
  const watch = makeWatch(window);
  const isTop = window === window.parent;
  Object.defineProperty(document, MARK, { value: isTop ? { watch, ...makeHub() } : { watch } });
  // After the page's own load handlers: they catch keys, set the cursor, ask questions.
  const tell = () => setTimeout(() => {
    try {
      const hub = window.top.document[MARK];
      if (hub && hub.signal) hub.signal();
    } catch {
      // Somebody else's page around this one.
    }
  });
  window.addEventListener('load', tell);
};
