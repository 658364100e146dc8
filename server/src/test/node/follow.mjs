// Hears one channel with a client nobody here wrote and prints what it hears, one JSON line each.
//   node follow.mjs sse URL     the package eventsource, which reconnects and resumes by itself
//   node follow.mjs ws URL      Node's own WebSocket, resumed with ?since= as the server's docs say
const [kind, url] = process.argv.slice(2);
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

if (kind === 'sse') {
  const { EventSource } = await import('eventsource');
  const source = new EventSource(url);
  source.onopen = () => print({ open: true });
  source.onmessage = ({ data, lastEventId }) => print({ data, at: lastEventId });
  source.addEventListener('freshet:reset', ({ data }) => print({ reset: data }));
} else {
  if (typeof WebSocket === 'undefined') throw new Error('this Node has no WebSocket of its own');
  let since = '';
  const open = () => {
    const socket = new WebSocket(since ? `${url}&since=${since}` : url);
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.epoch) since = `${message.epoch}:${message.offset}`;
      if (message.signal === 'subscribed') print({ open: true });
      else if (message.signal) print(message);
      else print({ data: message.data, at: since });
    };
    socket.onclose = () => setTimeout(open, 20);
  };
  open();
}
