// What the backend is told, verified by the package pusher.
import assert from 'node:assert/strict';
import { heard, ready, rule, subscribed, until } from './rules.mjs';

const SIX = { id: '6', key: 'key-of-six', secret: 'secret-of-six' };

const config = (hooks, delay = '100ms') => `
webhooks:
  vacated-delay: ${delay}
apps:
  - id: "6"
    key: key-of-six
    secret: secret-of-six
    pusher:
      enabled: true
      client-events: private
      subscription-count: true
    webhooks:
${hooks.map((hook) => `      - ${Object.entries(hook).map(([k, v]) => `${k}: ${JSON.stringify(v)}`).join('\n        ')}`).join('\n')}
`;

/** A server that tells a receiver, and what it was told: each request verified, its events in one list. */
async function told(t, { answers = [], hook = {}, delay } = {}) {
  const receiver = await t.receiver(...answers);
  const at = Object.assign(await t.serve(config([{ url: receiver.url, ...hook }], delay)), SIX);
  return { at, receiver, events: () => verified(t, at, receiver) };
}

function verified(t, at, { got }) {
  const backend = t.backend({ at });
  return got.flatMap((request) => {
    assert.equal(request.method, 'POST');
    const webhook = backend.webhook(request);
    assert.ok(webhook.isValid(), `${JSON.stringify(request.headers)} ${request.rawBody}`);
    assert.ok(Math.abs(Date.now() - webhook.getTime()) < 60_000);
    assert.ok(webhook.getEvents().length > 0);
    // The id is ours, and tells repeats; the rest is as Pusher sends it.
    return webhook.getEvents().map(({ id, ...event }) => {
      assert.match(id, /^[0-9a-z-]{3,40}$/);
      return event;
    });
  });
}

const names = (events) => events.map(({ name }) => name);

rule('aChannelIsOccupiedByItsFirstAndVacatedByItsLastSubscriber', async (t) => {
  const { at, events } = await told(t, { hook: { events: ['channel_occupied', 'channel_vacated'] } });
  const [one, two] = [t.client({ at }), t.client({ at })];
  await subscribed(one, 'news');
  await subscribed(two, 'news');
  one.unsubscribe('news');
  two.disconnect();
  await until(() => events().length >= 2);
  assert.deepEqual(events(), [
    { name: 'channel_occupied', channel: 'news' }, { name: 'channel_vacated', channel: 'news' },
  ]);
});

rule('aRequestThatWasTamperedWithIsNotValid', async (t) => {
  const { at, receiver } = await told(t);
  await subscribed(t.client({ at }), 'news');
  await until(() => receiver.got.length > 0);
  const [request] = receiver.got;
  const backend = t.backend({ at });
  assert.ok(backend.webhook(request).isValid());
  assert.ok(!backend.webhook({ ...request, rawBody: request.rawBody.replace('news', 'nuws') }).isValid());
  assert.ok(!t.backend({ at, secret: 'not-the-secret' }).webhook(request).isValid());
});

rule('aMemberIsAddedByItsFirstAndRemovedByItsLastConnection', async (t) => {
  const { at, events } = await told(t, { hook: { events: ['member_added', 'member_removed'] } });
  const [one, two] = [t.client({ at, as: { user_id: 7 } }), t.client({ at, as: { user_id: 7 } })];
  await subscribed(one, 'presence-room');
  await subscribed(two, 'presence-room');
  one.disconnect();
  two.disconnect();
  await until(() => events().length >= 2);
  assert.deepEqual(events(), [
    { name: 'member_added', channel: 'presence-room', user_id: '7' },
    { name: 'member_removed', channel: 'presence-room', user_id: '7' },
  ]);
});

