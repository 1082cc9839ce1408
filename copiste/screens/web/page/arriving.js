// Lives in the topmost document and looks into the frames below it: that document outlives those of the frames, so
// one promise is enough to wait for the next of them.

const makeHub = () => {
  let waiting = [];
  let awake = false;
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
    return scan(false, keystrokes.map(([place], index) => submittedFor(place, found[index].element)));
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
      if (left <= 0) return why(shown);
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
  const rest = (seen, milliseconds) => after(seen, milliseconds, false, isResting);

  // Whoever waits is given the screen as it is; when nobody waits, there is nobody to wake.
  const wake = () => {
    awake = waiting.length > 0;
    signal();
  };

  // Note what is shown before something is done, to tell afterwards whether anything changed; its token.
  const before = (seen) => {
    const isWhole = seen.startsWith('*');
    const shown = panesOf(isWhole);
    shown.forEach(({ watch }) => { watch.isLeaving = false; });
    const known = given[extent(isWhole)];
    if (known.token !== seen || known.changes !== changesIn(shown)) remember(shown, tokenOf(shown, isWhole));
    Object.assign(given[extent(isWhole)], { answers: answersIn(shown), at: now() });
    return given[extent(isWhole)].token;
  };

  // Do `act` in `pane`; what the browser's own check refused meanwhile, when nothing was submitted.
  const unlessRefused = async (pane, act) => {
    const { watch } = pane;
    const [submits, answers] = [watch.submits, watch.answers];
    const control = pane.clicker.refusedDuring(act);
    if (!control) return null;
    await new Promise((resolve) => { setTimeout(resolve, TICK); });
    if (watch.submits !== submits || watch.answers !== answers || watch.isAsking() || watch.isLeaving) return null;
    const slot = panesOf(false).indexOf(pane);
    const places = pane.reader.elements.indexOf(control);
    const place = places < 0 ? -1 : slot * SLOT + places;
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
    const refused = await unlessRefused(pane, () => pane.clicker.press(key));
    return refused || after(token, milliseconds);
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
    const { pane, element } = found;
    const refused = await unlessRefused(pane, () => pane.clicker.clickAt(element, point));
    return refused || after(token, end - now());
  };

  // Where the middle of a place is in the window, for the browser's own mouse.
  const aim = async (token, place, milliseconds) => {
    const found = find(token, place);
    if (!found) return '{"stale":true}';
    const point = await found.pane.clicker.reachable(found.element, milliseconds);
    if (!point.hit) return JSON.stringify({ blocked: 'it is covered, or not in sight' });
    let { x, y } = point;
    for (let there = found.pane.window; there !== window; there = there.parent) {
      const box = there.frameElement.getBoundingClientRect();
      x += box.left + there.frameElement.clientLeft;
      y += box.top + there.frameElement.clientTop;
    }
    return JSON.stringify({ x, y });
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

  const asked = { type, cover, uncover, scan };
  const ask = (name, ...args) => (panesOf(false).length ? asked[name](...args) : '{"stale":true}');

  // For what only the browser's own driver can do.
  const element = (token, place) => (find(token, place) || {}).element || null;

  return { after, rest, element, wake, signal, press, click, aim, follow, ask };
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
