// Logging in with the token that the server printed, with a password, or at an OpenID provider.

import { h, put } from './dom.js';
import { login, Problem } from './http.js';

/** Whether the address has a token. */
function there() {
  return /^#token=/.test(location.hash);
}

/**
 * Logs in with the token after the # of the address and takes it out of there; it never goes to a
 * server in an address. Undefined without one, else a promise of what went wrong.
 */
export function fragmentToken() {
  if (!there()) return undefined;
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  history.replaceState(null, '', location.pathname + '#/live');
  return login({ token }).then(
    () => null,
    (problem) => problem,
  );
}
fragmentToken.there = there;

const PROVIDER_SAYS = {
  refused: 'Your provider knows you, but you are not among those who may look at this console.',
  expired: 'That took too long, or began in another browser. Try again.',
  failed: 'Your provider could not be asked, or sent what was not right. The log of the server says more.',
};

/** What came of logging in at a provider, from the # of the address, which is then as if nothing had been; or undefined. */
export function providerSays() {
  const found = /^#login=([a-z]+)$/.exec(location.hash);
  if (!found) return undefined;
  history.replaceState(null, '', location.pathname + '#/live');
  return PROVIDER_SAYS[found[1]];
}

const KINDS = {
  token: {
    label: 'Token',
    name: 'token',
    note: 'The server prints it when it starts.',
    autocomplete: 'off',
  },
  password: {
    label: 'Password',
    name: 'password',
    note: 'Of the user “admin”, as in console.password-hash.',
    autocomplete: 'current-password',
  },
};

function refused(problem) {
  if (problem instanceof Problem && problem.status === 429) {
    const seconds = problem.retryAfter;
    return `Too many tries. ${seconds ? `Try again in ${seconds} s.` : 'Try again later.'}`;
  }
  return problem.message;
}

function form(kind, done) {
  const what = KINDS[kind];
  const said = h('p', { class: 'problem', role: 'alert', hidden: true });
  const note = `note-${kind}`;
  const input = h('input', {
    type: 'password',
    name: what.name,
    required: true,
    autocomplete: what.autocomplete,
    spellcheck: 'false',
    'aria-describedby': note,
    maxlength: '1000',
  });
  const button = h('button', null, 'Log in');
  const send = async (event) => {
    event.preventDefault();
    button.disabled = true;
    said.hidden = true;
    try {
      await login({ [what.name]: input.value });
      done();
    } catch (problem) {
      said.textContent = refused(problem);
      said.hidden = false;
      input.select();
      input.focus();
    } finally {
      button.disabled = false;
    }
  };
  return h(
    'form',
    { onsubmit: send },
    kind === 'password' &&
      h('input', { type: 'text', name: 'username', value: 'admin', autocomplete: 'username', hidden: true }),
    h('label', null, what.label, input),
    h('p', { id: note, class: 'note' }, what.note),
    said,
    button,
  );
}

/**
 * Shows how to log in.
 *
 * @param ways of 'token', 'password' and 'oidc', as the server offers them
 * @param sentence what has happened, for one who was logged in
 * @param done called when it went well
 */
export function loginView(main, ways, sentence, done) {
  const offered = ways?.length ? ways : ['token'];
  put(
    main,
    h(
      'div',
      { class: 'login' },
      h('h1', { tabindex: '-1' }, 'Freshet console'),
      sentence && h('p', { class: 'said' }, sentence),
      offered.includes('token') && form('token', done),
      offered.includes('password') && form('password', done),
      offered.includes('oidc') &&
        h('p', null, h('a', { class: 'button', href: '/console/login/oidc' }, 'Log in with your provider')),
    ),
  );
  (main.querySelector('input:not([hidden])') ?? main.querySelector('h1')).focus();
}
