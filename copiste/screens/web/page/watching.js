// Watches one document from its beginning: what changes in it, what its scripts ask a server for, and whether it
// is about to make way for another.

const now = () => performance.timeOrigin + performance.now();

const isBackground = (address) => config.background.some((pattern) => {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(address);
});

const makeWatch = (window) => {
  const document = window.document;
  const roots = new Set();
  const asking = new Map();
  const watch = { answers: 0, answeredAt: 0, lost: 0, isLeaving: false, closed: new WeakMap() };
  // What was submitted, what the browser's own check refused, and how far both were when something was done last.
  let submits = 0;
  let begun = { submits: 0, answers: 0 };
  const refused = new Set();
  let changes = 0;
  let changedAt = now();

  const changed = () => {
    changes += 1;
    changedAt = now();
  };

  const begin = (address) => {
    const url = new URL(address, document.baseURI);
    if (isBackground(url.pathname + url.search)) return () => {};
    const request = {};
    const isOwn = url.origin === window.location.origin;
    asking.set(request, now());
    return (isLost = false) => {
      if (!asking.delete(request)) return;
      // Somebody else's server may never answer, and the screen is whole all the same.
      if (isLost && isOwn) watch.lost += 1;
      watch.answers += 1;
      watch.answeredAt = now();
    };
  };

  const observer = new window.MutationObserver(changed);
  const observe = (root) => {
    if (roots.has(root)) return;
    roots.add(root);
    root.addEventListener('invalid', (event) => { refused.add(event.target); }, true);
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  };

  // Open shadow roots that were there before: from markup, or made before this script came.
  watch.observeAll = () => {
    const observeIn = (root) => {
      observe(root);
      for (const one of root.querySelectorAll('*')) if (one.shadowRoot) observeIn(one.shadowRoot);
    };
    observeIn(document);
  };

  // The document and the open shadow roots in it.
  watch.roots = () => {
    for (const root of roots) if (!root.isConnected) roots.delete(root);
    return roots;
  };

  // How often something changed, and when it last did.
  watch.changes = () => {
    if (observer.takeRecords().length) changed();
    return changes;
  };
  watch.changedAt = () => (watch.changes() ? changedAt : 0);

  // Something is done from now on.
  watch.begin = () => {
    watch.isLeaving = false;
    refused.clear();
    begun = { submits, answers: watch.answers };
  };

  // The first control that the browser's own check has refused since `begin`. A page may ask it for its own purposes,
  // as Django's pairs of lists do with a `required` of a moment: nothing is refused then.
  watch.refused = () => Array.from(refused).find((one) => one.validity && !one.validity.valid) || null;

  // Whether anything was submitted or asked for since `begin`.
  watch.hasSent = () => submits !== begun.submits || watch.answers !== begun.answers ||
    watch.isAsking() || watch.isLeaving;

  // Whether an answer is still to come that was asked for since `since`.
  watch.isAsking = (since = 0) => Array.from(asking.values()).some((begun) => begun >= since);

  // A connection that failed, and not a script that changed its mind or misread an answer.
  const isOfNetwork = (error) => error instanceof window.TypeError;

  const wrap = (owner, name, around) => {
    const original = owner && owner[name];
    if (original) owner[name] = function (...given) { return around.call(this, original, given); };
  };

  observe(document);
  wrap(window.Element.prototype, 'attachShadow', function (original, given) {
    const root = original.apply(this, given);
    if (root.mode === 'closed') watch.closed.set(this, root);
    observe(root);
    return root;
  });
  wrap(window, 'fetch', (original, given) => {
    const answer = original.apply(window, given);
    const end = begin(given[0] instanceof window.Request ? given[0].url : String(given[0]));
    answer.then(() => end(), (error) => end(isOfNetwork(error)));
    return answer;
  });
  for (const name of ['arrayBuffer', 'blob', 'formData', 'json', 'text']) {
    wrap(window.Response && window.Response.prototype, name, function (original, given) {
      const isFirst = !this.bodyUsed;
      const body = original.apply(this, given);
      const end = begin(this.url || document.baseURI);
      body.then(() => end(), (error) => end(isFirst && isOfNetwork(error)));
      return body;
    });
  }
  const addresses = new WeakMap();
  wrap(window.XMLHttpRequest.prototype, 'open', function (original, given) {
    addresses.set(this, String(given[1]));
    return original.apply(this, given);
  });
  wrap(window.XMLHttpRequest.prototype, 'send', function (original, given) {
    const end = begin(addresses.get(this) || '');
    for (const sign of ['error', 'timeout']) this.addEventListener(sign, () => end(true), { once: true });
    this.addEventListener('loadend', () => end(), { once: true });
    try {
      return original.apply(this, given);
    } catch (error) {
      end();
      throw error;
    }
  });
  window.addEventListener('submit', () => { submits += 1; }, true);
  if (window.navigation) {
    window.navigation.addEventListener('navigate', (event) => {
      if (!event.destination.sameDocument && event.downloadRequest === null) watch.isLeaving = true;
    });
    window.navigation.addEventListener('navigateerror', () => { watch.isLeaving = false; });
  }
  return watch;
};

const MARK = Symbol.for('copiste');

// The shadow tree that is drawn in the place of an element: what is closed to scripts is there for a person.
const shadowOf = (element) => element.shadowRoot ||
  (element.ownerDocument[MARK] && element.ownerDocument[MARK].watch.closed.get(element)) || null;

// The watch of a document: its own, or one made now where this script did not come in time.
const watchOf = (window) => {
  const document = window.document;
  if (!document[MARK]) Object.defineProperty(document, MARK, { value: { watch: makeWatch(window) } });
  return document[MARK].watch;
};
