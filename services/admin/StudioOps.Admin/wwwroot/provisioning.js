import { call } from './api.js';
import { announce, badge, el, failure, when } from './dom.js';

const every = 2000;
const titles = { organisation: 'Identity organisation', workspace: 'Workspace', 'flag-defaults': 'Flag defaults', 'onboarding-mail': 'Onboarding mail', 'onboarding-email': 'Onboarding mail' };

/** The steps of one tenant; asks again every two seconds until they have settled. Returns how to stop it. */
export function provisioningPanel(host, slug, { lost, onShown, onStatus }) {
  const stopping = new AbortController();
  let timer;
  let ready;

  const head = tenant => el('div', { class: 'head' },
    el('h2', {}, tenant?.name ?? slug), tenant && badge(tenant.status), el('span', { class: 'space' }), el('code', {}, slug));

  const step = item => el('li', {},
    el('div', { class: 'step' }, el('span', {}, titles[item.name] ?? item.name), badge(item.state),
      el('span', { class: 'dim' }, when(item.lastTransitionAt))),
    item.error && el('p', { class: 'cause' }, item.error),
    item.nextAttemptAt && item.state === 'error' && el('p', { class: 'dim' }, `Attempt ${item.attempts}, next `, when(item.nextAttemptAt)));

  const condition = item => el('div', { class: 'condition', title: item.reason ?? '' }, el('dt', {}, item.type), el('dd', {}, badge(item.status ? 'yes' : 'no')));

  async function show() {
    try {
      const address = encodeURIComponent(slug);
      const [tenant, state] = await Promise.all([
        call(`/api/v1/tenants/${address}`, { signal: stopping.signal }),
        call(`/api/v1/provisioning/${address}`, { signal: stopping.signal }),
      ]);
      onStatus(tenant.status);
      host.replaceChildren(
        head(tenant),
        tenant.suspendedReason ? el('p', { class: 'cause apart' }, `Suspended: ${tenant.suspendedReason}`) : '',
        el('ol', { class: 'steps' }, state.steps.map(step)),
        el('dl', { class: 'conditions' }, state.conditions.map(condition)),
        el('p', { class: 'dim foot' }, state.lastRun ? ['Last run ', when(state.lastRun.finishedAt), `, ${state.lastRun.writes} writes`] : 'No run has finished yet.'));
      onShown();
      const settled = state.steps.every(item => item.state === 'ok' || item.state === 'skipped') && !['provisioning', 'deleting'].includes(tenant.status);
      if (settled !== ready) {
        announce(`${tenant.name} is ${tenant.status}`);
        ready = settled;
      }

      if (!settled) {
        timer = setTimeout(show, every);
      }
    } catch (error) {
      if (error.name === 'AbortError' || lost(error)) {
        return;
      }

      // Told of before the reconciler has heard: it is about to.
      if (error.status === 404 && error.code !== 'tenant.not-found') {
        timer = setTimeout(show, every);
      }

      host.replaceChildren(head(), failure(error, show));
    }
  }

  host.replaceChildren(head(), el('ol', { class: 'steps', 'aria-busy': 'true' }, Array.from({ length: 4 }, () => el('li', { class: 'skeleton' }, el('span')))));
  show();
  return {
    stop() {
      clearTimeout(timer);
      stopping.abort();
    },
  };
}
