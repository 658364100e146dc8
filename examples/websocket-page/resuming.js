// Hears a channel over a WebSocket and goes on where it stopped after a cut. Copy it; it needs nothing else.
// Runs in browsers, and in Node.js from 22 on.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;

// Closed for a reason that the next attempt would meet again; see the table of close reasons in the reference.
const FINAL = new Set([1002, 1003, 1007, 1008, 1009]);

/**
 * @param server  such as https://push.example.com
 * @param on      message({channel, data | base64, event?, epoch?, offset?, time}), reset(), failed({code, detail}),
 *                state(text)
 * @param options token() returns one for each attempt; webSocket is a constructor other than the platform's
 */
export function hear(server, channel, on, options = {}) {
  const Socket = options.webSocket ?? WebSocket;
  let socket;
  let since;
  let pause = FIRST_PAUSE;
  let timer;
  let atLeast = 0;
  let ended = false;

  async function open() {
    const url = new URL(`/channels/${encodeURIComponent(channel)}`, server);
    url.protocol = url.protocol.replace('http', 'ws');
    // Only JSON carries the position that resuming needs.
    url.searchParams.set('format', 'json');
    if (since) url.searchParams.set('since', since);
    if (options.token) url.searchParams.set('token', await options.token());
    socket = new Socket(url);
    socket.onmessage = ({ data }) => receive(JSON.parse(data));
    socket.onclose = ({ code }) => (FINAL.has(code) ? give(code) : again());
  }

  function receive(message) {
    // Publications and signals tell where we stand now, unless the channel keeps no history.
    if (message.epoch) since = `${message.epoch}:${message.offset}`;
    switch (message.signal) {
      case undefined: on.message(message); break;
      case 'subscribed': pause = FIRST_PAUSE; on.state?.(message.resumed ? 'resumed' : 'subscribed'); break;
      case 'reset': pause = FIRST_PAUSE; on.state?.('subscribed'); on.reset?.(); break;
      case 'failed': on.failed?.(message); break;
      case 'come-back': atLeast = message.after; break;
    }
  }

  function give(code) {
    on.state?.(`closed for good (${code})`);
  }

  // A pause that grows, of random length beside what the server asked for, so that the clients of a server that restarts do not come all at once.
  function again() {
    if (ended) return;
    on.state?.('connecting again');
    timer = setTimeout(() => open().catch(again), atLeast + Math.random() * pause);
    atLeast = 0;
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  open().catch(again);
  return {
    /** Whether it was sent; a failure comes back through on.failed. */
    publish(data, event) {
      if (socket?.readyState !== 1) return false;
      socket.send(JSON.stringify(event === undefined ? { data } : { data, event }));
      return true;
    },
    close() {
      ended = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
