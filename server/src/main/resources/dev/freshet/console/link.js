// Whether the server is there. One loop asks for it, with pauses that grow, however many requests failed.

import { h, put, tell } from './dom.js';
import { session, setCsrf, signals } from './http.js';

const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** `back` when the server can be reached again. */
export const link = new EventTarget();

let away = false;
let tries = 0;
let timer;

const banner = () => document.getElementById('gone');

/** The pause before a try: doubles each time, with a quarter of jitter, so that many pages do not come at once. */
export function pause(tried, random = Math.random) {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** tried) * (0.75 + 0.5 * random());
}

function show(ms) {
  const seconds = Math.max(1, Math.round(ms / 1000));
  put(
    banner(),
    h(
      'span',
      null,
      h('strong', null, 'The server cannot be reached. '),
      `What you see may be old. Trying again in ${seconds} s.`,
    ),
    h('button', { type: 'button', class: 'small', onclick: () => attempt() }, 'Try now'),
  );
  banner().hidden = false;
}

async function attempt() {
  clearTimeout(timer);
  try {
    setCsrf((await session()).csrf);
  } catch (problem) {
    if (problem.status === 0) {
      tries++;
      wait();
      return;
    }
    if (problem.status === 401) signals.dispatchEvent(new CustomEvent('lost', { detail: problem }));
  }
  away = false;
  tries = 0;
  banner().hidden = true;
  tell('The server is back');
  link.dispatchEvent(new Event('back'));
}

function wait() {
  const ms = pause(tries);
  show(ms);
  clearTimeout(timer);
  timer = setTimeout(attempt, ms);
}

signals.addEventListener('gone', () => {
  if (away) return;
  away = true;
  tell('The server cannot be reached. Trying again.');
  wait();
});