rule('aClientEventIsToldWithWhoSentIt', async (t) => {
  const { at, events } = await told(t, { hook: { events: ['client_event'] } });
  const client = t.client({ at, as: { user_id: 'anna' } });
  const [room, closed] = [await subscribed(client, 'presence-room'), await subscribed(client, 'private-room')];
  room.trigger('client-wave', { n: 1 });
  closed.trigger('client-wave', 'text');
  await until(() => events().length >= 2);
  const socket_id = client.connection.socket_id;
  const byChannel = Object.fromEntries(events().map((event) => [event.channel, event]));
  const { data, ...rest } = byChannel['presence-room'];
  assert.deepEqual(rest, { name: 'client_event', channel: 'presence-room', event: 'client-wave', socket_id, user_id: 'anna' });
  assert.deepEqual(typeof data === 'string' ? JSON.parse(data) : data, { n: 1 });
  assert.ok(!('user_id' in byChannel['private-room']));
});

rule('aMissOfTheCacheIsTold', async (t) => {
  const { at, events } = await told(t, { hook: { events: ['cache_miss'] } });
  await heard(t.client({ at }).subscribe('cache-prices'), 'pusher:cache_miss');
  await until(() => events().length >= 1);
  assert.deepEqual(events(), [{ name: 'cache_miss', channel: 'cache-prices' }]);
});

rule('theNumberOfSubscribersIsTold', async (t) => {
  const { at, events } = await told(t, { hook: { events: ['subscription_count'] } });
  await subscribed(t.client({ at }), 'news');
  await subscribed(t.client({ at }), 'news');
  await until(() => events().some((event) => event.subscription_count === 2));
  assert.deepEqual(events().at(-1), { name: 'subscription_count', channel: 'news', subscription_count: 2 });
});

rule('aPageThatIsLoadedAgainIsNoEvent', async (t) => {
  const { at, events } = await told(t, { delay: '2s', hook: { events: ['channel_occupied', 'channel_vacated', 'member_added', 'member_removed'] } });
  const as = { user_id: 'anna' };
  const before = t.client({ at, as });
  await subscribed(before, 'presence-room');
  before.disconnect();
  await subscribed(t.client({ at, as }), 'presence-room');
  // What is vacated later with the same delay is told later: when it is, the first would have been.
  const fence = t.client({ at });
  await subscribed(fence, 'fence');
  fence.disconnect();
  await until(() => events().some(({ name, channel }) => name === 'channel_vacated' && channel === 'fence'));
  assert.deepEqual(names(events().filter(({ channel }) => channel === 'presence-room')).sort(),
    ['channel_occupied', 'member_added']);
});

rule('aBackendThatFailsIsToldAgain', async (t) => {
  const { at, receiver } = await told(t, { answers: [500], hook: { events: ['channel_occupied'] } });
  await subscribed(t.client({ at }), 'news');
  await until(() => receiver.got.length >= 2);
  assert.equal(receiver.got[0].rawBody.includes('"channel":"news"'), true);
  assert.deepEqual(t.backend({ at }).webhook(receiver.got[1]).getEvents(),
    t.backend({ at }).webhook(receiver.got[0]).getEvents());
});

rule('aPrefixChoosesWhatIsTold', async (t) => {
  const { at, events } = await told(t, { hook: { events: ['channel_occupied'], 'channel-prefix': 'private-' } });
  const client = t.client({ at });
  await subscribed(client, 'news');
  await subscribed(client, 'private-news');
  await until(() => events().length >= 1);
  assert.deepEqual(events(), [{ name: 'channel_occupied', channel: 'private-news' }]);
});

rule('whatWaitsComesTogetherWhereTheAppAllowsIt', async (t) => {
  let answer;
  const answered = new Promise((resolve) => { answer = resolve; });
  const { at, receiver, events } = await told(t,
    { answers: Array(8).fill(answered), hook: { events: ['channel_occupied'], batch: true } });
  const client = t.client({ at });
  const channels = Array.from({ length: 30 }, (_, i) => `news-${i}`);
  await Promise.all(channels.map((name) => subscribed(client, name)));
  await until(() => receiver.got.length > 0);
  answer(200);
  await until(() => events().length >= 30);
  assert.deepEqual(events().map(({ channel }) => channel).sort(), channels.sort());
  assert.ok(receiver.got.length < 30, `${receiver.got.length} requests`);
});

ready();
