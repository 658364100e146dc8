// What to copy from Try it: each is what its pane does.

/** Where clients reach this server. */
export function place() {
  return {
    http: location.origin,
    ws: location.origin.replace(/^http/, 'ws'),
    host: location.hostname,
    port: location.port || (location.protocol === 'https:' ? '443' : '80'),
    tls: location.protocol === 'https:',
  };
}

function query(app, apps) {
  return apps > 1 ? `?app=${encodeURIComponent(app.key)}` : '';
}

export function eventsUrl(app, apps, channel) {
  return `${place().http}/channels/${encodeURIComponent(channel)}${query(app, apps)}`;
}

export function socketUrl(app, apps, channel) {
  return `${place().ws}/channels/${encodeURIComponent(channel)}${query(app, apps)}`;
}

/** The options of pusher-js for this server. */
export function pusherOptions() {
  const { host, port, tls } = place();
  return {
    cluster: 'freshet',
    wsHost: host,
    wsPort: Number(port),
    wssPort: Number(port),
    forceTLS: tls,
    enabledTransports: ['ws', 'wss'],
    disableStats: true,
  };
}

const js = (value) => `'${String(value).replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;

export function pusherSnippet(app, channel) {
  const { host, port, tls } = place();
  return `import Pusher from 'pusher-js';

const pusher = new Pusher(${js(app.key)}, {
  cluster: 'freshet',
  wsHost: ${js(host)},
  wsPort: ${port},
  wssPort: ${port},
  forceTLS: ${tls},
  enabledTransports: ['ws', 'wss'],
});
pusher.subscribe(${js(channel)})
  .bind_global((event, data) => {
    console.log(event, data);
  });`;
}

export function eventsSnippet(app, apps, channel) {
  return `const source = new EventSource(
  ${js(eventsUrl(app, apps, channel))});
source.onmessage = ({ data }) => {
  console.log(data);
};
source.addEventListener('freshet:reset',
  () => location.reload());`;
}

export function socketSnippet(app, apps, channel) {
  return `const socket = new WebSocket(
  ${js(socketUrl(app, apps, channel))});
socket.onmessage = ({ data }) => {
  console.log(data);
};`;
}

export function curlSnippet(app, apps, channel, message) {
  const quoted = `'${message.replaceAll("'", "'\\''")}'`;
  return `curl -H 'Authorization: Bearer SECRET' --data-raw ${quoted} '${eventsUrl(app, apps, channel)}'`;
}
