/** Builds an element: el('td', { class: 'num' }, 'text', child). Functions under on* become listeners; null children are left out. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (value === true) {
      node.setAttribute(name, '');
    } else if (value !== null && value !== undefined && value !== false) {
      node.setAttribute(name, value);
    }
  }

  node.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

/** Says something to people who do not see the screen. */
export function announce(text) {
  document.getElementById('announce').textContent = text;
}

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });

/** A moment: short to read, exact (with its time zone) on hover. */
export function when(iso) {
  const at = new Date(iso);
  const seconds = Math.round((at - Date.now()) / 1000);
  const [amount, unit] = Math.abs(seconds) < 60 ? [seconds, 'second']
    : Math.abs(seconds) < 3600 ? [Math.round(seconds / 60), 'minute']
    : Math.abs(seconds) < 86400 ? [Math.round(seconds / 3600), 'hour']
    : [Math.round(seconds / 86400), 'day'];
  const text = unit === 'day' && Math.abs(amount) > 6 ? day.format(at) : relative.format(amount, unit);
  return el('time', { datetime: iso, title: absolute.format(at) }, text);
}

const tones = { active: 'good', ok: 'good', yes: 'good', no: 'warn', provisioning: 'busy', pending: 'busy', deleting: 'busy', degraded: 'warn', suspended: 'bad', error: 'bad' };

/** A state as a word with a dot; never colour alone. */
export const badge = state => el('span', { class: `badge ${tones[state] ?? 'quiet'}` }, state);

/** Rows in the shape of what is coming. */
export function skeleton(rows, columns) {
  return Array.from({ length: rows }, () => el('tr', { class: 'skeleton', 'aria-hidden': 'true' },
    Array.from({ length: columns }, () => el('td', {}, el('span')))));
}

/** An empty place that says what belongs there. */
export const empty = (title, text) => el('div', { class: 'empty' }, el('strong', {}, title), el('p', {}, text));

/** A failure: what, why, what next, and the number to quote. */
export function failure(error, retry) {
  return el('div', { class: 'failure', role: 'alert' },
    el('strong', {}, error.title),
    el('p', {}, error.detail),
    error.correlation && el('p', { class: 'dim' }, 'Correlation id ', el('code', {}, error.correlation)),
    retry && el('button', { type: 'button', onclick: retry }, 'Try again'));
}
