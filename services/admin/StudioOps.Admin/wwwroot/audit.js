import { call } from './api.js';
import { el, empty, failure, skeleton, when } from './dom.js';

/** The latest privileged actions, each with what it changed. */
export function auditView({ can, lost }) {
  const rows = el('tbody');
  const below = el('div');
  const chain = el('span', { class: 'dim' });
  const view = el('section', { class: 'card', 'aria-labelledby': 'audit-title' },
    el('div', { class: 'head' }, el('h2', { id: 'audit-title' }, 'Audit'), chain, el('span', { class: 'space' }),
      el('button', { type: 'button', onclick: verify }, 'Verify chain'), el('button', { type: 'button', onclick: () => load() }, 'Refresh')),
    el('div', { class: 'scroll' }, el('table', {},
      el('thead', {}, el('tr', {}, ['When', 'Who', 'Action', 'What', 'Tenant', 'Reason', ''].map(name => el('th', { scope: 'col' }, name || el('span', { class: 'sr' }, 'Changes'))))),
      rows)),
    below);

  async function load(cursor) {
    below.replaceChildren();
    if (!cursor) {
      rows.replaceChildren(...skeleton(5, 7));
    }

    try {
      const page = await call(`/api/v1/audit?${new URLSearchParams({ limit: '20', ...(cursor && { cursor }) })}`);
      if (!cursor) {
        rows.replaceChildren();
      }

      page.items.forEach(item => rows.append(...row(item)));
      if (page.nextCursor) {
        below.replaceChildren(el('button', { type: 'button', class: 'more', onclick: () => load(page.nextCursor) }, 'Show more'));
      } else if (rows.childElementCount === 0) {
        below.replaceChildren(empty('Nothing has been recorded yet', 'Every privileged action appears here with who, what and why.'));
      }
    } catch (error) {
      if (!lost(error)) {
        rows.replaceChildren();
        below.replaceChildren(failure(error, () => load()));
      }
    }
  }

  async function verify(event) {
    event.target.disabled = true;
    chain.textContent = 'Walking the chain…';
    try {
      const result = await call('/api/v1/audit/verification');
      const bad = result.chains.find(one => one.firstBad);
      const gap = result.gaps?.[0];
      const records = result.chains.reduce((sum, one) => sum + one.records, 0);
      chain.textContent = result.valid ? `Verified: ${records} records in ${result.chains.length} chains are whole`
        : bad ? `Broken: ${bad.firstBad.detail}`
        : gap ? `Incomplete: ${gap.source} ${gap.from} to ${gap.to} never arrived`
        : result.heads?.problem ?? 'Not verified';
      chain.className = result.valid ? 'good-text' : 'bad-text';
    } catch (error) {
      if (!lost(error)) {
        chain.textContent = `${error.title}. ${error.detail}`;
      }
    } finally {
      event.target.disabled = false;
    }
  }

  function row(item) {
    const changes = item.changes.length === 0 ? null : el('tr', { class: 'changes', hidden: true }, el('td', { colspan: '7' },
      el('dl', {}, item.changes.map(change => el('div', {}, el('dt', {}, change.field),
        el('dd', {}, change.before === null ? '' : el('del', {}, change.before), ' → ', change.after === null ? 'gone' : el('ins', {}, change.after))))),
      el('p', { class: 'dim' }, 'Record ', el('code', {}, item.id), item.traceId && ' · trace ', item.traceId && el('code', {}, item.traceId))));
    const toggle = changes && el('button', {
      type: 'button', 'aria-expanded': 'false', onclick: event => {
        changes.hidden = !changes.hidden;
        event.target.setAttribute('aria-expanded', !changes.hidden);
      },
    }, `${item.changes.length} ${item.changes.length === 1 ? 'change' : 'changes'}`);
    return [el('tr', {},
      el('td', { class: 'num' }, when(item.occurredAt)),
      el('td', {}, item.actor.name, item.actingOperator && el('span', { class: 'dim' }, ` by ${item.actingOperator.name}`)),
      el('td', {}, el('code', {}, item.action)),
      el('td', { class: 'wide', title: item.objectName }, item.objectName),
      el('td', {}, item.tenant ? el('code', {}, item.tenant.slug ?? item.tenant.id.slice(0, 8)) : el('span', { class: 'dim' }, 'platform')),
      el('td', { class: 'wide', title: item.reason ?? '' }, item.reason ?? ''),
      el('td', { class: 'num' }, toggle)), changes].filter(Boolean);
  }

  if (can('audit.read')) {
    load();
  } else {
    view.querySelectorAll('.head button').forEach(button => button.remove());
    below.replaceChildren(empty('Not for your roles', 'The audit log needs the permission audit.read.'));
  }

  return view;
}
