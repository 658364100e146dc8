// Users who sign in: messages to them, whom they watch, how their connections are ended.
import assert from 'node:assert/strict';
import { frames, heard, ready, record, rule, state, subscribed } from './rules.mjs';

rule('aMessageToAUserReachesAllItsConnectionsAndNobodyElse', async (t) => {
  const [one, two] = [await t.signedIn({ id: 'anna' }), await t.signedIn({ id: 'anna' })];
  const other = await t.signedIn({ id: 'bert' });
  const log = frames(other);
  const all = [one, two].map((client) => heard(client.user, 'note'));
  await t.backend().sendToUser('anna', 'note', { text: 'for Anna' });
  for (const each of all) assert.deepEqual(await each, { text: 'for Anna' });
  const end = heard(other.user, 'note');
  await t.backend().sendToUser('bert', 'note', { text: 'for Bert' });
  await end;
  assert.deepEqual(log.filter(({ event }) => event === 'note').map(({ data }) => data.text), ['for Bert']);
});

rule('theChannelOfAnotherUserIsRefused', async (t) => {
  const client = await t.signedIn({ id: 'bert' });
  const backend = t.backend();
  for (const auth of ['', backend.authorizeChannel(client.connection.socket_id, 'private-x').auth]) {
    const error = heard(client.connection, 'message', ({ event }) => event === 'pusher:subscription_error');
    client.send_event('pusher:subscribe', { channel: '#server-to-user-anna', auth });
    assert.equal((await error).channel, '#server-to-user-anna');
  }
  const log = frames(client);
  const end = heard(client.user, 'note');
  await backend.sendToUser('anna', 'note', {});
  await backend.sendToUser('bert', 'note', {});
  await end;
  assert.equal(log.filter(({ event }) => event === 'note').length, 1);
});

rule('aWrongSignatureOfAUserEndsTheConnectionForGood', async (t) => {
  const backend = t.backend({ secret: 'not-the-secret' });
  const client = t.client({ user: { id: 'anna' }, backend });
  await state(client, 'connected');
  const codes = [];
  client.connection.bind('error', (error) => codes.push(error.data?.code ?? error.error?.data?.code));
  const gone = state(client, 'disconnected');
  client.signin();
  await gone;
  assert.ok(codes.includes(4009), JSON.stringify(codes));
  assert.equal(client.connection.retryTimer ?? null, null, 'it does not try again');
});

rule('aConnectionHasOneUser', async (t) => {
  const client = await t.signedIn({ id: 'anna' });
  const backend = t.backend();
  const sign = (user) => client.send_event('pusher:signin', backend.authenticateUser(client.connection.socket_id, user));
  const again = heard(client.connection, 'message', ({ event }) => event === 'pusher:signin_success');
  sign({ id: 'anna' });
  await again;
  const error = heard(client.connection, 'error');
  sign({ id: 'bert' });
  await error;
  const note = heard(client.user, 'note');
  await backend.sendToUser('bert', 'note', { for: 'bert' });
  await backend.sendToUser('anna', 'note', { for: 'anna' });
  assert.deepEqual(await note, { for: 'anna' });
});

rule('aUserSeesWhoOfItsWatchlistComesAndGoes', async (t) => {
  await t.signedIn({ id: 'wanda' });
  const watcher = t.client({ user: { id: 'walt', watchlist: ['wanda', 'xaver'] } });
  const online = heard(watcher.user.watchlist, 'online');
  const offline = heard(watcher.user.watchlist, 'offline');
  watcher.signin();
  assert.deepEqual((await online).user_ids, ['wanda']);
  assert.deepEqual((await offline).user_ids, ['xaver']);
  const log = record(watcher.user.watchlist);
  const comes = heard(watcher.user.watchlist, 'online');
  const first = await t.signedIn({ id: 'xaver' });
  assert.deepEqual((await comes).user_ids, ['xaver']);
  const second = await t.signedIn({ id: 'xaver' });
  const closed = frames(second);
  first.disconnect();
  const note = heard(second.user, 'note');
  await t.backend().sendToUser('xaver', 'note', {});
  await note;
  assert.equal(closed.length, 1);
  const goes = heard(watcher.user.watchlist, 'offline');
  second.disconnect();
  assert.deepEqual((await goes).user_ids, ['xaver']);
  assert.deepEqual(log.map(([name]) => name), ['online', 'offline']);
});

rule('theConnectionsOfAUserAreEndedAndStayAway', async (t) => {
  const [one, two] = [await t.signedIn({ id: 'rudi' }), await t.signedIn({ id: 'rudi' })];
  const other = await t.signedIn({ id: 'bert' });
  const codes = [];
  for (const client of [one, two]) {
    client.connection.bind('error', (error) => codes.push(error.data?.code ?? error.error?.data?.code));
  }
  const gone = [one, two].map((client) => state(client, 'disconnected'));
  await t.backend().terminateUserConnections('rudi');
  await Promise.all(gone);
  assert.ok(codes.filter((code) => code === 4009).length >= 2, JSON.stringify(codes));
  for (const client of [one, two]) assert.equal(client.connection.retryTimer ?? null, null);
  await subscribed(other, 'others-stay');
});

rule('aConnectionThatProvesNothingInTimeIsEnded', async (t) => {
  const at = Object.assign(await t.serve(`
apps:
  - id: "9"
    key: key-of-nine
    secret: secret-of-nine
    pusher:
      enabled: true
      authorize-within: 2s
`), { id: '9', key: 'key-of-nine', secret: 'secret-of-nine' });
  const [silent, proven] = [t.client({ at }), t.client({ at })];
  const log = frames(proven);
  await subscribed(proven, 'private-x');
  await subscribed(silent, 'public-x');
  await state(silent, 'disconnected');
  assert.equal(proven.connection.state, 'connected');
  await subscribed(proven, 'private-y');
  assert.equal(log.filter(({ event }) => event === 'pusher:connection_established').length, 0);
});

ready();
