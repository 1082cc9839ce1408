// The page: who is there, which view the address names, and messages that fade.
import './fields.js';
import './form.js';
import './list.js';

const FADES = 4000;

customElements.define('bus-app', class extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: 'open' }).innerHTML = `<style>
      header { background: #243b53; color: white; padding: 12px 24px; display: flex; gap: 20px; align-items: center }
      header a { color: #bcd } header span { flex: 1; text-align: right }
      header button { font: inherit; background: none; color: white; border: 1px solid #829ab1; border-radius: 4px }
      main { padding: 24px; max-width: 960px; margin: auto }
      #toasts { position: fixed; right: 20px; top: 64px }
      #toasts p { padding: 10px 18px; border-radius: 4px; color: white; background: #207227; transition: opacity .4s; margin: 0 0 8px }
      #toasts p.error { background: #ba2525 } #toasts p.fading { opacity: 0 }
    </style><header><b>Cartes de bus</b><nav hidden><a href="/cartes">Cartes</a> <a href="/cartes/nouvelle">Nouvelle carte</a></nav>
    <span></span><button hidden>Se déconnecter</button></header><main></main><div id="toasts" role="status"></div>`;
    this.shadowRoot.addEventListener('click', (event) => {
      const link = event.target.closest('a');
      if (link) { event.preventDefault(); this.go(link.getAttribute('href')); }
    });
    this.shadowRoot.querySelector('header button').addEventListener('click', async () => {
      await fetch('/api/session', { method: 'DELETE' });
      this.route();
    });
    this.shadowRoot.addEventListener('go', (event) => this.go(event.detail));
    this.shadowRoot.addEventListener('moved', (event) => history.replaceState(null, '', event.detail));
    this.shadowRoot.addEventListener('toast', (event) => this.toast(event.detail));
    this.shadowRoot.addEventListener('entered', () => this.route());
    this.shadowRoot.addEventListener('left', () => { this.toast({ text: 'Votre session est terminée.', kind: 'error' }); this.route(); });
    addEventListener('popstate', () => this.route());
    this.route();
  }

  go(path) { history.pushState(null, '', path); this.route(); }

  async route() {
    const answer = await fetch('/api/session');
    const { user } = await answer.json();
    for (const part of this.shadowRoot.querySelectorAll('nav, header button')) part.hidden = !user;
    this.shadowRoot.querySelector('header span').textContent = user ?? '';
    this.shadowRoot.querySelector('main').replaceChildren(this.view(user));
  }

  view(user) {
    if (!user) return document.createElement('sign-on');
    const card = location.pathname.match(/^\/cartes\/(nouvelle|\d+)$/)?.[1];
    if (!card) return document.createElement('card-list');
    const form = document.createElement('card-form');
    if (card !== 'nouvelle') form.setAttribute('number', card);
    return form;
  }

  toast({ text, kind }) {
    const line = document.createElement('p');
    line.className = kind;
    line.textContent = text;
    this.shadowRoot.querySelector('#toasts').append(line);
    setTimeout(() => line.classList.add('fading'), FADES);
    setTimeout(() => line.remove(), FADES + 500);
  }
});
