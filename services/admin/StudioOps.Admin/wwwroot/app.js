import { call } from './api.js';
import { el, failure } from './dom.js';
import { tenantsView } from './tenants.js';
import { auditView } from './audit.js';

const main = document.getElementById('main');
const who = document.getElementById('who');

function signedOut(ended) {
  who.replaceChildren();
  document.title = 'Sign in · StudioOps';
  main.replaceChildren(el('section', { class: 'card lone' },
    el('img', { src: '/favicon.svg', alt: '', width: 44, height: 44 }),
    el('h1', {}, ended ? 'Your session has ended' : 'Welcome to StudioOps'),
    el('p', {}, ended ? 'Sign in again to go on where you were.' : 'Tenants, people, features and what happened to them, in one place.'),
    el('a', { class: 'button primary', href: `/bff/login?returnUrl=${encodeURIComponent(location.pathname + location.search)}` }, 'Sign in')));
}

async function signOut(event) {
  event.target.disabled = true;
  try {
    const answer = await call('/bff/logout', { method: 'POST' });
    location.assign(answer?.location ?? '/');
  } catch (error) {
    if (error.signedOut) {
      signedOut(true);
      return;
    }

    event.target.disabled = false;
    main.prepend(failure(error));
  }
}

function signedIn(user) {
  document.title = 'Tenants · StudioOps';
  const can = permission => (user.permissions ?? []).includes(permission);
  who.replaceChildren(...[
    user.actor && el('span', { class: 'badge warn' }, `${user.actor.name ?? user.actor.sub} acting as`),
    el('span', { class: 'name', title: user.email ?? user.sub }, user.name ?? user.email ?? user.sub),
    ...(user.roles ?? []).map(role => el('span', { class: 'role' }, role.replaceAll('_', ' ').toLowerCase())),
    el('button', { type: 'button', onclick: signOut }, 'Sign out')].filter(Boolean));
  const lost = error => {
    if (error.signedOut) {
      signedOut(true);
    }

    return error.signedOut;
  };
  main.replaceChildren(el('h1', { class: 'sr' }, 'Tenants and audit'), tenantsView({ can, lost }), auditView({ can, lost }));
}

async function start() {
  main.replaceChildren(el('div', { class: 'card lone quietly', 'aria-busy': 'true' }, el('p', {}, 'Looking for your session…')));
  try {
    signedIn(await call('/bff/user'));
  } catch (error) {
    if (error.signedOut) {
      signedOut(false);
    } else {
      main.replaceChildren(el('section', { class: 'card lone' }, failure(error, start)));
    }
  }
}

start();
