// Reads one document: lines of cells in document order. `places` are good for as long as the document lives.

const SKIPPED = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD', 'OBJECT', 'IFRAME', 'MAP', 'BUTTON']);
// Emphasis inside a text; every other element ends the text before it.
const INLINE = new Set(['B', 'I', 'U', 'EM', 'STRONG', 'A', 'NOBR', 'ACRONYM', 'SMALL', 'BIG', 'TT', 'WBR']);
const NO_INPUT = new Set(['hidden', 'submit', 'reset', 'button', 'image', 'file', 'radio']);
const PROTECTED = 1;
const HIDDEN = 2;

const clean = (text) => text.replace(/[\s\u00a0]+/g, ' ').trim();

const isUnseen = (element) =>
  element.hidden || (element.hasAttribute('style') &&
    (element.style.display === 'none' || element.style.visibility === 'hidden'));

const makeReader = (document) => {
  const elements = [];
  const places = new Map();

  const placeOf = (element) => {
    let place = places.get(element);
    if (place === undefined) {
      place = elements.push(element) - 1;
      places.set(element, place);
    }
    return place;
  };

  const inputCell = (element) => {
    const isHidden = element.type === 'password';
    let text = element.value;
    if (element.type === 'checkbox') text = element.checked ? 'X' : '';
    const flags = (element.readOnly || element.disabled ? PROTECTED : 0) | (isHidden ? HIDDEN : 0);
    const shown = isHidden ? '\u2022'.repeat(text.length) : clean(text);
    return [placeOf(element), shown, flags, element.maxLength > 0 ? element.maxLength : null];
  };

  const lines = () => {
    const done = [];
    let line = [];
    let text = '';
    let owner = null;
    let depth = 0;
    const endText = () => {
      const cleaned = text && clean(text);
      if (cleaned) line.push([placeOf(owner), cleaned]);
      text = '';
      owner = null;
    };
    const endLine = () => {
      endText();
      if (line.length) done.push(line);
      line = [];
    };
    const visitAll = (node) => {
      for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
    };
    const visitCell = (node) => {
      endText();
      const before = done.length;
      const already = line.length;
      depth += 1;
      visitAll(node);
      depth -= 1;
      endText();
      if (done.length === before && line.length === already) line.push([placeOf(node), '']);
    };
    const visit = (node) => {
      if (node.nodeType === 3) {
        text += node.data;
        owner = owner || node.parentElement;
        return;
      }
      if (node.nodeType !== 1 || SKIPPED.has(node.tagName) || isUnseen(node)) return;
      const tag = node.tagName;
      if (tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT') {
        if (NO_INPUT.has(node.type)) return;
        endText();
        line.push(inputCell(node));
      } else if (tag === 'TD' || tag === 'TH') {
        visitCell(node);
      } else if (INLINE.has(tag)) {
        visitAll(node);
      } else if (tag === 'TR' || tag === 'TABLE' || tag === 'BR' || depth === 0) {
        endLine();
        visitAll(node);
        endLine();
      } else {
        endText();
        visitAll(node);
        endText();
      }
    };
    if (document.body) visitAll(document.body);
    endLine();
    return done;
  };

  const textOf = (selector) => {
    const found = selector ? document.querySelectorAll(selector) : [];
    return found.length === 1 ? clean(found[0].textContent) : '';
  };

  // Every text that is shown in a place of messages, with the name of the place; null when none is declared.
  const saidIn = (places) => {
    const found = new Map();
    for (const [name, selector] of Object.entries(places)) {
      for (const element of document.querySelectorAll(selector)) {
        const text = clean(element.textContent);
        if (text && !found.has(element) && element.checkVisibility({ checkVisibilityCSS: true })) {
          found.set(element, [name, text]);
        }
      }
    }
    return Object.keys(places).length ? Array.from(found.values()) : null;
  };

  return { elements, lines, textOf, saidIn };
};
