// One channel in three ways beside each other: pusher-js, EventSource and a plain WebSocket, through the front door.

import { copyButton, fresh, h, put, write } from './dom.js';
import { post } from './http.js';
import { heardList } from './speak.js';
import {
  curlSnippet,
  eventsSnippet,
  eventsUrl,
  pusherOptions,
  pusherSnippet,
  socketSnippet,
  socketUrl,
} from './snippets.js';
import { pause } from './link.js';

const LIBRARY = '/console/lib/pusher.min.js';
let library;

/** Loads pusher-js once; it has no module of its own and puts itself into the window. */
function pusherJs() {
  library ??= new Promise((done, failed) => {
    const script = h('script', {
      src: LIBRARY,
      onload: () => done(window.Pusher),
      onerror: () => {
        library = undefined;
        failed(new Error('pusher-js could not be loaded'));
      },
    });
    document.head.append(script);
  });
  return library;
}

/** A pane: its state, what came, and what to copy. */
function pane(title, note) {
  const id = fresh('pane');
  const state = h('p', { class: 'state', role: 'status' }, 'not connected');
  const list = heardList(`What came over ${title}`);
  const code = h('code');
  const element = h(
    'section',
    { class: 'card pane', 'aria-labelledby': id },
    h('header', null, h('h2', { id }, title), state),
    h('p', { class: 'note' }, note),
    list.element,
    h(
      'details',
      { open: true },
      h('summary', null, 'Code'),
      h(
        'div',
        { class: 'snippet' },
        h('pre', { tabindex: '0', 'aria-label': `Code for ${title}` }, code),
        copyButton(() => code.textContent),
      ),
    ),
  );
  return {
    element,
    list,
    code,
    state: (kind, text) => {
      state.dataset.state = kind;
      write(state, text);
    },
  };
}

const WORDS = { open: 'open', connecting: 'connecting', away: 'cut, coming back', off: 'not connected' };

async function viaPusher(pane, app, channel, signal) {
  pane.state('connecting', WORDS.connecting);
  let Pusher;
  try {
    Pusher = await pusherJs();
  } catch (fault) {
    pane.state('away', fault.message);
    return;
  }
  if (signal.aborted) return;
  const client = new Pusher(app.key, pusherOptions());
  signal.addEventListener('abort', () => client.disconnect());
  client.connection.bind('state_change', ({ current }) => {
    if (signal.aborted) return;
    const kind =
      { connected: 'connecting', connecting: 'connecting', unavailable: 'away', failed: 'away', disconnected: 'off' }[
        current
      ] ?? 'connecting';
    pane.state(kind, current === 'connected' ? 'connected, subscribing' : WORDS[kind]);
  });
  client.connection.bind('error', ({ error }) =>
    pane.list.add(error?.data?.message ?? 'an error without words', 'error'),
  );
  client.subscribe(channel).bind_global((event, data) => {
    if (event === 'pusher:subscription_succeeded') pane.state('open', WORDS.open);
    else if (event === 'pusher:subscription_error')
      pane.state('away', `refused: ${data?.error ?? data?.type ?? 'not allowed'}`);
    else if (!event.startsWith('pusher:')) pane.list.add(typeof data === 'string' ? data : JSON.stringify(data), event);
  });
}

function viaEvents(pane, app, apps, channel, signal) {
  pane.state('connecting', WORDS.connecting);
  const source = new EventSource(eventsUrl(app, apps, channel));
  source.onopen = () => pane.state('open', WORDS.open);
  source.onerror = () => pane.state('away', source.readyState === EventSource.CLOSED ? 'refused' : WORDS.away);
  source.onmessage = ({ data, lastEventId }) => pane.list.add(data, lastEventId);
  source.addEventListener('freshet:reset', () =>
    pane.list.add('what came meanwhile is not kept any more', 'freshet:reset'),
  );
  signal.addEventListener('abort', () => source.close());
  return (event) =>
    source.addEventListener(event, ({ data, lastEventId }) => pane.list.add(data, `${event} · ${lastEventId}`));
}

