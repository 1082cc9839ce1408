// Does what is asked of a screen, by type, key or click, and answers with what comes of it: one question, one answer.

const makeActs = ({ given, content, panesOf, tokenOf, scan, find, before, after }) => {
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

  return { type, outcome, press, enterAndPress, click, ready, aim, follow };
};
