// A card's form: three tabs, fields that load others, and a save after which all of it is drawn anew.
import { STYLE } from './list.js';

const choices = (pairs) => `choices='${JSON.stringify(pairs.map(([value, text]) => ({ value, text })))}'`;

const TABS = {
  Titulaire: `
    <toggle-field name="civility" label="Civilité" required ${choices([['MME', 'Mme'], ['M', 'M.']])}></toggle-field>
    <text-field name="last_name" label="Nom" required maxlength="40"></text-field>
    <text-field name="first_name" label="Prénom" required maxlength="40"></text-field>
    <text-field name="born" label="Date de naissance" type="date" required></text-field>
    <text-field name="phone" label="Téléphone" reformat="phone" type="tel"></text-field>
    <text-field name="email" label="Courriel" type="email"></text-field>
    <text-field name="postcode" label="Code postal" required pattern="[0-9]{5}" title="Cinq chiffres" inputmode="numeric"></text-field>
    <choice-field name="town" label="Commune" required></choice-field>`,
  Carte: `
    <choice-field name="profile" label="Profil" required ${choices([['TOUT', 'Tout public'], ['ETUD', 'Étudiant'], ['SENI', 'Senior']])}></choice-field>
    <choice-field name="plan" label="Formule" required></choice-field>
    <combo-field name="stop" label="Arrêt habituel" required source="stops"></combo-field>
    <text-field name="starts" label="À partir du" type="date" required></text-field>
    <text-field name="months" label="Durée en mois" type="number" min="1" max="12" required></text-field>
    <text-field name="pick_up" label="Heure de retrait" type="time"></text-field>
    <toggle-field name="options" label="Options" several ${choices([['NUIT', 'Nuit'], ['VELO', 'Vélo'], ['WEEK', 'Week-end']])}></toggle-field>`,
  Paiement: `
    <text-field name="amount" label="Montant" reformat="amount" required></text-field>
    <radio-field name="payment" label="Mode de paiement" required ${choices([['CB', 'Carte bancaire'], ['CHQ', 'Chèque'], ['ESP', 'Espèces']])}></radio-field>
    <check-field name="by_mail" label="Reçu par courriel"></check-field>
    <memo-field name="notes" label="Observations"></memo-field>`,
};

customElements.define('card-form', class extends HTMLElement {
  async connectedCallback() {
    this.attachShadow({ mode: 'open' });
    this.shadowRoot.addEventListener('changed', (event) => this.follow(event.target));
    const number = this.getAttribute('number');
    if (!number) { this.draw(null); return; }
    const answer = await fetch(`/api/cards/${number}`);
    if (answer.ok) this.draw(await answer.json());
    else this.tell(answer.status === 401 ? 'left' : 'toast', { text: (await answer.json()).message, kind: 'error' });
  }

  tell(what, detail) { this.dispatchEvent(new CustomEvent(what, { bubbles: true, composed: true, detail })); }
  get fields() { return [...this.shadowRoot.querySelectorAll('[name]')]; }
  field(name) { return this.shadowRoot.querySelector(`[name=${name}]`); }

  draw(card) {
    this.card = card;
    const tabs = Object.keys(TABS).map((name) => `<button type="button" role="tab" aria-selected="false">${name}</button>`);
    const panels = Object.values(TABS).map((body) => `<section role="tabpanel" hidden>${body}</section>`);
    this.shadowRoot.innerHTML = `${STYLE}<style>
      [role=tab] { background: none; color: #52606d; border: 0; border-bottom: 3px solid transparent; border-radius: 0 }
      [role=tab][aria-selected=true] { color: #0967d2; border-color: #0967d2 }
      section { columns: 2; column-gap: 32px; padding: 18px 0; min-height: 260px } section[hidden] { display: none }
      section > * { break-inside: avoid }
    </style><div class="card"><h1>${card ? `Carte ${card.label}` : 'Nouvelle carte'}</h1>
      <div role="tablist">${tabs.join('')}</div>${panels.join('')}
      <button id="save">Enregistrer</button> <button id="back" class="quiet">Retour à la liste</button></div>`;
    this.shadowRoot.querySelectorAll('[role=tab]').forEach((tab, at) => tab.addEventListener('click', () => this.show(at)));
    this.shadowRoot.querySelector('#save').addEventListener('click', () => this.save());
    this.shadowRoot.querySelector('#back').addEventListener('click', () => this.tell('go', '/cartes'));
    if (card) this.put(card);
    this.show(0);
  }

  put(card) {
    this.field('town').choices = [{ value: card.town, text: card.town }];
    this.field('plan').choices = [{ value: card.plan, text: '…' }];
    for (const field of this.fields) field.value = card[field.name] ?? '';
    this.field('options').value = card.options.split(',');
    this.field('phone').value = card.phone.replace(/(..)(?=.)/g, '$1 ');
    this.field('amount').value = new Intl.NumberFormat('fr-FR', { minimumFractionDigits: 2 }).format(card.amount / 100);
    this.load('town', 'towns', card.postcode, card.town);
    this.load('plan', 'plans', card.profile, card.plan);
  }

  show(at) {
    this.shadowRoot.querySelectorAll('[role=tab]').forEach((tab, index) => { tab.ariaSelected = String(index === at); });
    this.shadowRoot.querySelectorAll('section').forEach((panel, index) => { panel.hidden = index !== at; });
  }

  follow(field) {
    if (field.name === 'postcode') this.load('town', 'towns', field.value);
    if (field.name === 'profile') this.load('plan', 'plans', field.value);
  }

  async load(name, of, given, chosen = '') {
    const field = this.field(name);
    field.wait();
    field.given = given;
    const answer = await fetch(`/api/choices/${of}?given=${encodeURIComponent(given)}`);
    if (!answer.ok || field.given !== given) return;
    const found = await answer.json();
    field.choices = found;
    field.value = chosen || (found.length === 1 ? found[0].value : '');
  }

  async save() {
    for (const field of this.fields) field.fail('');
    const wrong = this.fields.find((field) => !field.valid(false));
    if (wrong) {
      this.show([...this.shadowRoot.querySelectorAll('section')].indexOf(wrong.closest('section')));
      wrong.valid(true);
      return;
    }
    const button = this.shadowRoot.querySelector('#save');
    button.disabled = true;
    button.textContent = 'Enregistrement…';
    const body = JSON.stringify(Object.fromEntries(this.fields.map((field) => [field.name, field.value])));
    const [method, path] = this.card ? ['PUT', `/api/cards/${this.card.number}`] : ['POST', '/api/cards'];
    let told = { status: 0, message: 'Le service ne répond pas.' };
    try {
      const answer = await fetch(path, { method, body });
      told = { status: answer.status, ...await answer.json() };
    } catch { /* no answer: nobody knows whether the card was saved */ }
    if (told.status === 401) { this.tell('left'); return; }
    button.disabled = false;
    button.textContent = 'Enregistrer';
    for (const [name, text] of Object.entries(told.fields ?? {})) this.field(name).fail(text);
    this.tell('toast', { text: told.message, kind: told.card ? 'done' : 'error' });
    if (!told.card) return;
    this.tell('moved', `/cartes/${told.card.number}`);
    this.draw(told.card);
  }
});
