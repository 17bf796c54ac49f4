// A person with a browser: cookies, forms, redirects; nothing of OAuth.
export class Person {
  #cookies = new Map();

  constructor(issuer, email, password) {
    Object.assign(this, { issuer, email, password });
  }

  /** Goes where the address leads, signing in and allowing on the way, until it leaves the issuer. */
  async visit(address, decision = 'allow') {
    let answer = await this.#ask(address);
    for (let step = 0; step < 12; step++) {
      const location = answer.headers.get('location');
      if (location) {
        const next = new URL(location, this.issuer);
        if (next.origin !== new URL(this.issuer).origin) return next;
        answer = await this.#ask(next);
        continue;
      }
      const html = await answer.text();
      const form = /<form method="post"[\s\S]*?<\/form>/.exec(html)?.[0];
      if (!form) return { page: html };
      const fields = new URLSearchParams([...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"|<input name="(form)" type="hidden" value="([^"]*)"/g)]
        .map((m) => [m[1] ?? m[3], (m[2] ?? m[4]).replaceAll('&amp;', '&').replaceAll('&#x2B;', '+')]));
      if (form.includes('id="password"')) {
        fields.set('email', this.email);
        fields.set('password', this.password);
      } else if (form.includes('name="decision"')) {
        fields.set('decision', decision);
      } else return { page: html };
      answer = await this.#ask(answer.url, fields);
    }
    throw new Error('This leads nowhere.');
  }

  async #ask(address, body) {
    const answer = await fetch(address, {
      method: body ? 'POST' : 'GET', body, redirect: 'manual',
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, ...value] = cookie.split(';')[0].split('=');
      this.#cookies.set(name, value.join('='));
    }
    return answer;
  }
}
