// What clients send to each other, by pusher-js.
import assert from 'node:assert/strict';
import { frames, heard, ready, record, refusal, rule, state, subscribed } from './rules.mjs';

const app = (rules) => `
apps:
  - id: "8"
    key: key-of-eight
    secret: secret-of-eight
    pusher:
      enabled: true
      ${rules}
`;
const EIGHT = { id: '8', key: 'key-of-eight', secret: 'secret-of-eight' };

rule('allHearAClientEventButWhoSentIt', async (t) => {
  const [sender, other] = [t.client(), t.client()];
  const [own, theirs] = await Promise.all([sender, other].map((c) => subscribed(c, 'private-room')));
  const log = record(own);
  for (const data of [{ at: [1, 2] }, 'text', 7, null, '{"a":1}']) {
    const event = heard(theirs, 'client-typing');
    own.trigger('client-typing', data);
    assert.deepEqual(await event, data === '{"a":1}' ? { a: 1 } : data); // pusher-js parses what looks like JSON
  }
  const end = heard(own, 'end');
  await t.backend().trigger('private-room', 'end', {});
  await end;
  assert.deepEqual(log.filter(([event]) => event.startsWith('client-')), []);
});

rule('aMemberIsNamedAsTheSender', async (t) => {
  const [anna, bert] = await Promise.all(
    ['anna', 7].map((id) => subscribed(t.client({ as: { user_id: id } }), 'presence-waves')));
  const names = [];
  anna.bind('client-wave', (data, metadata) => names.push([data, metadata.user_id]));
  const event = heard(anna, 'client-wave');
  bert.trigger('client-wave', { hello: true });
  await event;
  assert.deepEqual(names, [[{ hello: true }, '7']]);
});

rule('publicChannelsTakeNone', async (t) => {
  const [sender, other] = [t.client(), t.client()];
  const [own, theirs] = await Promise.all([sender, other].map((c) => subscribed(c, 'room')));
  const log = record(theirs);
  const error = refusal(sender);
  own.trigger('client-typing', {});
  await error;
  const end = heard(theirs, 'end');
  await t.backend().trigger('room', 'end', {});
  await end;
  assert.deepEqual(log.filter(([event]) => event.startsWith('client-')), []);
  assert.equal(sender.connection.state, 'connected');
});

rule('anAppMayTakeThemOnPublicChannelsToo', async (t) => {
  const at = Object.assign(await t.serve(app('client-events: all')), EIGHT);
  const [own, theirs] = await Promise.all([1, 2].map(() => subscribed(t.client({ at }), 'room')));
  const event = heard(theirs, 'client-typing');
  own.trigger('client-typing', { who: 'me' });
  assert.deepEqual(await event, { who: 'me' });
});

rule('anAppThatDoesNotSaySoTakesNone', async (t) => {
  const at = Object.assign(await t.serve(app('watchlist: true')), EIGHT);
  const client = t.client({ at });
  const channel = await subscribed(client, 'private-room');
  const error = refusal(client);
  channel.trigger('client-typing', {});
  assert.equal(typeof (await error).message, 'string');
  assert.equal(client.connection.state, 'connected');
});

rule('whoIsNotSubscribedSendsNone', async (t) => {
  const [sender, other] = [t.client(), t.client()];
  const theirs = await subscribed(other, 'private-room');
  await state(sender, 'connected');
  const log = record(theirs);
  const error = refusal(sender);
  sender.send_event('client-typing', {}, 'private-room');
  await error;
  const end = heard(theirs, 'end');
  await t.backend().trigger('private-room', 'end', {});
  await end;
  assert.deepEqual(log.filter(([event]) => event.startsWith('client-')), []);
});

rule('encryptedChannelsTakeNone', async (t) => {
  const backend = t.backend({ encryptionMasterKeyBase64: Buffer.alloc(32, '1').toString('base64') });
  const client = t.client({ backend });
  await subscribed(client, 'private-encrypted-room');
  const error = refusal(client);
  client.send_event('client-typing', {}, 'private-encrypted-room');
  await error;
});

rule('tooManyInASecondAreDroppedWithAnError', async (t) => {
  const [sender, other] = [t.client(), t.client()];
  const [own, theirs] = await Promise.all([sender, other].map((c) => subscribed(c, 'private-room')));
  const log = record(theirs);
  const error = refusal(sender);
  for (let i = 0; i < 100; i++) own.trigger('client-count', { i });
  assert.equal((await error).code, 4301);
  await subscribed(sender, 'behind'); // answered after the last of them
  const end = heard(theirs, 'end');
  await t.backend().trigger('private-room', 'end', {});
  await end;
  const come = log.filter(([event]) => event === 'client-count').map(([, { i }]) => i);
  assert.ok(come.length >= 10 && come.length < 100, `${come.length} of 100 came`);
  assert.deepEqual(come.slice(0, 10), Array.from({ length: 10 }, (_, i) => i));
  assert.equal(sender.connection.state, 'connected');
});

rule('noneIsKeptForWhoComesLater', async (t) => {
  const first = await subscribed(t.client(), 'private-cache-room');
  const second = await subscribed(t.client(), 'private-cache-room');
  const event = heard(second, 'client-typing');
  first.trigger('client-typing', {});
  await event;
  const late = t.client();
  const log = frames(late);
  await heard(late.subscribe('private-cache-room'), 'pusher:cache_miss');
  assert.deepEqual(log.filter((frame) => frame.event === 'client-typing'), []);
});

ready();
