// Connections that hear a channel: what each has subscribed to, and closing one.

import { confirm, h, tell } from './dom.js';
import { bytes, count, many, span } from './format.js';
import { get, post } from './http.js';
import { load } from './load.js';

const COLUMNS = [
  ['Connection'],
  ['Protocol'],
  ['User'],
  ['Address'],
  ['Open', true],
  ['Channels', true],
  ['Queued', true],
  [''],
];
const PAGE = 50;

async function close(connection, again) {
  const who = connection.user ? `the user ${connection.user}` : `the client at ${connection.address}`;
  if (
    !(await confirm(
      'Close this connection?',
      `${connection.id} of ${who}. A client that connects by itself will be back soon.`,
      'Close it',
    ))
  )
    return;
  try {
    await post('/console/api/close', { id: connection.id });
    tell(`Connection ${connection.id} was closed`);
    again();
  } catch (problem) {
    tell(problem.message);
    await confirm('It was not closed', problem.message, 'Understood');
  }
}

function row(connection, again, signal) {
  const more = h('td', { colspan: COLUMNS.length });
  const below = h('tr', { hidden: true, class: 'below' }, more);
  const toggle = h(
    'button',
    {
      type: 'button',
      class: 'quiet small',
      'aria-expanded': 'false',
      'aria-label': `Channels of ${connection.id}`,
      onclick: () => {
        below.hidden = !below.hidden;
        toggle.setAttribute('aria-expanded', String(!below.hidden));
        if (!below.hidden) {
          load(
            more,
            () => get('/console/api/connection', { id: connection.id }, signal),
            ({ channels }) => [
              h('p', { class: 'note' }, `${connection.id} hears ${many(channels.length, 'channel')}`),
              h(
                'ul',
                { class: 'names' },
                channels.map((name) => h('li', null, name)),
              ),
            ],
            signal,
          );
        }
      },
    },
    'Channels',
  );
  const cells = [
    [connection.id],
    [connection.dialect],
    [connection.user ?? ''],
    [connection.address],
    [span(connection.since_s), true],
    [count(connection.subscriptions), true],
    [bytes(connection.queued_bytes), true],
    [
      h(
        'div',
        { class: 'row end' },
        toggle,
        h(
          'button',
          {
            type: 'button',
            class: 'quiet small danger',
            'aria-label': `Close ${connection.id}`,
            onclick: () => close(connection, again),
          },
          'Close',
        ),
      ),
    ],
  ];
  return [
    h(
      'tr',
      null,
      cells.map(([value, number], at) =>
        h(
          at === 0 ? 'th' : 'td',
          {
            scope: at === 0 && 'row',
            class: number && 'number',
            'data-label': COLUMNS[at][0],
          },
          value,
        ),
      ),
    ),
    below,
  ];
}

/** The table, and `again` to ask for it anew. */
export function connections(app, channel, signal) {
  const element = h('div');
  const again = load(
    element,
    () => get('/console/api/connections', { app, channel, limit: PAGE }, signal),
    (answer) => {
      if (!answer.connections.length) return h('p', { class: 'empty' }, 'No connection of this node hears it.');
      return [
        h(
          'div',
          { class: 'scroll' },
          h(
            'table',
            { class: 'connections' },
            h('caption', { class: 'unseen' }, 'Connections'),
            h(
              'thead',
              null,
              h(
                'tr',
                null,
                COLUMNS.map(([name, number]) =>
                  name
                    ? h('th', { scope: 'col', class: number && 'number' }, name)
                    : h('td', null, h('span', { class: 'unseen' }, 'Actions')),
                ),
              ),
            ),
            h(
              'tbody',
              null,
              answer.connections.map((each) => row(each, () => again(), signal)),
            ),
          ),
        ),
        answer.more && h('p', { class: 'note' }, `The first ${PAGE}; there are more.`),
      ];
    },
    signal,
  );
  return { element, again };
}
