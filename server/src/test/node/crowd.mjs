// A crowd of clients that nobody here wrote, which come back by themselves. Prints what each hears, one JSON line each:
// {"client":N,"open":true} whenever it is connected, {"client":N,"data":TEXT} for a message, {"client":N,"dead":STATE}.
//   node crowd.mjs PORT COUNT    half are pusher-js, half the package eventsource; all hear the channel chat
import { EventSource } from 'eventsource';
import PusherJs from 'pusher-js';

const [port, count] = process.argv.slice(2).map(Number);
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
console.warn = console.error = console.log = () => {}; // pusher-js logs that it was sent away

for (let client = 0; client < count; client++) {
  if (client % 2 === 0) {
    const pusher = new PusherJs('dev-key', {
      wsHost: '127.0.0.1', wsPort: port, forceTLS: false, enabledTransports: ['ws'], disableStats: true, cluster: '',
    });
    const chat = pusher.subscribe('chat');
    chat.bind('pusher:subscription_succeeded', () => print({ client, open: true }));
    chat.bind('said', (data) => print({ client, data }));
    pusher.connection.bind('failed', () => print({ client, dead: 'failed' }));
    pusher.connection.bind('disconnected', () => print({ client, dead: 'disconnected' }));
  } else {
    const source = new EventSource(`http://127.0.0.1:${port}/channels/chat`);
    source.onopen = () => print({ client, open: true });
    source.addEventListener('said', ({ data }) => print({ client, data: JSON.parse(data) }));
    source.onerror = () => source.readyState === EventSource.CLOSED && print({ client, dead: 'closed' });
  }
}
