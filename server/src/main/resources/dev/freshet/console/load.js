// A part of a page that waits for the server: loading, then what came, or what went wrong and a way to try again.

import { h, put } from './dom.js';
import { Problem } from './http.js';
import { link } from './link.js';

/**
 * Fills an element with what a request brings.
 *
 * @param ask makes the request, given a signal
 * @param draw makes the elements of its answer
 * @returns a function that asks again, keeping what is shown until the answer is there
 */
export function load(element, ask, draw, signal) {
  let latest = 0;
  let drawn = false;

  const run = async () => {
    const mine = ++latest;
    element.setAttribute('aria-busy', 'true');
    if (!drawn) put(element, h('p', { class: 'empty loading' }, 'Loading'));
    try {
      const answer = await ask(signal);
      if (signal.aborted || mine !== latest) return;
      put(element, draw(answer));
      drawn = true;
    } catch (problem) {
      if (signal.aborted || mine !== latest) return;
      if (!(problem instanceof Problem)) console.error(problem);
      drawn = false;
      put(element, refusal(problem, run));
      if (problem.status === 0) link.addEventListener('back', run, { once: true, signal });
    } finally {
      if (mine === latest) element.removeAttribute('aria-busy');
    }
  };
  run();
  return run;
}

/** What went wrong, with a button to try again where that may help. */
export function refusal(problem, again) {
  const says = problem instanceof Problem ? problem.message : 'This could not be shown.';
  return h(
    'p',
    { class: 'problem', role: 'alert' },
    says,
    ' ',
    again && h('button', { type: 'button', class: 'small', onclick: again }, 'Try again'),
  );
}

/** A table with a caption that a screen reader says; rows are arrays of cells. */
export function table(caption, columns, rows, empty) {
  if (!rows.length) return h('p', { class: 'empty' }, empty);
  return h(
    'div',
    { class: 'scroll' },
    h(
      'table',
      null,
      h('caption', { class: 'unseen' }, caption),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          columns.map((column) => h('th', { scope: 'col', class: column.number && 'number' }, column.name ?? column)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((row) =>
          h(
            'tr',
            null,
            row.map((cell, at) => {
              const column = columns[at];
              const attributes = { class: column.number && 'number', 'data-label': column.name ?? column };
              return at === 0 ? h('th', { scope: 'row', ...attributes }, cell) : h('td', attributes, cell);
            }),
          ),
        ),
      ),
    ),
  );
}

/** A badge: a word with a colour that says the same. */
export function badge(kind, word) {
  return h('span', { class: `badge ${kind}` }, word);
}
