// The frame: session, navigation, colours. Each view is a module of its own; all are here before they are needed, so
// that one can go on looking around while the server is away.

import { h, put, tell } from './dom.js';
import { post, session, setCsrf, signals } from './http.js';
import { fragmentToken, loginView, providerSays } from './login.js';
import { show as channels } from './channels.js';
import { show as headroom } from './headroom.js';
import { show as live } from './live.js';
import { show as log } from './log.js';
import { show as plan } from './plan.js';
import { show as tryIt } from './try.js';

const VIEWS = {
  live: ['Live', live],
  headroom: ['Headroom', headroom],
  channels: ['Channels', channels],
  plan: ['Plan', plan],
  try: ['Try it', tryIt],
  log: ['Audit', log],
};
const NEXT_THEME = { auto: 'light', light: 'dark', dark: 'auto' };

const main = document.getElementById('main');
const nav = document.getElementById('nav');

let who = null;
let leave = new AbortController();

/** The view and its arguments that the address names: #/channels/1/chat is ['channels', '1', 'chat']. */
function route() {
  const parts = location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
  return Object.hasOwn(VIEWS, parts[0]) ? parts : ['live'];
}

function show(moved) {
  leave.abort();
  leave = new AbortController();
  const [name, ...parameters] = route();
  const [title, view] = VIEWS[name];
  for (const link of nav.querySelectorAll('a')) {
    if (link.hash === `#/${name}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${title} · Freshet`;
  const heading = h('h1', { tabindex: '-1' }, title);
  const body = h('div', { class: `view ${name}` });
  put(main, heading, body);
  view({ body, heading, parameters, who, signal: leave.signal });
  scrollTo(0, 0);
  if (moved) heading.focus({ preventScroll: true });
}

function showWho() {
  put(
    document.getElementById('where'),
    h('span', { class: 'where-node', title: 'the node that serves this page' }, who.node),
    h('span', null, `Freshet ${who.version}`),
    who.development && h('span', { class: 'badge warn' }, 'development'),
  );
}

function enter(found) {
  who = found;
  setCsrf(found.csrf);
  document.body.dataset.state = 'in';
  nav.hidden = false;
  document.getElementById('logout').hidden = false;
  showWho();
}

function askLogin(ways, sentence) {
  leave.abort();
  who = null;
  document.body.dataset.state = 'out';
  nav.hidden = true;
  document.getElementById('logout').hidden = true;
  put(document.getElementById('where'));
  document.title = 'Log in · Freshet';
  loginView(main, ways, sentence, start);
  if (sentence) tell(sentence);
}

/** Finds the session, or asks to log in; then shows what the address names. */
async function start() {
  const said = providerSays();
  const token = fragmentToken();
  if (token) {
    const refused = await token;
    if (refused)
      return askLogin(
        await session().then(
          () => undefined,
          ({ ways }) => ways,
        ),
        refused.message,
      );
  }
  try {
    enter(await session());
  } catch (problem) {
    if (problem.status === 401) return askLogin(problem.ways, said);
    put(main, h('h1', null, 'Freshet console'), h('p', { class: 'problem', role: 'alert' }, problem.message));
    return setTimeout(start, 5_000);
  }
  return show(false);
}

function setTheme(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === 'auto') localStorage.removeItem('freshet-theme');
    else localStorage.setItem('freshet-theme', theme);
  } catch {
    // Without storage the choice holds until the page is left.
  }
  const button = document.getElementById('theme');
  button.textContent = `Colours: ${theme}`;
  button.onclick = () => setTheme(NEXT_THEME[theme]);
  dispatchEvent(new Event('freshet-theme'));
}

setTheme(document.documentElement.dataset.theme ?? 'auto');
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => dispatchEvent(new Event('freshet-theme')));

document.getElementById('skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
  main.scrollIntoView();
});

document.getElementById('logout').addEventListener('click', async () => {
  try {
    await post('/console/logout');
    askLogin(undefined, 'You are logged out.');
  } catch (problem) {
    tell(problem.message);
  }
});

signals.addEventListener('lost', ({ detail }) => {
  if (who) askLogin(detail.ways, 'Your session has ended. Log in to go on where you were.');
});

addEventListener('hashchange', () => {
  if (fragmentToken.there()) start();
  else if (who) show(true);
});

start();
