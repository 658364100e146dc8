// The life of a connection of pusher-js: refused, kept alive, ended and back.
import assert from 'node:assert/strict';
import { frames, heard, ready, rule, state, subscribed } from './rules.mjs';

const app = (more = '', settings = '') => `
${settings}
apps:
  - id: "5"
    key: key-of-five
    secret: secret-of-five
    pusher:
      enabled: true
      ${more}
`;
const FIVE = { id: '5', key: 'key-of-five', secret: 'secret-of-five' };

rule('anUnknownKeyIsRefusedForGood', async (t) => {
  const client = t.client({ key: 'nobody-knows' });
  const codes = [];
  client.connection.bind('error', (error) => codes.push(error.data?.code ?? error.error?.data?.code));
  await state(client, 'disconnected');
  assert.ok(codes.includes(4001), JSON.stringify(codes));
  assert.equal(client.connection.retryTimer ?? null, null, 'it does not try again');
});

rule('theKeyOfAnAppWithoutSuchClientsIsRefusedForGood', async (t) => {
  const at = await t.serve(`
apps:
  - id: plain
    key: key-of-plain
    secret: secret-of-plain
`);
  const client = t.client({ at, key: 'key-of-plain' });
  const codes = [];
  client.connection.bind('error', (error) => codes.push(error.data?.code ?? error.error?.data?.code));
  await state(client, 'disconnected');
  assert.ok(codes.some((code) => code === 4001 || code === 4003), JSON.stringify(codes));
  assert.equal(client.connection.retryTimer ?? null, null);
});

rule('pingsKeepASilentConnection', async (t) => {
  const client = t.client({ activityTimeout: 50, pongTimeout: 5_000 });
  await state(client, 'connected');
  const id = client.connection.socket_id;
  assert.match(id, /^\d+\.\d+$/);
  for (let i = 0; i < 3; i++) {
    await heard(client.connection, 'message', ({ event }) => event === 'pusher:pong');
  }
  assert.equal(client.connection.state, 'connected');
  assert.equal(client.connection.socket_id, id);
});

rule('theAppSaysHowLongAClientMayBeSilent', async (t) => {
  const at = Object.assign(await t.serve(app('activity-timeout: 17s')), FIVE);
  const client = t.client({ at });
  await state(client, 'connected');
  assert.equal(client.connection.activityTimeout, 17_000);
});

// A node that stops asks for a second's pause. Whoever tries while nobody listens, as without it, waits 15 seconds in pusher-js.
rule('aClientComesBackByItselfWhenTheServerDoes', async (t) => {
  const at = Object.assign(await t.serve(app()), FIVE);
  const client = t.client({ at, as: { user_id: 'anna' }, user: { id: 'anna' } });
  const channels = await Promise.all(['news', 'private-news', 'presence-news'].map((name) => subscribed(client, name)));
  client.signin();
  await heard(client.connection, 'message', ({ event }) => event === 'pusher:signin_success');
  const first = client.connection.socket_id;
  await t.stop(at);
  const back = channels.map((channel) => heard(channel, 'pusher:subscription_succeeded'));
  const own = heard(client.connection, 'message', (frame) =>
    frame.event === 'pusher_internal:subscription_succeeded' && frame.channel === '#server-to-user-anna');
  await t.start(at);
  await Promise.all([...back, own]);
  assert.notEqual(client.connection.socket_id, first);
  const all = [...channels.map((channel) => heard(channel, 'e')), heard(client.user, 'e')];
  await t.backend({ at }).trigger(['news', 'private-news', 'presence-news'], 'e', { n: 1 });
  await t.backend({ at }).sendToUser('anna', 'e', { n: 1 });
  for (const each of all) assert.deepEqual(await each, { n: 1 });
  assert.equal(channels[2].members.count, 1);
});

// Sixteen a second are let in at once, the others are told 4100 after their handshake, which pusher-js takes for a second's pause.
rule('whoComesWithTooManyComesBackUntilItIsLetIn', async (t) => {
  const at = Object.assign(await t.serve(app('', 'limits:\n  connect-rate: 16')), FIVE);
  const codes = [];
  const clients = Array.from({ length: 40 }, () => {
    const client = t.client({ at });
    client.connection.bind('error', (error) => codes.push(error.data?.code ?? error.error?.data?.code));
    return client;
  });
  await Promise.all(clients.map((client) => state(client, 'connected')));
  assert.ok(codes.includes(4100), JSON.stringify(codes));
});

// At the door nothing is read in earnest: the words are the same.
rule('whoIsTurnedAwayAtTheDoorComesBackUntilItIsLetIn', async (t) => {
  const at = Object.assign(
    await t.serve(app('', 'limits:\n  connect-rate-per-address: 8')), FIVE);
  const codes = [];
  const clients = Array.from({ length: 20 }, () => {
    const client = t.client({ at });
    client.connection.bind('error', (error) => codes.push(error.data?.code ?? error.error?.data?.code));
    return client;
  });
  await Promise.all(clients.map((client) => state(client, 'connected')));
  assert.ok(codes.includes(4100), JSON.stringify(codes));
});

rule('thePathsMayHaveAPrefix', async (t) => {
  const at = Object.assign(await t.serve(app('', 'pusher:\n  path: /realtime')), FIVE);
  const client = t.client({ at, wsPath: '/realtime' });
  const channel = await subscribed(client, 'private-news');
  assert.ok(channel.subscribed);
});

rule('manyConnectionsOfOneProcessHaveIdsOfTheirOwn', async (t) => {
  const clients = Array.from({ length: 50 }, () => t.client());
  await Promise.all(clients.map((client) => state(client, 'connected')));
  assert.equal(new Set(clients.map((client) => client.connection.socket_id)).size, 50);
});

rule('aSubscriptionMadeBeforeTheConnectionIsThereHolds', async (t) => {
  const client = t.client();
  const log = frames(client);
  const channel = client.subscribe('early');
  await heard(channel, 'pusher:subscription_succeeded');
  assert.equal(log[0].event, 'pusher_internal:subscription_succeeded');
});

ready();
