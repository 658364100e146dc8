// One channel: who is there, what it keeps, and what can be done with it.

import { connections } from './connections.js';
import { fresh, h, put, write } from './dom.js';
import { bytes, count, date, many } from './format.js';
import { get } from './http.js';
import { load, table } from './load.js';
import { hearing, publishing } from './speak.js';

const SHOWN = 20;

function section(title, ...parts) {
  const id = fresh('part');
  return h('section', { class: 'card', 'aria-labelledby': id }, h('h2', { id }, title), parts);
}

function fact(name, value, note) {
  return h(
    'div',
    null,
    h('dt', null, name),
    h('dd', { class: 'figure' }, value),
    h('dd', { class: 'note' }, note ?? ''),
  );
}

function occupancy(channel) {
  const kept = channel.history;
  return h(
    'dl',
    { class: 'tiles card', 'aria-label': 'Occupancy' },
    fact('Subscriptions', count(channel.subscriptions), 'on all nodes'),
    fact(
      'Users',
      channel.users === null || channel.users === undefined ? '–' : count(channel.users),
      channel.kind === 'presence' ? 'present' : 'only presence channels know',
    ),
    fact('Kind', channel.kind),
    fact(
      'History',
      kept ? count(kept.kept) : 'none',
      kept?.oldest_ms ? `since ${date(kept.oldest_ms)}` : kept ? 'nothing kept yet' : 'not kept',
    ),
    kept && fact('Position', count(kept.offset), `epoch ${kept.epoch}`),
  );
}

function members(channel) {
  if (channel.members === null || channel.members === undefined) return null;
  return section(
    'Members',
    table(
      'Members',
      ['User'],
      channel.members.map((member) => [member.user_id]),
      'Nobody is present.',
    ),
    channel.more > 0 && h('p', { class: 'note' }, `and ${count(channel.more)} more`),
  );
}

/** Bodies are fetched only when someone asks for them here. */
function history(app, channel, signal) {
  if (!channel.history) return null;
  const list = h('div');
  const ask = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      onclick: () => {
        ask.textContent = 'Look again';
        load(
          list,
          () => get('/console/api/history', { app, channel: channel.name, limit: SHOWN }, signal),
          ({ publications }) =>
            table(
              'The newest publications',
              [{ name: 'Offset', number: true }, 'Time', 'Event', { name: 'Size', number: true }, 'Body'],
              publications.map((each) => [
                count(each.offset),
                date(each.t),
                each.event ?? '',
                bytes(each.bytes),
                h('code', { class: 'body' }, each.data),
              ]),
              'Nothing is kept.',
            ),
          signal,
        );
      },
    },
    `Show the newest ${SHOWN}`,
  );
  return section(
    'History',
    h(
      'div',
      { class: 'row between history-ask' },
      h(
        'p',
        { class: 'note' },
        `${many(channel.history.kept, 'publication')} kept. Bodies are shown only when you ask for them.`,
      ),
      ask,
    ),
    list,
  );
}

export function show({ body, heading, parameters: [app, name], signal }) {
  document.title = `${name} · Freshet`;
  heading.replaceChildren(
    h('a', { href: '#/channels' }, 'Channels'),
    h('span', { 'aria-hidden': 'true' }, ' / '),
    h('span', { class: 'name' }, name),
  );
  const top = h('div');
  const people = h('div');
  const past = h('div');
  const state = h('p', { class: 'note' });
  let first = true;
  const again = load(
    top,
    () => get('/console/api/channel', { app, channel: name }, signal),
    (channel) => {
      put(people, members(channel));
      if (first) put(past, history(app, channel, signal));
      first = false;
      write(state, `As of ${date(Date.now())}.`);
      return occupancy(channel);
    },
    signal,
  );
  const theirs = connections(app, name, signal);
  put(
    body,
    h(
      'div',
      { class: 'row between' },
      state,
      h(
        'button',
        {
          type: 'button',
          class: 'quiet small',
          onclick: () => {
            again();
            theirs.again();
          },
        },
        'Look again',
      ),
    ),
    top,
    h('div', { class: 'pair' }, section('Hear', hearing(app, name, signal)), section('Publish', publishing(app, name))),
    people,
    past,
    section('Connections', h('p', { class: 'note' }, 'Of this node, those that hear the channel.'), theirs.element),
  );
}
