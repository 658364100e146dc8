// Every request to the server goes through here: the CSRF token, problems, the end of the session, the server being away.

const PATIENCE_MS = 20_000;

let csrf = '';

/** `lost` when the session has ended, `gone` when the server cannot be reached. */
export const signals = new EventTarget();

/** What the server refused, or status 0 when it could not be reached. */
export class Problem extends Error {
  constructor(status, body, retryAfter) {
    super(body?.detail || body?.title || `the server answered ${status}`);
    this.status = status;
    this.title = body?.title ?? '';
    this.ways = body?.ways;
    this.retryAfter = retryAfter;
  }
}

export function setCsrf(token) {
  csrf = token;
}

/** An address with the parameters that have a value. */
export function address(path, parameters = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

async function ask(url, options, signal) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  let response;
  try {
    response = await fetch(url, {
      ...options,
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    signals.dispatchEvent(new Event('gone'));
    throw new Problem(0, { detail: 'The server cannot be reached.' });
  }
  if (response.ok) return response.status === 204 ? null : response.json();
  const body = await response.json().catch(() => null);
  return Promise.reject(new Problem(response.status, body, Number(response.headers.get('Retry-After')) || null));
}

function noteLost(problem) {
  if (problem instanceof Problem && problem.status === 401) {
    signals.dispatchEvent(new CustomEvent('lost', { detail: problem }));
  }
  throw problem;
}

/** Who is logged in; a 401 here is an answer, not the end of a session. */
export function session() {
  return ask('/console/api/session', {});
}

export function get(path, parameters, signal) {
  return ask(address(path, parameters), {}, signal).catch(noteLost);
}

const sent = (body) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
  body: JSON.stringify(body ?? {}),
});

export function post(path, body) {
  return ask(path, sent(body)).catch(noteLost);
}

/** Logs in; what is wrong with it is thrown. */
export function login(proof) {
  return ask('/console/login', sent(proof));
}
