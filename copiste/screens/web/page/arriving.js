// Lives in the topmost document and looks into the declared frame below it: that document outlives those of the
// frame, so one promise is enough to wait for the next of them.

const isBlank = (window) => window.location.href === 'about:blank';

const makeScreen = (window) => {
  const document = window.document;
  const token = Math.random().toString(36).slice(2);
  const reader = makeReader(window);
  const typist = makeTypist(window);
  let curtain = null;

  const scan = (submitted = []) => JSON.stringify({
    token, title: reader.textOf(config.title), messages: reader.saidIn(config.message), ...reader.look(), submitted,
    address: window.location.pathname + window.location.search,
  });

  const type = (seen, keystrokes) => {
    if (seen !== token) return '{"stale":true}';
    for (const [place, text] of keystrokes) typist.typeInto(reader.elements[place], text);
    typist.rest();
    return scan(keystrokes.map(([place]) => submittedFor(place, reader.elements[place])));
  };

  const draw = () => {
    if (curtain) curtain.remove();
    curtain = null;
  };

  // Paint over the places `masked`; over everything that has a text when they belong to another document.
  const cover = (seen, masked) => {
    draw();
    curtain = document.createElement('div');
    if (seen !== token) reader.look();
    const hidden = seen === token ? masked.map((place) => reader.elements[place]) : reader.elements;
    for (const box of hidden.map((element) => element.getBoundingClientRect())) {
      const board = document.createElement('div');
      board.style.cssText = `position:fixed;z-index:2147483647;background:#000;left:${box.left}px;` +
        `top:${box.top}px;width:${box.width}px;height:${box.height}px`;
      curtain.appendChild(board);
    }
    document.documentElement.appendChild(curtain);
    return '{"covered":true}';
  };

  // Whether it is still painted over; and show it again, where somebody looks.
  const uncover = (show) => {
    const covered = Boolean(curtain && curtain.isConnected);
    if (show) draw();
    return JSON.stringify({ covered });
  };

  const isLocked = () => reader.textOf(config.locked) !== '';

  return { token, scan, type, cover, uncover, isLocked, element: (place) => reader.elements[place], press: typist.press };
};

const makeHub = () => {
  const screens = new WeakMap();
  const heard = new WeakSet();
  let waiting = [];
  let awake = false;

  const signal = () => {
    const woken = waiting;
    waiting = [];
    woken.forEach((resolve) => resolve());
  };

  const hear = (target) => {
    if (heard.has(target)) return;
    heard.add(target);
    // After the page's own load handlers: they catch keys, set the cursor, ask questions.
    target.addEventListener('load', target === window ? () => setTimeout(signal) : signal);
  };

  const frameNamed = (name) =>
    (name ? document.querySelector(`frame[name="${name}"], iframe[name="${name}"]`) : null);

  // The window that holds the screen; null while there is none yet.
  const content = () => {
    const frame = frameNamed(config.frame);
    if (!frame) return document.querySelector('frameset') ? null : window;
    hear(frame);
    return frame.contentDocument ? frame.contentWindow : null;
  };

  // The declared frame holds a document that nobody may look into: the browser's own error page, or another origin's.
  const isForeign = () => {
    const frame = frameNamed(config.frame);
    return Boolean(frame) && !frame.contentDocument;
  };

  const current = () => {
    const there = content();
    if (!there || isBlank(there) || there.document.readyState !== 'complete') return null;
    if (!screens.has(there.document)) screens.set(there.document, makeScreen(there));
    return screens.get(there.document);
  };

  // The view that is not `seen`, as soon as it is there and takes keys, or `evenLocked`; the one that is there,
  // when `wake` is called.
  const after = async (seen, milliseconds, evenLocked = false) => {
    hear(window);
    const end = performance.now() + milliseconds;
    for (;;) {
      const screen = current();
      if (screen && (evenLocked || !screen.isLocked()) && (awake || screen.token !== seen)) {
        awake = false;
        return screen.scan();
      }
      if (isForeign()) return '{"foreign":true}';
      const left = end - performance.now();
      if (left <= 0) return '{"late":true}';
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, left);
        waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  };

  // Whoever waits is given the screen as it is; when nobody waits, there is nobody to wake.
  const wake = () => {
    awake = waiting.length > 0;
    signal();
  };

  // Press a key in the document of `seen`, and wait for what comes of it: one question, one answer.
  const press = (seen, key, milliseconds) => {
    const screen = current();
    if (!screen || screen.token !== seen) return '{"stale":true}';
    screen.press(key);
    return after(seen, milliseconds);
  };

  // Follow the link `text` of the frame that holds the shortcuts, and wait likewise.
  const follow = (seen, text, milliseconds) => {
    const screen = current();
    if (!screen || screen.token !== seen) return '{"stale":true}';
    const frame = frameNamed(config.shortcuts);
    const links = frame && frame.contentDocument ? Array.from(frame.contentDocument.links) : [];
    const found = links.filter((link) => clean(link.textContent) === text);
    if (found.length !== 1) return '{"none":true}';
    found[0].click();
    return after(seen, milliseconds);
  };

  const ask = (name, ...given) => {
    const screen = current();
    return screen ? screen[name](...given) : '{"stale":true}';
  };

  return { after, wake, press, follow, ask };
};
