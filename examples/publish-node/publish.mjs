// Publishes from Node.js 18 or newer, with nothing but its fetch.
//   node publish.mjs [CHANNEL] [MESSAGE]
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const server = process.env.FRESHET_URL ?? 'http://127.0.0.1:8080';
const secret = process.env.FRESHET_SECRET;
const ATTEMPTS = 5;

/** Sends a request, and again when that can help. */
async function post(path, body, headers) {
  for (let attempt = 1; ; attempt++) {
    let response;
    try {
      response = await fetch(server + path, {
        method: 'POST',
        body,
        headers: { ...headers, ...(secret && { Authorization: `Bearer ${secret}` }) },
        signal: AbortSignal.timeout(10_000),
      });
    } catch (failure) {
      if (attempt === ATTEMPTS) throw failure;
    }
    if (response?.ok) return response.json();
    // A problem that trying again can mend comes with Retry-After.
    const after = Number(response?.headers.get('retry-after') ?? (response ? 0 : 1));
    if (response && (after === 0 || attempt === ATTEMPTS)) {
      const problem = await response.json();
      throw new Error(`${problem.code}: ${problem.detail}`);
    }
    await response?.body?.cancel();
    await pause(1000 * after * (1 + Math.random()));
  }
}

/** One message. The key makes a repeated attempt harmless: the second is answered, not delivered. */
function publish(channel, message, event) {
  return post(`/channels/${encodeURIComponent(channel)}`, message, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Idempotency-Key': randomUUID(),
    ...(event && { Event: event }),
  });
}

/** Many messages to many channels in one request; each has a result of its own, in order. */
async function publishAll(messages) {
  const batch = messages.map((message) => ({ 'idempotency-key': randomUUID(), ...message }));
  const results = await post('/channels', JSON.stringify(batch), { 'Content-Type': 'application/json' });
  results.forEach((result, i) => {
    if (result.code) console.error(`${messages[i].channel}: ${result.code}: ${result.detail}`);
  });
  return results;
}

const [channel = 'chat', message = 'hello from Node'] = process.argv.slice(2);
console.log(await publish(channel, message));
console.log(await publish(channel, message, 'greeting'));
console.log(await publishAll([
  { channel, data: 'one of two' },
  { channel: 'news', data: { title: 'two of two' }, event: 'headline' },
]));
