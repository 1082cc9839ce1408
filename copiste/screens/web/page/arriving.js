// What the topmost document and the frames below it show, and waiting for the next of it: that document outlives those
// of the frames, so one promise is enough.

const makeShown = () => {
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

  return { given, content, panesOf, tokenOf, scan, find, before, after, rest, wake, giveUp, signal };
};
