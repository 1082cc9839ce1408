// What the script of the topmost document answers to.

const makeHub = () => {
  const shown = makeShown();
  const { panesOf, scan, find, after, rest, wake, giveUp, signal } = shown;
  const { type, ...acts } = makeActs(shown);
  const asked = { type, scan, ...makePictures(shown) };
  const ask = (name, ...args) => (panesOf(false).length ? asked[name](...args) : '{"stale":true}');

  // For what only the browser's own driver can do.
  const element = (token, place) => (find(token, place) || {}).element || null;

  return { ...acts, after, rest, element, wake, giveUp, signal, ask };
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
