// Fields of the forms. Each keeps its boxes in a shadow root of its own.

const STYLE = `<style>
  :host { display: block; margin: 0 0 14px }
  :host([hidden]) { display: none }
  label, legend { display: block; font-size: 13px; color: #52606d; margin-bottom: 3px }
  label.beside { display: inline; font-size: 15px; color: inherit; margin: 0 14px 0 4px }
  input:not([type=radio]):not([type=checkbox]), select, textarea { font: inherit; padding: 6px 8px; width: 100%;
    box-sizing: border-box; border: 1px solid #9aa5b1; border-radius: 4px; background: white }
  fieldset { border: 0; padding: 0; margin: 0 }
  .error { color: #ba2525; font-size: 13px; margin: 3px 0 0 }
  .error:empty { display: none }
  button { font: inherit; padding: 5px 12px; margin-right: 6px; border: 1px solid #9aa5b1; border-radius: 14px;
    background: white; cursor: pointer }
  button[aria-pressed=true] { background: #0967d2; border-color: #0967d2; color: white }
  .list { position: absolute; z-index: 2; list-style: none; margin: 0; padding: 0; min-width: 260px; background: white;
    border: 1px solid #9aa5b1; box-shadow: 0 4px 10px #0003 }
  .list li { padding: 6px 10px; cursor: pointer }
  .list li:hover, .list li[aria-selected=true] { background: #e6f0fb }
</style>`;

const REFORMAT = {
  phone: (text) => {
    const digits = text.replace(/\D/g, '');
    return digits.length === 10 ? digits.match(/../g).join(' ') : text;
  },
  // As the language has it: U+202F between thousands.
  amount: (text) => {
    const value = Number(text.replace(/\s/g, '').replace(',', '.'));
    if (text.trim() === '' || Number.isNaN(value)) return text;
    return new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
  },
};

export function later(milliseconds, act) {
  let timer;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), milliseconds); };
}

class Field extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const star = this.required ? ' *' : '';
    this.attachShadow({ mode: 'open' }).innerHTML = STYLE + this.draw(this.getAttribute('label') + star)
      + '<p class="error" role="alert"></p>';
    this.ready();
  }

  get name() { return this.getAttribute('name'); }
  get required() { return this.hasAttribute('required'); }
  get box() { return this.shadowRoot.querySelector('input, select, textarea'); }
  get value() { return this.box.value; }
  set value(value) { this.box.value = value; }

  ready() { this.box.addEventListener('change', () => this.changed()); }
  changed() { this.fail(''); this.dispatchEvent(new CustomEvent('changed', { bubbles: true, composed: true })); }
  fail(text) { this.shadowRoot.querySelector('.error').textContent = text; }

  // Whether the browser takes what stands there; `say` has it say why not.
  valid(say) { return say ? this.box.reportValidity() : this.box.checkValidity(); }
}

customElements.define('text-field', class extends Field {
  draw(label) {
    const kept = ['type', 'pattern', 'maxlength', 'min', 'max', 'step', 'placeholder', 'title', 'autocomplete', 'inputmode'];
    const given = kept.filter((name) => this.hasAttribute(name)).map((name) => `${name}="${this.getAttribute(name)}"`);
    return `<label for="box">${label}</label><input id="box" ${given.join(' ')} ${this.required ? 'required' : ''}>`;
  }

  ready() {
    super.ready();
    const reformat = REFORMAT[this.getAttribute('reformat')];
    if (reformat) this.box.addEventListener('blur', () => { this.value = reformat(this.value); });
    this.box.addEventListener('input', () => this.dispatchEvent(new CustomEvent('typed', { bubbles: true, composed: true })));
  }
});

customElements.define('memo-field', class extends Field {
  draw(label) { return `<label for="box">${label}</label><textarea id="box" rows="4"></textarea>`; }
});

customElements.define('choice-field', class extends Field {
  draw(label) {
    return `<label for="box">${label}</label><select id="box" ${this.required ? 'required' : ''}><option value="">—</option></select>`;
  }

  ready() {
    super.ready();
    if (this.hasAttribute('choices')) this.choices = JSON.parse(this.getAttribute('choices'));
  }

  set choices(choices) {
    const chosen = this.value;
    this.box.replaceChildren(new Option('—', ''), ...choices.map((one) => new Option(one.text, one.value)));
    this.box.disabled = false;
    if (choices.some((one) => one.value === chosen)) this.value = chosen;
  }

  wait() { this.box.replaceChildren(new Option('Chargement…', '')); this.box.disabled = true; }
});

