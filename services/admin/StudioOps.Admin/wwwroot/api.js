/** A refusal or fault in words people can use. */
export class ApiError extends Error {
  constructor(status, title, detail, code, correlation) {
    super(title);
    Object.assign(this, { status, title, detail, code, correlation });
  }

  get signedOut() {
    return this.status === 401;
  }
}

/** Calls our own origin with the browser's session; the header tells the gateway that a page of ours asks. */
export async function call(path, { method = 'GET', body, signal, keepalive } = {}) {
  let response;
  try {
    response = await fetch(path, {
      method,
      signal,
      keepalive,
      headers: { Accept: 'application/json', 'X-CSRF': '1', ...(body && { 'Content-Type': 'application/json' }) },
      body: body && JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
    });
  } catch (cause) {
    if (cause.name === 'AbortError') {
      throw cause;
    }

    throw new ApiError(0, 'StudioOps cannot be reached', 'The connection failed before an answer came. Check that it is running, then try again.');
  }

  const json = /json/.test(response.headers.get('Content-Type') ?? '');
  const answer = json ? await response.json().catch(() => null) : null;
  if (response.ok) {
    return answer;
  }

  throw new ApiError(
    response.status,
    answer?.title ?? `The answer was ${response.status}`,
    [answer?.detail ?? (response.status === 403 ? 'Your roles do not include the permission this needs.' : 'No further cause was given.'), answer?.code && `(${answer.code})`].filter(Boolean).join(' '),
    answer?.code,
    answer?.traceId ?? response.headers.get('X-Correlation-Id'));
}
