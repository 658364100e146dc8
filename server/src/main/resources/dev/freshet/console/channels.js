// Channels of an app: search, page, and one channel in detail. Bodies of messages are in no list.

import { show as showChannel } from './channel.js';
import { h, put } from './dom.js';
import { count, many } from './format.js';
import { get } from './http.js';
import { badge, load, table } from './load.js';

const PAGE = 50;
const PAUSE_MS = 250;

/** The address of a channel's page. */
export function channelHash(app, name) {
  return `#/channels/${encodeURIComponent(app)}/${encodeURIComponent(name)}`;
}

function kindOf(name) {
  if (name.startsWith('private-encrypted-')) return 'encrypted';
  if (name.startsWith('presence-')) return 'presence';
  return name.startsWith('private-') ? 'private' : 'public';
}

export function show(view) {
  if (view.parameters[1]) showChannel(view);
  else showList(view);
}

function showList({ body, parameters, who, signal }) {
  const list = h('section', { class: 'card', 'aria-label': 'Channels' });
  const search = h('input', {
    type: 'search',
    placeholder: 'any',
    maxlength: '200',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  const app = h(
    'select',
    null,
    who.apps.map((each) => h('option', { value: each.id }, `${each.id} (${each.key})`)),
  );
  if (parameters[0]) app.value = parameters[0];
  let afters = [null];

  const again = load(
    list,
    (s) => get('/console/api/channels', { app: app.value, prefix: search.value, after: afters.at(-1), limit: PAGE }, s),
    (answer) => [
      table(
        'Channels',
        ['Channel', 'Kind', { name: 'Subscriptions', number: true }, { name: 'Users', number: true }, 'History'],
        answer.channels.map((channel) => [
          h('a', { href: channelHash(app.value, channel.name) }, channel.name),
          kindOf(channel.name),
          count(channel.subscriptions),
          channel.users === null || channel.users === undefined ? '' : count(channel.users),
          channel.history ? badge('ok', 'kept') : '',
        ]),
        search.value ? 'No channel begins like that.' : 'Nobody listens to any channel now.',
      ),
      pager(answer),
    ],
    signal,
  );

  function pager(answer) {
    const page = afters.length;
    const pages = Math.ceil((answer.total ?? 0) / PAGE);
    return h(
      'div',
      { class: 'row between pager' },
      h(
        'p',
        { class: 'note' },
        answer.total === null || answer.total === undefined
          ? `Page ${page}`
          : `${many(answer.total, 'channel')}, page ${page} of ${Math.max(pages, page)}`,
      ),
      h(
        'div',
        { class: 'row' },
        h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            disabled: page === 1,
            onclick: () => {
              afters.pop();
              again();
            },
          },
          'Previous',
        ),
        h(
          'button',
          {
            type: 'button',
            class: 'quiet',
            disabled: !answer.next,
            onclick: () => {
              afters.push(answer.next);
              again();
            },
          },
          'Next',
        ),
      ),
    );
  }

  const anew = () => {
    afters = [null];
    again();
  };
  let timer;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(anew, PAUSE_MS);
  });
  app.addEventListener('change', anew);
  signal.addEventListener('abort', () => clearTimeout(timer));
  put(
    body,
    h(
      'form',
      {
        class: 'filters',
        role: 'search',
        onsubmit: (event) => {
          event.preventDefault();
          anew();
        },
      },
      h('label', null, 'App', app),
      h('label', { class: 'wide' }, 'Name begins with', search),
      h('button', { class: 'quiet' }, 'Look again'),
    ),
    list,
  );
}
