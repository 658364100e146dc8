// Those who are on the server while its console is looked at: plain clients, and members of a presence channel.
import Pusher from 'pusher-js';
import Server from 'pusher';
import { base } from './browser.mjs';

const { hostname, port } = new URL(base);
const backend = new Server({ appId: '1', key: 'dev-key', secret: 'dev-secret', host: hostname, port, useTLS: false });

function opened(socket) {
  return new Promise((done, failed) => {
    socket.onopen = () => done(socket);
    socket.onerror = () => failed(new Error('a WebSocket was refused'));
  });
}

/** A plain WebSocket on each channel. */
export function hear(...channels) {
  return Promise.all(
    channels.map((channel) =>
      opened(new WebSocket(`${base.replace('http', 'ws')}/channels/${encodeURIComponent(channel)}`)),
    ),
  );
}

/** A member of a presence channel by pusher-js. */
export function join(channel, user, info) {
  return new Promise((done, failed) => {
    const client = new Pusher('dev-key', {
      cluster: 'freshet',
      wsHost: hostname,
      wsPort: Number(port),
      forceTLS: false,
      enabledTransports: ['ws'],
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, answer) =>
          answer(null, backend.authorizeChannel(socketId, channelName, { user_id: user, user_info: info })),
      },
    });
    const subscribed = client.subscribe(channel);
    subscribed.bind('pusher:subscription_succeeded', () => done(client));
    subscribed.bind('pusher:subscription_error', (problem) => failed(new Error(JSON.stringify(problem))));
  });
}

/** Publishes as a program would. */
export async function publish(channel, body, event) {
  const query = event ? `?event=${encodeURIComponent(event)}` : '';
  const answer = await fetch(`${base}/channels/${encodeURIComponent(channel)}${query}`, { method: 'POST', body });
  if (!answer.ok) throw new Error(`${channel}: ${answer.status} ${await answer.text()}`);
}

/** Publishes now and then until it is stopped, so that figures move. */
export function murmur(channel, everyMs) {
  let number = 0;
  const timer = setInterval(
    () => publish(channel, `{"price":${(100 + Math.sin(++number / 9)).toFixed(2)}}`).catch(() => {}),
    everyMs,
  );
  return { stop: () => clearInterval(timer) };
}
