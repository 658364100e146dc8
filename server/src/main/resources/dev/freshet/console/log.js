// What was done in the console, newest first.

import { h, put } from './dom.js';
import { date } from './format.js';
import { get } from './http.js';
import { load, table } from './load.js';

export function show({ body, signal }) {
  const list = h('section', { class: 'card', 'aria-label': 'Entries' });
  const again = load(
    list,
    () => get('/console/api/audit', {}, signal),
    ({ entries }) =>
      table(
        'What was done',
        ['When', 'Who', 'What', 'On', 'Outcome'],
        entries.map((entry) => [date(entry.t), entry.user, entry.what, entry.object ?? '', entry.outcome]),
        'Nothing was done yet.',
      ),
    signal,
  );
  put(
    body,
    h(
      'div',
      { class: 'row between' },
      h('p', { class: 'note' }, 'Logins, publications and closed connections that this node knows of, at most 200.'),
      h('button', { type: 'button', class: 'quiet small', onclick: again }, 'Look again'),
    ),
    list,
  );
}