function viaSocket(pane, app, apps, channel, signal) {
  let tries = 0;
  let timer;
  let socket;
  const open = () => {
    pane.state('connecting', WORDS.connecting);
    socket = new WebSocket(socketUrl(app, apps, channel));
    socket.onopen = () => {
      tries = 0;
      pane.state('open', WORDS.open);
    };
    socket.onmessage = ({ data }) => pane.list.add(typeof data === 'string' ? data : '(binary)');
    socket.onclose = ({ code, reason }) => {
      if (signal.aborted) return;
      pane.state('away', code === 1006 ? WORDS.away : `closed ${code} ${reason}`.trim());
      timer = setTimeout(open, pause(tries++));
    };
  };
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    socket.close();
  });
  open();
}

export function show({ body, who, signal }) {
  if (!who.apps.length) {
    put(body, h('p', { class: 'empty' }, 'There is no app to try.'));
    return;
  }
  const app = h(
    'select',
    null,
    who.apps.map((each) => h('option', { value: each.id }, `${each.id} (${each.key})`)),
  );
  const channel = h('input', {
    value: 'chat',
    required: true,
    maxlength: '200',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  const message = h('input', { value: 'hello', maxlength: '10000', autocomplete: 'off' });
  const event = h('input', { placeholder: 'none', maxlength: '200', spellcheck: 'false', autocomplete: 'off' });
  const secret = h('input', {
    type: 'password',
    required: true,
    autocomplete: 'off',
    maxlength: '1000',
    placeholder: who.development ? 'dev-secret' : '',
  });
  const answer = h('p', { class: 'note', role: 'status' });
  const panes = [
    pane('pusher-js', 'Pusher’s own client, unchanged. Hears every event.'),
    pane('EventSource', 'In every browser; resumes by itself. Hears events with a name only by that name.'),
    pane('WebSocket', 'Plain: each message is a body and nothing else, without the event’s name.'),
  ];
  const curl = h('code');
  const apps = who.apps.length;
  let round = new AbortController();
  let named = null;
  const names = new Set();

  const chosen = () => who.apps.find((each) => each.id === app.value);
  const snippets = () => {
    panes[0].code.textContent = pusherSnippet(chosen(), channel.value);
    panes[1].code.textContent = eventsSnippet(chosen(), apps, channel.value);
    panes[2].code.textContent = socketSnippet(chosen(), apps, channel.value);
    curl.textContent = curlSnippet(chosen(), apps, channel.value, message.value);
  };
  const connect = () => {
    round.abort();
    round = new AbortController();
    names.clear();
    for (const each of panes) each.list.clear();
    snippets();
    if (!channel.reportValidity()) return;
    viaPusher(panes[0], chosen(), channel.value, round.signal);
    named = viaEvents(panes[1], chosen(), apps, channel.value, round.signal);
    viaSocket(panes[2], chosen(), apps, channel.value, round.signal);
  };
  const publish = async (submitted) => {
    submitted.preventDefault();
    answer.className = 'note';
    // An EventSource hears an event with a name only when it listens for that name.
    if (event.value && !names.has(event.value)) {
      names.add(event.value);
      named(event.value);
    }
    try {
      const at = await post('/console/api/publish', {
        app: app.value,
        channel: channel.value,
        ...(event.value && { event: event.value }),
        data: message.value,
        secret: secret.value,
      });
      write(answer, at?.epoch ? `Published at ${at.epoch}:${at.offset}.` : 'Published.');
    } catch (problem) {
      answer.className = 'problem';
      write(answer, problem.message);
    }
  };
  channel.addEventListener('change', connect);
  app.addEventListener('change', connect);
  message.addEventListener('input', snippets);
  signal.addEventListener('abort', () => round.abort());

  put(
    body,
    h(
      'form',
      { class: 'card filters', onsubmit: publish },
      h('label', null, 'App', app),
      h('label', null, 'Channel', channel),
      h('label', { class: 'wide' }, 'Message', message),
      h('label', null, 'Event', event),
      h('label', null, 'Secret of the app', secret),
      h('button', null, 'Publish'),
      answer,
    ),
    h(
      'div',
      { class: 'panes' },
      panes.map((each) => each.element),
    ),
    h(
      'section',
      { class: 'card', 'aria-label': 'Publish from a terminal' },
      h('h2', null, 'From a terminal'),
      h(
        'div',
        { class: 'snippet' },
        h('pre', { tabindex: '0', 'aria-label': 'Command' }, curl),
        copyButton(() => curl.textContent),
      ),
    ),
  );
  connect();
}
