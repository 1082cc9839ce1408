// Reads one document: lines of cells in document order, with their boxes as drawn, and what can be clicked. What nobody
// sees does not count. `places` are good for as long as the document lives.

const SKIPPED = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'HEAD', 'OBJECT', 'IFRAME', 'MAP', 'DATALIST']);
// Emphasis inside a text; every other element ends the text before it.
const INLINE = new Set(['B', 'I', 'U', 'EM', 'STRONG', 'A', 'NOBR', 'ACRONYM', 'SMALL', 'BIG', 'TT', 'WBR']);
// Ends a text, and its parts still stand in one paragraph.
const PHRASE = new Set(['SPAN', 'FONT', 'ABBR', 'CODE', 'SUP', 'SUB', 'BR', 'MARK', 'SLOT']);
const NO_INPUT = new Set(['hidden', 'submit', 'reset', 'button', 'image']);
const KINDS = { checkbox: 'check', 'select-one': 'select', 'select-multiple': 'list', textarea: 'memo', email: 'text',
  tel: 'text', url: 'text', search: 'text' };
const PROTECTED = 1;
const HIDDEN = 2;
// Parts of tables, and phrases: they cut nothing off.
const NEVER_CLIPS = /^(TR|TBODY|THEAD|TFOOT|FONT|B|I|A|NOBR|CENTER)$/;
// Pixels of something that can still be seen.
const LEAST = 4;

const clean = (text) => text.replace(/[\s\u00a0]+/g, ' ').trim();

const CHOSEN = 1;
const UNCHOOSABLE = 2;

// The sign of a box: ticked, not ticked, or neither.
const tickOf = (element) => {
  const made = element.getAttribute('aria-checked') || element.getAttribute('aria-pressed');
  const state = 'checked' in element && element.tagName === 'INPUT'
    ? element.indeterminate ? 'mixed' : String(element.checked) : made;
  return { true: 'X', mixed: '-' }[state] || '';
};

const optionFlags = (option) => (option.selected ? CHOSEN : 0) | (option.matches(':disabled') ? UNCHOOSABLE : 0);

const SWITCHES = '[role=switch], [role=checkbox], [aria-pressed]';

// What has none of these is no control of a page's own making: asked of every element, so asked cheaply.
const MADE = ['role', 'aria-pressed', 'contenteditable'];

// What is no form control, and yet a person sets it: a toggle, a rich text, a box that opens a list.
const madeKindOf = (element) => {
  if (element.matches(SWITCHES)) return 'check';
  if (element.isContentEditable) return 'memo';
  return element.getAttribute('role') === 'combobox' ? 'pick' : '';
};

const kindOf = (element) => ('form' in element && !element.matches(SWITCHES) ? KINDS[element.type] || element.type
  : madeKindOf(element));

const lines = (text) => text.split('\n').map(clean).join('\n').trim();

// What is chosen in a box that opens a list, without the signs drawn beside it (a cross, an arrow).
const chosenIn = (element) => {
  const texts = [];
  const visit = (node) => {
    if (node.nodeType === 3 && /[\p{L}\p{N}]/u.test(node.data)) texts.push(node.data);
    else for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
  };
  visit(element);
  return clean(texts.join(' '));
};

// What a control shows.
const shownBy = (element, kind) => {
  const isForm = 'checked' in element || 'value' in element;
  if (kind === 'check' || kind === 'radio') return tickOf(element);
  if (kind === 'file') return Array.from(element.files, (file) => file.name).join('\n');
  if (element.tagName === 'SELECT') return Array.from(element.selectedOptions, (one) => clean(one.text)).join('\n');
  if (kind === 'memo') return lines(isForm ? element.value : element.innerText);
  return isForm ? clean(element.value) : chosenIn(element);
};

