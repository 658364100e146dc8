// Many clients in one process, each of which follows channels and comes back by its own means. What happens to them
// is printed, one JSON array a line: [KIND OF LINE, ID, MILLISECONDS, ...].
//   in:   {"open": {id, kind, url, channels, user?}}    kind: sse, ws, pusher     {"close": ID}     {"members": ID}
//   out:  ["heard", id, ms, channel, data, epoch, offset]   epoch and offset are null where there are none
//         ["at", id, ms, channel, epoch, offset]            a confirmation: it stands there
//         ["reset", id, ms, channel, epoch, offset]         it was told that the past is gone
//         ["subscribed", id, ms, channel]                   pusher-js: it hears the channel from now on
//         ["up", id, ms]  ["down", id, ms, why]
//         ["added", id, ms, channel, user]  ["removed", id, ms, channel, user]
//         ["members", id, ms, {CHANNEL: [USER, ...]}]
// Arguments: the file of examples/websocket-page/resuming.js, then app id, key and secret.
import { createInterface } from 'node:readline';
import { EventSource } from 'eventsource';
import PusherJs from 'pusher-js';
import Backend from 'pusher';

const [resuming, appId, key, secret] = process.argv.slice(2);
const { hear } = await import(resuming);
const clients = new Map();
const RETRY = 300;

console.warn = console.error = console.log = () => {}; // pusher-js logs every attempt to connect
process.on('unhandledRejection', () => {});

let waiting = '';
function print(kind, id, ...rest) {
  if (!waiting) setImmediate(() => { process.stdout.write(waiting); waiting = ''; });
  waiting += `${JSON.stringify([kind, id, Date.now(), ...rest])}\n`;
}

function heard(id, { channel, data, epoch = null, offset = null }) {
  print('heard', id, channel, data, epoch, offset);
}

/** The package eventsource. A status other than 200 ends it for good, as in a browser: then a new one goes on. */
function sse({ id, url, channels }) {
  const query = channels.map((channel) => `channel=${encodeURIComponent(channel)}`).join('&');
  let last = '';
  let ended = false;
  let source;
  const open = () => {
    if (ended) return;
    const from = last ? `lastEventId=${encodeURIComponent(last)}` : 'since=earliest';
    source = new EventSource(`${url}/channels?${query}&format=json&${from}`);
    source.onopen = () => print('up', id);
    source.onmessage = ({ data, lastEventId }) => {
      if (lastEventId) last = lastEventId;
      heard(id, JSON.parse(data));
    };
    source.addEventListener('freshet:reset', ({ data, lastEventId }) => {
      last = lastEventId;
      const { channel, epoch, offset } = JSON.parse(data);
      print('reset', id, channel, epoch, offset);
    });
    source.onerror = ({ code, message }) => {
      print('down', id, `${code ?? ''} ${message ?? ''}`);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, RETRY);
    };
  };
  open();
  return { close: () => { ended = true; source.close(); } };
}

/** What the examples say to copy, on Node's own WebSocket; a connection for each channel. */
function ws({ id, url, channels }) {
  const each = channels.map((channel) => {
    // The position of a confirmation is not told by resuming.js, which is for pages: it is looked at on its way.
    class Observed extends WebSocket {
      constructor(address) {
        super(address);
        this.addEventListener('message', ({ data }) => {
          const { signal, epoch = null, offset = null } = JSON.parse(data);
          if (signal === 'subscribed') {
            print('at', id, channel, epoch, offset);
            print('up', id);
          } else if (signal === 'reset') {
            print('reset', id, channel, epoch, offset);
            print('up', id);
          }
        });
        let closed = false;
        this.addEventListener('close', ({ code }) => { closed = true; print('down', id, `${code}`); });
        // The WebSocket of Node 20 tells of an error and not of the close that belongs to it.
        this.addEventListener('error', () => setTimeout(() => {
          if (!closed) this.dispatchEvent(Object.assign(new Event('close'), { code: 1006 }));
        }, 20));
      }
    }
    return hear(url, channel, { message: (message) => heard(id, message) }, { webSocket: Observed });
  });
  return { close: () => each.forEach((one) => one.close()) };
}

/** pusher-js, with the application's backend in the same process. */
function pusher({ id, url, channels, user }) {
  const { hostname, port } = new URL(url);
  const backend = new Backend({ appId, key, secret, host: hostname, port, useTLS: false });
  const client = new PusherJs(key, {
    cluster: '', wsHost: hostname, wsPort: port, forceTLS: false, enabledTransports: ['ws', 'wss'],
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, callback) =>
        callback(null, backend.authorizeChannel(socketId, channelName, user && { user_id: user, user_info: {} })),
    },
  });
  client.connection.bind('state_change', ({ current, previous }) => {
    if (current === 'connected') print('up', id);
    else if (previous === 'connected') print('down', id, current);
  });
  client.connection.bind('error', (error) => print('error', id, error?.error?.data ?? error?.type ?? 'unknown'));
  for (const name of channels) {
    const channel = client.subscribe(name);
    channel.bind('pusher:subscription_succeeded', () => print('subscribed', id, name));
    channel.bind('pusher:subscription_error', (error) => print('error', id, name, error));
    channel.bind('pusher:member_added', ({ id: other }) => print('added', id, name, other));
    channel.bind('pusher:member_removed', ({ id: other }) => print('removed', id, name, other));
    channel.bind('message', (data) => heard(id, { channel: name, data }));
  }
  return {
    close: () => client.disconnect(),
    members: () => Object.fromEntries(
      client.allChannels()
        .filter((channel) => channel.members)
        .map((channel) => [channel.name, Object.keys(channel.members.members)])),
  };
}

const KINDS = { sse, ws, pusher };

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { open, close, members } = JSON.parse(line);
    if (open) {
      clients.set(open.id, KINDS[open.kind](open));
    } else if (close) {
      clients.get(close).close();
      clients.delete(close);
    } else if (members) {
      print('members', members, clients.get(members).members());
    }
  })
  .on('close', () => process.exit(0));
