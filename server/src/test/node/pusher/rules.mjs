// What the scripts beside this one are made of: named rules, which a JUnit test asks for over stdin, one JSON line
// each way. A rule throws when it is broken. Every wait is for something that happens, and ends after PATIENCE.
//   in:  {"rule":NAME,"at":SERVER}   out: {"kept":NAME} or {"broken":STACK}
//   out: {"ask":{...}}               in:  {"answer":ANY}     while a rule runs: to start and stop servers
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import PusherJs from 'pusher-js';
import Backend from 'pusher';

const PATIENCE = 30_000;
const rules = new Map();
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

console.warn = console.error = console.log = () => {}; // pusher-js logs what these rules provoke
process.on('unhandledRejection', () => {}); // of waits that a broken rule left behind

export const rule = (name, body) => rules.set(name, body);

/** What a client hears next on a channel, user, watchlist or connection of pusher-js: bind first, then do. */
export function heard(target, event, test = () => true) {
  const late = new Error(`never heard ${event} of ${target.name ?? target.constructor.name}`);
  return new Promise((resolve, reject) => {
    const listener = (data, metadata) => {
      if (!test(data, metadata)) return;
      clearTimeout(timer);
      target.unbind(event, listener);
      resolve(data);
    };
    const timer = setTimeout(() => { target.unbind(event, listener); reject(late); }, PATIENCE);
    target.bind(event, listener);
  });
}

/** The connection has come to a state. */
export const state = (client, wanted) =>
  client.connection.state === wanted ? undefined : heard(client.connection, wanted);

/** Subscribes, and waits for the answer of the server. */
export async function subscribed(client, name) {
  const channel = client.subscribe(name);
  if (!channel.subscribed) await heard(channel, 'pusher:subscription_succeeded');
  return channel;
}

/** Everything a channel says from now on, as [event, data]. */
export function record(channel) {
  const log = [];
  channel.bind_global((event, data) => log.push([event, data]));
  return log;
}

/** Every frame a client hears from now on, as pusher-js parsed it. */
export function frames(client) {
  const log = [];
  client.connection.bind('message', (frame) => log.push(frame));
  return log;
}

/** The next in-band error of the server. */
export const refusal = (client) =>
  heard(client.connection, 'error', (error) => error.type === 'PusherError').then((error) => error.data);

/** Holds once it holds. */
export async function until(condition, what = condition.toString()) {
  const late = new Error(`never: ${what}`);
  for (const end = Date.now() + PATIENCE; Date.now() < end;) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw late;
}

let runs = 0;
let answered;
const ask = (request) => new Promise((resolve) => { answered = resolve; print({ ask: request }); });

/** One run of a rule: what it opens is closed when it ends. */
class Run {
  #closing = [];

  constructor(at) { this.at = at; }

  /** A channel that no other rule has used: what was there before would be heard of. */
  fresh(name) { return `${name}-${++runs}`; }

  closing(close) { this.#closing.push(close); }

  close() { for (const close of this.#closing.reverse()) close(); }

  /** A server with this configuration file, and further settings such as "stop.window=0s". */
  serve(yaml, ...settings) { return ask({ serve: yaml, settings }); }

  stop(at) { return ask({ stop: at.port }); }

  /** The same server again, on the same port. */
  start(at) { return ask({ start: at.port }); }

  backend(options = {}) {
    const { port, id = '1', key = 'dev-key', secret = 'dev-secret' } = options.at ?? this.at;
    return new Backend({ appId: id, key, secret, host: '127.0.0.1', port, useTLS: false, ...options });
  }

  /**
   * A client of pusher-js whose application lets it into every channel.
   * @param as the user: {user_id, user_info}, what a presence channel is joined with
   * @param user the user: {id, user_info, watchlist}, what it signs in as
   */
  client({ at = this.at, as, user, backend = this.backend({ at }), key = at.key ?? 'dev-key', ...options } = {}) {
    const client = new PusherJs(key, {
      cluster: '', wsHost: '127.0.0.1', wsPort: at.port, forceTLS: false, enabledTransports: ['ws', 'wss'],
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, callback) =>
          callback(null, backend.authorizeChannel(socketId, channelName, as)),
      },
      userAuthentication: {
        customHandler: ({ socketId }, callback) => callback(null, backend.authenticateUser(socketId, user)),
      },
      ...options,
    });
    this.closing(() => client.disconnect());
    return client;
  }

  /** A client that has signed in. */
  async signedIn(user, options = {}) {
    const client = this.client({ user, ...options });
    const answer = heard(client.connection, 'message', (frame) => frame.event === 'pusher:signin_success');
    const own = heard(client.connection, 'message', (frame) =>
      frame.event === 'pusher_internal:subscription_succeeded' && frame.channel === `#server-to-user-${user.id}`);
    client.signin();
    await answer;
    await own;
    return client;
  }

  /** A web server that keeps the requests it gets; answers with these statuses or promises of them, then with 200. */
  async receiver(...statuses) {
    const got = [];
    const server = createServer((request, response) => {
      let rawBody = '';
      request.setEncoding('utf8').on('data', (text) => { rawBody += text; }).on('end', async () => {
        got.push({ method: request.method, headers: request.headers, rawBody });
        response.writeHead(await statuses.shift() ?? 200).end();
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    // It stays until the end: a server that stops tells what it has left to tell.
    return { url: `http://127.0.0.1:${server.address().port}/hook`, got };
  }
}

async function keep({ rule: name, at }) {
  const run = new Run(at);
  try {
    await rules.get(name)(run);
    print({ kept: name });
  } catch (error) {
    print({ broken: error?.stack ?? String(error) });
  } finally {
    run.close();
  }
}

/** Call last: says which rules there are, and waits to be asked. */
export function ready() {
  print({ rules: [...rules.keys()] });
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const message = JSON.parse(line);
      if ('answer' in message) answered(message.answer);
      else void keep(message);
    })
    .on('close', () => process.exit(0));
}