// Whether something is drawn, and not clipped away or moved out of the page. One of these for each look.
const makeSight = (window) => {
  const { document } = window;
  const seen = new Map();
  const clips = new Map();
  const styles = new Map();
  const range = document.createRange();
  const everywhere = { left: -window.scrollX, top: -window.scrollY, right: Infinity, bottom: Infinity };
  const options = { opacityProperty: true, visibilityProperty: true };

  const parentOf = (element, style) => {
    if (style.position === 'fixed') return null;
    if (style.position === 'absolute') return element.offsetParent;
    return element.assignedSlot || element.parentElement || (element.getRootNode().host || null);
  };

  const styleOf = (element) => {
    let style = styles.get(element);
    if (style === undefined) {
      style = window.getComputedStyle(element);
      styles.set(element, style);
    }
    return style;
  };

  // The part of the page in which the content of `element` shows. Where one can scroll, all of it does.
  const clipOf = (element) => {
    if (!element || element === document.body || element === document.documentElement) return everywhere;
    let clip = clips.get(element);
    if (clip === undefined && NEVER_CLIPS.test(element.tagName)) {
      clip = clipOf(element.parentElement);
      clips.set(element, clip);
    } else if (clip === undefined) {
      const style = styleOf(element);
      clip = clipOf(parentOf(element, style));
      const cuts = style.overflow !== 'visible';
      // `clip` holds for what is positioned absolutely, or fixed.
      if (cuts || style.clipPath !== 'none' || (/^(a|f)/.test(style.position) && style.clip !== 'auto')) {
        const box = element.getBoundingClientRect();
        const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY) && box.width > LEAST && box.height > LEAST;
        const isGone = /rect\(0(px)?,? 0(px)?,? 0(px)?,? 0(px)?\)|rect\(1px,? 1px,? 1px,? 1px\)|inset\((50|100)%/
          .test(style.clip + style.clipPath);
        if (isGone) clip = { left: 0, top: 0, right: 0, bottom: 0 };
        else if (cuts && !scrolls) clip = {
          left: Math.max(clip.left, box.left), top: Math.max(clip.top, box.top),
          right: Math.min(clip.right, box.right), bottom: Math.min(clip.bottom, box.bottom),
        };
      }
      clips.set(element, clip);
    }
    return clip;
  };

  const isSeen = (element) => {
    let answer = seen.get(element);
    if (answer === undefined) {
      answer = element.checkVisibility(options);
      seen.set(element, answer);
    }
    return answer;
  };

  const within = (box, clip) => {
    const width = Math.min(box.right, clip.right) - Math.max(box.left, clip.left);
    const height = Math.min(box.bottom, clip.bottom) - Math.max(box.top, clip.top);
    return width > 0 && height > 0 && width >= Math.min(LEAST, box.width) && height >= Math.min(LEAST, box.height);
  };

  // The box of a text node, or null when nobody sees it.
  const textBox = (node) => {
    const owner = node.parentElement || node.getRootNode().host;
    if (!isSeen(owner)) return null;
    // Without the blanks around it, which are drawn too.
    range.setStart(node, node.data.search(/[^\s\u00a0]/));
    range.setEnd(node, node.data.search(/[\s\u00a0]*$/));
    const rows = range.getClientRects();
    if (!rows.length) return null;
    const box = rows.length === 1 ? rows[0] : range.getBoundingClientRect();
    if (!(box.width > 0 && box.height > 0 && within(box, clipOf(owner)))) return null;
    if (rows.length === 1) return box;
    // Over several lines: where the first begins, and where the last ends.
    const { left, top, right, bottom } = box;
    return { left, top, right, bottom, head: rows[0], tail: rows[rows.length - 1] };
  };

  const elementBox = (element) => {
    if (!isSeen(element)) return null;
    const box = element.getBoundingClientRect();
    return box.width >= 2 && box.height >= 2 && within(box, clipOf(element)) ? box : null;
  };

  // The text as the stylesheet writes it.
  const drawn = (node) => {
    const how = styleOf(node.parentElement || node.getRootNode().host).textTransform;
    return how === 'none' ? node.data : how === 'uppercase' ? node.data.toUpperCase() : how === 'lowercase'
      ? node.data.toLowerCase() : how === 'capitalize' ? node.data.replace(/(?<![\p{L}\p{N}'\u2019])\p{L}/gu, (one) => one.toUpperCase())
        : node.data;
  };

  return { isSeen, textBox, elementBox, drawn };
};

const makeReader = (window) => {
  const { document } = window;
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

  // Where the document is in its window, and numbers that are short to write.
  let origin = { x: 0, y: 0 };
  const corners = (box) => [box.left + origin.x, box.top + origin.y, box.right + origin.x, box.bottom + origin.y]
    .map((number) => Math.round(number * 2) / 2);

  const originOf = () => {
    let x = 0;
    let y = 0;
    for (let at = window; at !== at.parent && at.frameElement; at = at.parent) {
      const frame = at.frameElement.getBoundingClientRect();
      x += frame.left + at.frameElement.clientLeft;
      y += frame.top + at.frameElement.clientTop;
    }
    return { x, y };
  };

  const joined = (one, other) => (one ? {
    left: Math.min(one.left, other.left), top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right), bottom: Math.max(one.bottom, other.bottom),
    head: one.head || one, tail: other.tail || other,
  } : other);

  const textsOf = (ids, root) => clean(ids.split(/\s+/).map((id) => root.getElementById(id))
    .map((one) => (one ? one.textContent : '')).join(' '));

  // The text of a label, without the texts of the controls in it.
  const labelText = (label) => {
    let text = '';
    const visit = (node) => {
      if (node.nodeType === 3) text += node.data;
      else if (node.nodeType === 1 && node.tagName === 'BR') text += ' ';
      else if (node.nodeType === 1 && !/^(SELECT|TEXTAREA|BUTTON|SCRIPT|STYLE)$/.test(node.tagName)) {
        for (let child = node.firstChild; child; child = child.nextSibling) visit(child);
      }
    };
    visit(label);
    return clean(text);
  };

  // What the page says of a control; what it does not say is left out.
  const controlOf = (element, groups) => {
    const by = element.getAttribute('aria-labelledby');
    const own = element.matches(SWITCHES) && element.tagName !== 'INPUT' ? element.textContent : '';
    const names = [by && textsOf(by, element.getRootNode()), element.getAttribute('aria-label'), own];
    const about = { name: element.name || '' };
    if (element.labels && element.labels.length) about.labels = Array.from(element.labels, labelText);
    if (names.some(Boolean)) about.names = names.filter(Boolean).map(clean);
    if (element.placeholder) about.hint = clean(element.placeholder);
    if (element.title) about.tip = clean(element.title);
    if (groups.length) about.groups = groups.slice();
    if (element.type === 'radio') about.value = element.value;
    if (element.tagName === 'SELECT') {
      about.options = Array.from(element.options, (one) => [clean(one.text), optionFlags(one), one.value]);
    }
    return about;
  };

  const inputCell = (element, box, groups, block) => {
    const kind = kindOf(element);
    const isHidden = kind === 'password';
    const isShut = element.readOnly || element.disabled || element.getAttribute('aria-disabled') === 'true';
    const shown = isHidden ? '\u2022'.repeat(element.value.length) : shownBy(element, kind);
    return [placeOf(element), shown, (isShut ? PROTECTED : 0) | (isHidden ? HIDDEN : 0),
      element.maxLength > 0 ? element.maxLength : null, ...corners(box), block, kind, controlOf(element, groups)];
  };

  // A styled check box may be drawn by its label alone.
  const boxOfInput = (element, sight) => {
    const box = sight.elementBox(element);
    if (box || !/^(checkbox|radio|file)$/.test(element.type) || !element.labels) return box;
    return Array.from(element.labels, sight.elementBox).find(Boolean) || null;
  };

  const look = () => {
    origin = originOf();
    const sight = makeSight(window);
    const done = [];
    const actions = [];
    const groups = [];
    // Cells of tables in which something stands: their corners, and which table it is.
    const slots = [];
    const headed = new Set();
    // The cell that is read, and its index once something was found in it.
    let tableCell = null;
    let slot = null;
    const linked = new Map();
    let line = [];
    let text = '';
    let owner = null;
    let box = null;
    let depth = 0;
    let block = 0;
    let blocks = 0;
    let link = null;

    for (const element of document.querySelectorAll('[aria-labelledby]')) {
      for (const id of element.getAttribute('aria-labelledby').split(/\s+/)) {
        const label = document.getElementById(id);
        if (label && 'value' in element) linked.set(label, element);
      }
    }

    const push = (cell) => {
      if (tableCell && slot === null) {
        slot = slots.push([...corners(tableCell.getBoundingClientRect()),
          placeOf(tableCell.closest('table') || tableCell)]) - 1;
      }
      if (tableCell) cell.push(slot);
      line.push(cell);
    };
    const endText = () => {
      const cleaned = box && clean(text);
      if (cleaned) {
        const tied = link ? placeOf(link) : null;
        const isFolded = box.head && box.tail.top > box.head.top + LEAST;
        const about = isFolded ? [tied, corners(box.head), corners(box.tail)] : tied;
        push([placeOf(owner), cleaned, ...corners(box), block, about]);
      }
      text = '';
      owner = null;
      box = null;
    };
    const endLine = () => {
      endText();
      if (line.length) done.push(line);
      line = [];
    };
    const visitAll = (node) => {
      const assigned = node.tagName === 'SLOT' ? node.assignedNodes() : [];
      if (assigned.length) assigned.forEach(visit);
      else for (let child = (shadowOf(node) || node).firstChild; child; child = child.nextSibling) visit(child);
    };
    const visitCell = (node) => {
      endText();
      const before = done.length;
      const already = line.length;
      const [outerCell, outerSlot] = [tableCell, slot];
      tableCell = node;
      slot = null;
      depth += 1;
      visitAll(node);
      depth -= 1;
      endText();
      tableCell = outerCell;
      slot = outerSlot;
      if (done.length > before) return;
      if (line.length === already) {
        if (sight.isSeen(node)) line.push([placeOf(node), '']);
      // What stands alone in a cell of a table stands below the heading of that column, however it is aligned.
      } else if (line.length === already + 1 && line[already].length > 2) {
        line[already].push(1);
        // A text in the only cell of its row may head the table: how far that reaches is one slot more.
        const table = node.parentNode.childElementCount === 1 && !isInput(line[already]) && node.closest('table');
        if (table && !headed.has(table)) {
          headed.add(table);
          slots.push([...corners(table.getBoundingClientRect()), placeOf(table)]);
        }
      }
    };
    const addAction = (element, kind, shown) => {
      const at = sight.elementBox(element);
      if (!at) return;
      const images = Array.from(element.querySelectorAll('img[alt]'), (one) => one.alt).join(' ');
      const named = clean(shown || '') || clean(element.getAttribute('aria-label') || element.alt || images ||
        element.title || '');
      actions.push({ place: placeOf(element), text: named, kind, box: corners(at), name: element.name || '',
        disabled: Boolean(element.disabled), groups: groups.slice() });
    };
    const visitInside = (node, tag) => {
      if (tag === 'TD' || tag === 'TH') {
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
    const visit = (node) => {
      if (node.nodeType === 3) {
        const at = /[^\s\u00a0]/.test(node.data) ? sight.textBox(node) : null;
        if (at) {
          box = joined(box, at);
          owner = owner || node.parentElement || node.getRootNode().host;
          text += sight.drawn(node);
        } else if (box) text += ' ';
        return;
      }
      if (node.nodeType !== 1 || SKIPPED.has(node.tagName) || node.hidden) return;
      const tag = node.tagName;
      if (tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT') {
        if (node.type === 'hidden') return;
        if (NO_INPUT.has(node.type)) {
          addAction(node, node.type === 'image' ? 'image' : 'button', node.type === 'image' ? '' : node.value);
          return;
        }
        const at = boxOfInput(node, sight);
        if (!at) return;
        endText();
        push(inputCell(node, at, groups, block));
        return;
      }
      const made = MADE.some((name) => node.hasAttribute(name)) ? madeKindOf(node) : '';
      if (made) {
        const at = sight.elementBox(node);
        if (!at) return;
        endText();
        push(inputCell(node, at, groups, block));
        return;
      }
      if (tag === 'BUTTON') {
        addAction(node, node.getAttribute('role') === 'tab' ? 'tab' : 'button', node.textContent);
        return;
      }
      const role = node.getAttribute('role');
      if (tag === 'A' && (node.href || node.onclick || role)) addAction(node, role === 'tab' ? 'tab' : 'link', node.textContent);
      else if (tag === 'SUMMARY' || role === 'button' || role === 'tab' || role === 'menuitem') {
        addAction(node, role === 'tab' ? 'tab' : 'button', node.textContent);
      }
      if (INLINE.has(tag)) {
        visitAll(node);
        return;
      }
      const outer = block;
      const outerLink = link;
      const heading = tag === 'FIELDSET' ? node.querySelector(':scope > legend') : tag === 'TABLE' ? node.caption : null;
      if (!PHRASE.has(tag)) block = ++blocks;
      if (heading) groups.push(clean(heading.textContent));
      if (tag === 'LABEL' || linked.has(node)) {
        endText();
        link = tag === 'LABEL' ? node.control : linked.get(node);
      }
      visitInside(node, tag);
      if (link !== outerLink) {
        endText();
        link = outerLink;
      }
      if (heading) groups.pop();
      if (!PHRASE.has(tag)) block = outer;
    };
    if (document.body) visitAll(document.body);
    endLine();
    return { lines: done, slots, actions };
  };

  const SEEN = { opacityProperty: true, visibilityProperty: true };

  // The text of the one element that `selector` names, of those that show.
  const textOf = (selector) => {
    const found = selector ? Array.from(document.querySelectorAll(selector)).filter((one) => one.checkVisibility(SEEN)) : [];
    return found.length === 1 ? clean(found[0].textContent) : '';
  };

  // Every text that is shown in a place of messages, with the name of the place.
  const saidIn = (places) => {
    const found = new Map();
    for (const [name, selector] of Object.entries(places)) {
      for (const element of document.querySelectorAll(selector)) {
        const text = clean(element.textContent);
        if (text && !found.has(element) && element.checkVisibility(SEEN)) {
          found.set(element, [name, text]);
        }
      }
    }
    return Array.from(found.values());
  };

  return { elements, look, textOf, saidIn };
};
