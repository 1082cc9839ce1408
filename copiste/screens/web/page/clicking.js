// Clicks and presses keys in one document, with the events of a person's mouse and keyboard.

// A message that fades by itself covers what is below it for five or six seconds.
const COVERED_FOR = 7000;

const composedParent = (node) => node.assignedSlot || node.parentNode || node.host || null;

const isInside = (node, element) => {
  for (let one = node; one; one = composedParent(one)) if (one === element) return true;
  return false;
};

const deepActive = (document) => {
  let active = document.activeElement;
  for (;;) {
    const inner = active && shadowOf(active) && shadowOf(active).activeElement;
    if (!inner) return active;
    active = inner;
  }
};

const deepElementAt = (document, x, y) => {
  let hit = document.elementFromPoint(x, y);
  while (hit && shadowOf(hit)) {
    const inner = shadowOf(hit).elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  return hit;
};

const described = (element) => {
  const classes = element.getAttribute('class');
  return `<${element.tagName.toLowerCase()}${classes ? ` class="${clean(classes)}"` : ''}>`;
};

const makeClicker = (window) => {
  const document = window.document;

  // Points of an element where a person would aim: its middle, then nearer to its corners.
  const aims = (element) => {
    const boxes = Array.from(element.getClientRects()).filter((box) => box.width > 0 && box.height > 0);
    const shares = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
    return boxes.flatMap((box) => shares.map(([across, down]) => (
      { x: box.left + box.width * across, y: box.top + box.height * down })));
  };

  // What covers a point of this document in the documents around it; null when nothing does.
  const coverAround = (x, y) => {
    let [there, across, down] = [window, x, y];
    while (there !== window.top && there.frameElement) {
      const frame = there.frameElement;
      const box = frame.getBoundingClientRect();
      [across, down] = [across + box.left + frame.clientLeft, down + box.top + frame.clientTop];
      const hit = deepElementAt(frame.ownerDocument, across, down);
      if (hit !== frame) return hit || frame;
      there = there.parent;
    }
    return null;
  };

  // Where a click would reach the element, and what it would hit; else what is in the way.
  const aim = (element) => {
    let cover = null;
    for (const { x, y } of aims(element)) {
      const hit = deepElementAt(document, x, y);
      const around = hit && coverAround(x, y);
      if (hit && !around && isInside(hit, element)) return { x, y, hit };
      cover = cover || around || hit;
    }
    return { cover };
  };

  const reachable = async (element, milliseconds) => {
    const end = now() + Math.min(milliseconds, COVERED_FOR);
    for (;;) {
      let found = aim(element);
      if (!found.hit) {
        element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
        found = aim(element);
      }
      if (found.hit || now() >= end || !element.isConnected) return found;
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  };

  const focusFrom = (element) => {
    for (let one = element; one; one = composedParent(one)) {
      if (one.focus && one.matches && one.matches('a[href], button, input, select, textarea, [tabindex], summary')) {
        one.focus({ preventScroll: true });
        return;
      }
    }
    const active = deepActive(document);
    if (active && active !== document.body) active.blur();
  };

  const mouse = (target, type, { x, y }, buttons, detail) => {
    const Event = type.startsWith('pointer') ? window.PointerEvent : window.MouseEvent;
    const bubbles = !/enter$|leave$/.test(type);
    return target.dispatchEvent(new Event(type, {
      bubbles, cancelable: bubbles, composed: true, view: window, detail, buttons, button: /move|over|enter/.test(type) &&
        Event === window.PointerEvent ? -1 : 0, clientX: x, clientY: y, pointerId: 1, pointerType: 'mouse', isPrimary: true,
    }));
  };

  // Everything between the mouse's way to a point and the click there.
  const clickAt = (element, point) => {
    const { hit } = point;
    for (const type of ['pointerover', 'pointerenter', 'mouseover', 'mouseenter', 'pointermove', 'mousemove']) {
      mouse(hit, type, point, 0, 0);
    }
    mouse(hit, 'pointerdown', point, 1, 0);
    if (mouse(hit, 'mousedown', point, 1, 1)) focusFrom(hit);
    mouse(hit, 'pointerup', point, 0, 0);
    mouse(hit, 'mouseup', point, 0, 1);
    // A page may have drawn the element anew meanwhile; then nobody's click reaches it.
    const target = hit.isConnected ? hit : element;
    if (target.isConnected) mouse(target, 'click', point, 0, 1);
  };

  const fire = (target, type, key, keyCode, charCode) => target.dispatchEvent(new window.KeyboardEvent(type, {
    key, keyCode: charCode || keyCode, charCode, which: charCode || keyCode,
    bubbles: true, cancelable: true, composed: true, view: window,
  }));

  // What a browser does of its own accord when Enter is pressed in a form.
  const submitImplicitly = (element) => {
    const form = element.form;
    if (element.tagName === 'BUTTON' || (element.tagName === 'A' && element.href)) element.click();
    if (!form || element.tagName !== 'INPUT') return;
    const controls = Array.from(form.elements);
    const button = controls.find((one) => one.type === 'submit') || form.querySelector('input[type=image]');
    const texts = controls.filter((one) => one.tagName === 'INPUT' &&
      !['hidden', 'checkbox', 'radio', 'button', 'reset', 'file'].includes(one.type));
    if (button) button.click();
    else if (texts.length <= 1) form.requestSubmit();
  };

  const press = (key) => {
    const target = deepActive(document) || document.body || document.documentElement;
    const keyCode = KEYS[key] || 111 + Number(key.slice(1));
    const goesOn = fire(target, 'keydown', NAMES[key] || key, keyCode, 0);
    if (goesOn && key === 'ENTER' && fire(target, 'keypress', 'Enter', 13, 13)) submitImplicitly(target);
    fire(target, 'keyup', NAMES[key] || key, keyCode, 0);
  };

  return { reachable, clickAt, press };
};

const CONSTRAINTS = [['valueMissing', 'required'], ['typeMismatch', 'type'], ['patternMismatch', 'pattern'],
  ['tooLong', 'maxlength'], ['tooShort', 'minlength'], ['rangeUnderflow', 'min'], ['rangeOverflow', 'max'],
  ['stepMismatch', 'step'], ['badInput', 'type'], ['customError', 'custom']];

const constraintOf = (control) => (CONSTRAINTS.find(([flag]) => control.validity[flag]) || ['', 'custom'])[1];

const captionOf = (control) => clean((control.labels && control.labels[0] && control.labels[0].textContent) ||
  control.getAttribute('aria-label') || control.placeholder || control.name || '');