customElements.define('radio-field', class extends Field {
  draw(label) {
    const dots = JSON.parse(this.getAttribute('choices')).map((one, at) => `<input type="radio" name="dot" id="d${at}"
      value="${one.value}" ${this.required ? 'required' : ''}><label class="beside" for="d${at}">${one.text}</label>`);
    return `<fieldset><legend>${label}</legend>${dots.join('')}</fieldset>`;
  }

  ready() { this.shadowRoot.addEventListener('change', () => this.changed()); }
  get value() { return this.shadowRoot.querySelector('input:checked')?.value ?? ''; }
  set value(value) { for (const dot of this.shadowRoot.querySelectorAll('input')) dot.checked = dot.value === value; }
});

customElements.define('check-field', class extends Field {
  draw(label) { return `<input type="checkbox" id="box" ${this.required ? 'required' : ''}><label class="beside" for="box">${label}</label>`; }
  get value() { return this.box.checked; }
  set value(value) { this.box.checked = Boolean(value); }
});

// Buttons that stay pressed: one of them, or with `several` any.
customElements.define('toggle-field', class extends Field {
  draw(label) {
    const buttons = JSON.parse(this.getAttribute('choices'))
      .map((one) => `<button type="button" aria-pressed="false" data-value="${one.value}">${one.text}</button>`);
    return `<label id="what">${label}</label><div role="group" aria-labelledby="what">${buttons.join('')}</div>`;
  }

  ready() { this.shadowRoot.addEventListener('click', (event) => this.press(event.target.closest('button'))); }
  get several() { return this.hasAttribute('several'); }
  get buttons() { return [...this.shadowRoot.querySelectorAll('button')]; }

  press(button) {
    if (!button) return;
    const down = button.ariaPressed !== 'true';
    if (!this.several) for (const one of this.buttons) one.ariaPressed = 'false';
    button.ariaPressed = String(down);
    this.changed();
  }

  get value() {
    const pressed = this.buttons.filter((one) => one.ariaPressed === 'true').map((one) => one.dataset.value);
    return this.several ? pressed : pressed[0] ?? '';
  }

  set value(value) { for (const one of this.buttons) one.ariaPressed = String([value].flat().includes(one.dataset.value)); }

  valid(say) {
    const good = !this.required || this.value.length > 0;
    if (say && !good) this.fail('Choisissez.');
    return good;
  }
});

// Type some letters, wait for the list, pick: what is only typed does not count.
customElements.define('combo-field', class extends Field {
  draw(label) {
    return `<label for="box">${label}</label><input id="box" role="combobox" aria-expanded="false" aria-controls="list"
      autocomplete="off" placeholder="Tapez quelques lettres"><ul class="list" id="list" role="listbox" hidden></ul>`;
  }

  ready() {
    this.list = this.shadowRoot.querySelector('ul');
    this.picked = '';
    const look = later(200, () => this.look());
    this.box.addEventListener('input', () => { this.picked = ''; look(); });
    this.box.addEventListener('focus', look);
    this.box.addEventListener('blur', () => this.close());
    this.box.addEventListener('keydown', (event) => this.key(event));
    this.list.addEventListener('mousedown', (event) => { event.preventDefault(); this.pick(event.target.closest('li')); });
  }

  async look() {
    const typed = this.box.value;
    const answer = await fetch(`/api/choices/${this.getAttribute('source')}?given=${encodeURIComponent(typed)}`);
    if (!answer.ok || typed !== this.box.value || this.shadowRoot.activeElement !== this.box) return;
    this.list.replaceChildren(...(await answer.json()).map((text) => {
      const line = document.createElement('li');
      line.role = 'option';
      line.textContent = text;
      return line;
    }));
    this.list.hidden = false;
    this.box.ariaExpanded = 'true';
  }

  key(event) {
    const lines = [...this.list.children];
    const at = lines.findIndex((line) => line.ariaSelected === 'true');
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && at >= 0) { event.preventDefault(); this.pick(lines[at]); }
    else if (['ArrowDown', 'ArrowUp'].includes(event.key) && lines.length) {
      event.preventDefault();
      const next = (at + (event.key === 'ArrowDown' ? 1 : lines.length - 1)) % lines.length;
      lines.forEach((line, index) => { line.ariaSelected = String(index === next); });
    }
  }

  pick(line) {
    if (!line) return;
    this.value = line.textContent;
    this.close();
    this.changed();
  }

  close() { this.list.hidden = true; this.box.ariaExpanded = 'false'; }
  get value() { return this.picked; }
  set value(value) { this.picked = value; this.box.value = value; }

  valid(say) {
    const good = this.picked !== '' || (!this.required && this.box.value === '');
    if (say && !good) { this.fail('Choisissez dans la liste.'); this.box.focus(); }
    return good;
  }
});
