import { call } from './api.js';

const waiting = [];
let sending;

/** Runs once what was just put into the page has been painted. */
const painted = then => requestAnimationFrame(() => setTimeout(then));

function tell(page, kind, since) {
  painted(() => {
    waiting.push({ page, kind, milliseconds: Math.round((performance.now() - since) * 10) / 10 });
    sending ??= setTimeout(send, 2000);
  });
}

// Several at once, and nobody ever hears that it failed: it is for those who keep the pages fast, not for who uses them.
async function send() {
  sending = undefined;
  try {
    await call('/api/v1/metrics/pages', { method: 'POST', body: { timings: waiting.splice(0, 20) }, keepalive: true });
  } catch {
    waiting.length = 0;
  }
}

let loaded = false;

/** The first data of the page is there. */
export function shown(page) {
  if (!loaded) {
    loaded = true;
    tell(page, 'load', 0);
  }
}

/** Something was chosen; call what it returns once it is there. */
export function navigating(page) {
  const since = performance.now();
  let told = false;
  return () => {
    if (!told) {
      told = true;
      tell(page, 'navigation', since);
    }
  };
}
