// Says what a form is going to submit for a control, and what the page calls it: asked after typing, and found by the
// control's name among the form's own entries, not by the place that was typed into.

// Tells the entries of a form under a name, as `new FormData(form)` gives them: files by their names. Good until
// something is typed; each form is asked once.
const makeEntries = () => {
  const asked = new Map();
  return (form, name) => {
    if (!asked.has(form)) asked.set(form, new form.ownerDocument.defaultView.FormData(form));
    return asked.get(form).getAll(name).map((value) => (typeof value === 'string' ? value : value.name));
  };
};

// Every name that the page itself gives a control, by the accessibility properties of the platform.
const callsIt = (element) => {
  const root = element.getRootNode();
  const ids = (element.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean);
  const texts = Array.from(element.labels || [], (label) => label.innerText);
  for (const id of ids) texts.push((root.getElementById(id) || {}).innerText || '');
  texts.push(element.getAttribute('aria-label') || '');
  return texts.map(clean).filter(Boolean);
};

// `agrees`: whether what the control holds is what is submitted; null where nothing is, or nobody can tell.
const submittedFor = (place, element, entriesOf) => {
  const { form, name } = element;
  const called = callsIt(element);
  if (!form || !name || element.disabled || element.tagName === 'BUTTON') return { place, name: name || '', values: [], labels: called, agrees: null };
  const entries = entriesOf(form, name);
  let agrees;
  if (element.type === 'checkbox' || element.type === 'radio') {
    // A box that is not ticked submits nothing; another one of its name and value may.
    const isTwin = (one) => one.name === name && one.value === element.value && (one.checked || one.type === 'hidden');
    agrees = entries.includes(element.value) === (element.checked || Array.from(form.elements).some(isTwin));
  } else if (element.tagName === 'SELECT') {
    agrees = Array.from(element.selectedOptions).every((one) => one.disabled || entries.includes(one.value));
  } else {
    agrees = entries.some((entry) => entry.replace(/\r\n/g, '\n') === element.value);
  }
  return { place, name, values: entries, labels: called, agrees };
};
