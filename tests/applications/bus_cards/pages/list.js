// Signing on, and the list of cards.
import { later } from './fields.js';

export const STYLE = `<style>
  h1 { font-size: 22px; margin: 0 0 16px }
  button { font: inherit; padding: 7px 14px; border: 1px solid #0967d2; border-radius: 4px; background: #0967d2;
    color: white; cursor: pointer }
  button.quiet { background: white; color: #0967d2 }
  button[disabled] { opacity: .5 }
  .error { color: #ba2525; min-height: 20px }
  table { border-collapse: collapse; width: 100%; background: white }
  th, td { text-align: left; padding: 7px 10px; border-bottom: 1px solid #e4e7eb }
  td button { padding: 2px 10px }
  .bar { display: flex; gap: 16px; align-items: end; justify-content: space-between }
  .bar text-field { width: 320px }
  .card { background: white; padding: 20px 24px; border-radius: 6px; box-shadow: 0 1px 3px #0003 }
</style>`;

customElements.define('sign-on', class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: 'open' }).innerHTML = `${STYLE}<div class="card" style="max-width: 340px; margin: 40px auto">
      <h1>Connexion</h1>
      <text-field name="login" label="Identifiant" required autocomplete="username"></text-field>
      <text-field name="password" label="Mot de passe" type="password" required autocomplete="current-password"></text-field>
      <p class="error" role="alert"></p><button>Se connecter</button></div>`;
    this.shadowRoot.querySelector('button').addEventListener('click', () => this.enter());
    this.shadowRoot.addEventListener('keydown', (event) => { if (event.key === 'Enter') this.enter(); });
  }

  async enter() {
    const fields = [...this.shadowRoot.querySelectorAll('text-field')];
    const wrong = fields.find((field) => !field.valid(false));
    if (wrong) { wrong.valid(true); return; }
    const body = JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value])));
    const answer = await fetch('/api/session', { method: 'POST', body });
    if (answer.ok) this.dispatchEvent(new CustomEvent('entered', { bubbles: true, composed: true }));
    else this.shadowRoot.querySelector('.error').textContent = (await answer.json()).message;
  }
});

customElements.define('card-list', class extends HTMLElement {
  connectedCallback() {
    this.most = 12;
    this.asked = 0;
    this.attachShadow({ mode: 'open' }).innerHTML = `${STYLE}<h1>Cartes</h1>
      <div class="bar"><text-field name="filter" label="Rechercher" placeholder="Nom, prénom ou numéro"></text-field>
      <button id="new" style="margin-bottom: 14px">Nouvelle carte</button></div>
      <table><thead><tr><th>Numéro</th><th>Nom</th><th>Prénom</th><th>Né(e) le</th><th>Commune</th><th>À partir du</th><th></th></tr></thead>
      <tbody></tbody></table><p id="count"></p><button id="more" class="quiet" hidden>Afficher la suite</button>`;
    const look = later(250, () => this.look());
    this.shadowRoot.querySelector('text-field').addEventListener('typed', look);
    this.shadowRoot.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (button?.id === 'more') { this.most += 12; this.look(); }
      else if (button) this.go(button.id === 'new' ? '/cartes/nouvelle' : `/cartes/${button.dataset.number}`);
    });
    this.look();
  }

  go(detail) { this.dispatchEvent(new CustomEvent('go', { bubbles: true, composed: true, detail })); }

  // An answer that was overtaken by a later question is thrown away.
  async look() {
    const mine = ++this.asked;
    const body = this.shadowRoot.querySelector('tbody');
    body.innerHTML = '<tr><td colspan="7" aria-busy="true">Recherche…</td></tr>';
    const text = this.shadowRoot.querySelector('text-field').value;
    const answer = await fetch(`/api/cards?most=${this.most}&q=${encodeURIComponent(text)}`);
    if (mine !== this.asked) return;
    if (answer.status === 401) { this.dispatchEvent(new CustomEvent('left', { bubbles: true, composed: true })); return; }
    const { cards, total } = await answer.json();
    body.replaceChildren(...cards.map((card) => {
      const row = document.createElement('tr');
      const born = card.born.split('-').reverse().join('/');
      const starts = card.starts.split('-').reverse().join('/');
      for (const text of [card.label, card.last_name, card.first_name, born, card.town, starts]) row.insertCell().textContent = text;
      row.insertCell().innerHTML = `<button class="quiet" data-number="${card.number}">Modifier</button>`;
      return row;
    }));
    if (!cards.length) body.innerHTML = '<tr><td colspan="7">Aucune carte.</td></tr>';
    this.shadowRoot.querySelector('#count').textContent = `${cards.length} sur ${total}`;
    this.shadowRoot.querySelector('#more').hidden = cards.length === total;
  }
});
