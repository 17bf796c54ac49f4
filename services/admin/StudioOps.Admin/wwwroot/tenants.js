import { call } from './api.js';
import { announce, badge, el, empty, failure, skeleton, when } from './dom.js';
import { provisioningPanel } from './provisioning.js';
import { navigating, shown } from './timings.js';

const selectedInAddress = () => new URLSearchParams(location.search).get('tenant');

/** The list of tenants, and beside it what became of the selected one. The address says which. */
export function tenantsView({ can, lost }) {
  const rows = el('tbody');
  const below = el('div');
  const count = el('span', { class: 'dim' });
  const search = el('input', { type: 'search', placeholder: 'Search name or slug', 'aria-label': 'Search tenants', oninput: onSearch });
  const table = el('table', {},
    el('thead', {}, el('tr', {}, ['Tenant', 'Plan', 'State', 'Created'].map(name => el('th', { scope: 'col' }, name)))), rows);
  const aside = el('aside', { class: 'card', 'aria-label': 'Provisioning' });
  const view = el('div', { class: 'columns' },
    el('section', { class: 'card', 'aria-labelledby': 'tenants-title' },
      el('div', { class: 'head' }, el('h2', { id: 'tenants-title' }, 'Tenants'), count, el('span', { class: 'space' }), search,
        el('button', { type: 'button', onclick: () => load() }, 'Refresh')),
      el('div', { class: 'scroll' }, table), below),
    aside);
  const known = new Map();
  let panel;
  let typing;
  let loading;

  function onSearch() {
    clearTimeout(typing);
    typing = setTimeout(load, 200);
  }

  async function load(cursor) {
    loading?.abort();
    const mine = loading = new AbortController();
    below.replaceChildren();
    if (!cursor) {
      rows.replaceChildren(...skeleton(4, 4));
    }

    try {
      const query = new URLSearchParams({ limit: '25', ...(cursor && { cursor }), ...(search.value.trim() && { q: search.value.trim() }) });
      const page = await call(`/api/v1/tenants?${query}`, { signal: mine.signal });
      if (!cursor) {
        rows.replaceChildren();
        known.clear();
      }

      page.items.forEach(tenant => rows.append(row(tenant)));
      count.textContent = known.size === 0 ? '' : `${known.size}${page.nextCursor ? '+' : ''}`;
      announce(`${known.size} tenants shown`);
      shown('tenants');
      if (page.nextCursor) {
        below.replaceChildren(el('button', { type: 'button', class: 'more', onclick: () => load(page.nextCursor) }, 'Show more'));
      } else if (known.size === 0) {
        below.replaceChildren(search.value.trim()
          ? empty('No tenant matches', 'Search looks at names and slugs.')
          : empty('No tenants yet', 'Create the first one with POST /api/v1/tenants; it appears here and provisions itself.'));
      }
    } catch (error) {
      if (error.name === 'AbortError' || lost(error)) {
        return;
      }

      rows.replaceChildren();
      below.replaceChildren(failure(error, () => load()));
    }
  }

  function row(tenant) {
    const state = el('td', {}, badge(tenant.status));
    const name = el('button', { type: 'button', class: 'link', onclick: event => { event.stopPropagation(); select(tenant.slug); } }, tenant.name);
    const line = el('tr', { onclick: () => select(tenant.slug) },
      el('td', {}, name, el('code', {}, tenant.slug)), el('td', {}, tenant.plan), state, el('td', { class: 'num' }, when(tenant.createdAt)));
    known.set(tenant.slug, { line, name, setState: status => state.replaceChildren(badge(status)) });
    mark(tenant.slug, selectedInAddress() === tenant.slug);
    return line;
  }

  function mark(slug, selected) {
    const tenant = known.get(slug);
    tenant?.line.classList.toggle('selected', selected);
    tenant?.name.setAttribute('aria-pressed', selected);
  }

  function select(slug, remember = true) {
    if (remember && selectedInAddress() !== slug) {
      history.pushState(null, '', `?${new URLSearchParams({ tenant: slug })}`);
    }

    known.forEach((_, other) => mark(other, other === slug));
    panel?.stop();
    panel = null;
    if (!slug) {
      aside.replaceChildren(empty('No tenant selected', 'Choose one to see how far its provisioning is.'));
    } else if (!can('provisioning.read')) {
      aside.replaceChildren(empty('Not for your roles', 'Provisioning needs the permission provisioning.read.'));
    } else {
      panel = provisioningPanel(aside, slug, { lost, onShown: navigating('provisioning'), onStatus: status => known.get(slug)?.setState(status) });
    }
  }

  addEventListener('popstate', () => select(selectedInAddress(), false));
  if (can('tenants.read')) {
    load();
    select(selectedInAddress(), false);
  } else {
    below.replaceChildren(empty('Not for your roles', 'Tenants need the permission tenants.read.'));
    aside.remove();
  }

  return view;
}
