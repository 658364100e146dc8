// Every kind of channel, by pusher-js and the package pusher.
import assert from 'node:assert/strict';
import { frames, heard, ready, record, refusal, rule, state, subscribed } from './rules.mjs';

const MASTER_KEY = Buffer.alloc(32, '1').toString('base64');
const KINDS = ['cache-', 'private-cache-', 'presence-cache-', 'private-encrypted-cache-'];

rule('aPublicChannelIsHeardByAllWhoSubscribe', async (t) => {
  const channels = await Promise.all([t.client(), t.client(), t.client()].map((c) => subscribed(c, 'news')));
  const all = channels.map((channel) => heard(channel, 'headline'));
  await t.backend().trigger('news', 'headline', { text: 'grüße 🌊', deep: [{ n: 1.5 }, null, true] });
  for (const one of all) assert.deepEqual(await one, { text: 'grüße 🌊', deep: [{ n: 1.5 }, null, true] });
});

rule('whateverTheSdkSendsArrivesAsItWas', async (t) => {
  const name = `odd_-=@,.;${'x'.repeat(150)}`;
  const channel = await subscribed(t.client(), name);
  const backend = t.backend();
  for (const data of ['text', '', 'quote " and \\ and \n', 0, [], {}, null, [1, 'two', { three: 3 }]]) {
    const event = heard(channel, 'App\\Events\\OrderShipped');
    await backend.trigger(name, 'App\\Events\\OrderShipped', data);
    assert.deepEqual(await event, data);
  }
});

rule('oneEventGoesToManyChannels', async (t) => {
  const client = t.client();
  const names = Array.from({ length: 100 }, (_, i) => `many-${i}`);
  const channels = await Promise.all(names.map((name) => subscribed(client, name)));
  const all = channels.map((channel) => heard(channel, 'e'));
  await t.backend().trigger(names, 'e', { n: 7 });
  for (const one of all) assert.deepEqual(await one, { n: 7 });
});

rule('aBatchIsDeliveredInItsOrder', async (t) => {
  const client = t.client();
  const channel = await subscribed(client, 'batch');
  const other = await subscribed(client, 'batch-other');
  const log = record(channel);
  const last = heard(other, 'last');
  await t.backend().triggerBatch([
    ...Array.from({ length: 9 }, (_, i) => ({ channel: 'batch', name: `e${i}`, data: { i } })),
    { channel: 'batch-other', name: 'last', data: 'done' },
  ]);
  assert.equal(await last, 'done');
  const end = heard(channel, 'end');
  await t.backend().trigger('batch', 'end', {});
  await end;
  assert.deepEqual(log.slice(0, -1).filter(([event]) => !event.startsWith('pusher')),
    Array.from({ length: 9 }, (_, i) => [`e${i}`, { i }]));
});

rule('theSocketNamedInTheRequestDoesNotHearIt', async (t) => {
  const [sender, other] = [t.client(), t.client()];
  const [own, theirs] = await Promise.all([subscribed(sender, 'room'), subscribed(other, 'room')]);
  const [ownLog, theirLog] = [record(own), record(theirs)];
  const ends = [heard(own, 'end'), heard(theirs, 'end')];
  await t.backend().trigger('room', 'said', { n: 1 }, { socket_id: sender.connection.socket_id });
  await t.backend().triggerBatch([
    { channel: 'room', name: 'said', data: { n: 2 }, socket_id: sender.connection.socket_id },
    { channel: 'room', name: 'end', data: {} },
  ]);
  await Promise.all(ends);
  const said = (log) => log.filter(([event]) => event === 'said').map(([, { n }]) => n);
  assert.deepEqual(said(ownLog), []);
  assert.deepEqual(said(theirLog), [1, 2]);
});

rule('whoUnsubscribesHearsNoMore', async (t) => {
  const client = t.client();
  await subscribed(client, 'left');
  const log = frames(client);
  client.unsubscribe('left');
  const stays = await subscribed(client, 'stays'); // answered after the other was taken back
  const end = heard(stays, 'end');
  await t.backend().trigger('left', 'e', {});
  await t.backend().trigger('stays', 'end', {});
  await end;
  assert.deepEqual(log.filter((frame) => frame.channel === 'left' && frame.event === 'e'), []);
});

rule('aPrivateChannelIsHeardWithASignature', async (t) => {
  const channel = await subscribed(t.client(), 'private-orders');
  const event = heard(channel, 'shipped');
  await t.backend().trigger('private-orders', 'shipped', { id: 3 });
  assert.deepEqual(await event, { id: 3 });
});

rule('dataOfAPrivateChannelIsPartOfItsSignature', async (t) => {
  const good = t.client({ as: { user_id: 'u1', user_info: { name: 'Ümit' } } });
  await subscribed(good, 'private-data');
  const backend = t.backend();
  const bad = t.client({
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, callback) => callback(null, {
        ...backend.authorizeChannel(socketId, channelName, { user_id: 'u1' }),
        channel_data: JSON.stringify({ user_id: 'somebody else' }),
      }),
    },
  });
  const error = await heard(bad.subscribe('private-data'), 'pusher:subscription_error');
  assert.equal(error.status, 401);
});

rule('aWrongSignatureIsRefusedAndTheConnectionStays', async (t) => {
  const client = t.client({ backend: t.backend({ secret: 'not-the-secret' }) });
  const log = frames(client);
  const error = await heard(client.subscribe('private-orders'), 'pusher:subscription_error');
  assert.equal(error.type, 'AuthError');
  assert.equal(error.status, 401);
  assert.equal(typeof error.error, 'string');
  const channel = await subscribed(client, 'public-orders');
  const end = heard(channel, 'end');
  await t.backend().trigger('private-orders', 'shipped', {});
  await t.backend().trigger('public-orders', 'end', {});
  await end;
  assert.equal(client.connection.state, 'connected');
  assert.deepEqual(log.filter((frame) => frame.event === 'shipped'), []);
});

rule('aSignatureOfAnotherSocketIsRefused', async (t) => {
  const [one, two] = [t.client(), t.client()];
  await state(one, 'connected');
  const backend = t.backend();
  two.config.channelAuthorizer = ({ channelName }, callback) =>
    callback(null, backend.authorizeChannel(one.connection.socket_id, channelName));
  const error = await heard(two.subscribe('private-orders'), 'pusher:subscription_error');
  assert.equal(error.status, 401);
});

rule('anEncryptedMessageTravelsUnread', async (t) => {
  const backend = t.backend({ encryptionMasterKeyBase64: MASTER_KEY });
  const client = t.client({ backend });
  const channel = await subscribed(client, 'private-encrypted-vault');
  const log = frames(client);
  const event = heard(channel, 'opened');
  await backend.trigger('private-encrypted-vault', 'opened', { secret: 'open sesame' });
  assert.deepEqual(await event, { secret: 'open sesame' });
  const frame = log.find(({ event: name }) => name === 'opened');
  assert.deepEqual(Object.keys(frame.data).sort(), ['ciphertext', 'nonce']);
  assert.ok(!JSON.stringify(log).includes('sesame'));
});

for (const kind of KINDS) {
  const words = kind.slice(0, -1).split('-').map((word) => word[0].toUpperCase() + word.slice(1)).join('');
  rule(`a${words}ChannelTellsTheNewestEventToWhoeverComes`, async (t) => {
    const name = `${kind}prices`;
    const backend = t.backend({ encryptionMasterKeyBase64: MASTER_KEY });
    const first = t.client({ backend, as: kind.startsWith('presence') ? { user_id: 'u1' } : undefined });
    const channel = first.subscribe(name);
    await heard(channel, 'pusher:cache_miss');
    assert.ok(channel.subscribed, 'the miss comes behind the confirmation');
    const live = heard(channel, 'price', ({ euro }) => euro === 2);
    await backend.trigger(name, 'price', { euro: 1 });
    await backend.trigger(name, 'price', { euro: 2 });
    await live;
    const second = t.client({ backend, as: kind.startsWith('presence') ? { user_id: 'u2' } : undefined });
    const log = frames(second);
    const late = second.subscribe(name);
    assert.deepEqual(await heard(late, 'price'), { euro: 2 });
    const names = log.filter((frame) => frame.channel === name).map(({ event }) => event);
    assert.deepEqual(names.slice(0, 2), ['pusher_internal:subscription_succeeded', 'price']);
    assert.ok(!names.includes('pusher:cache_miss'));
  });
}

rule('subscribersAreToldHowManyTheyAre', async (t) => {
  const first = t.client();
  const channel = first.subscribe('counted');
  assert.equal((await heard(channel, 'pusher:subscription_count')).subscription_count, 1);
  const two = heard(channel, 'pusher:subscription_count', ({ subscription_count: n }) => n === 2);
  const second = t.client();
  await subscribed(second, 'counted');
  await two;
  assert.equal(channel.subscriptionCount, 2);
  const one = heard(channel, 'pusher:subscription_count', ({ subscription_count: n }) => n === 1);
  second.disconnect();
  await one;
});

rule('subscribingTwiceIsSubscribingOnce', async (t) => {
  const client = t.client();
  const channel = await subscribed(client, 'twice');
  const again = heard(channel, 'pusher:subscription_succeeded');
  client.send_event('pusher:subscribe', { channel: 'twice', auth: '' });
  await again;
  const log = record(channel);
  const end = heard(channel, 'end');
  await t.backend().trigger('twice', 'e', {});
  await t.backend().trigger('twice', 'end', {});
  await end;
  assert.equal(log.filter(([event]) => event === 'e').length, 1);
});

rule('whatIsNoCommandIsRefusedAndTheConnectionStays', async (t) => {
  const client = t.client();
  await state(client, 'connected');
  for (const [event, data, channel] of [
    ['pusher:subscribe', undefined], ['pusher:subscribe', []], ['pusher:subscribe', { channel: 7 }],
    ['pusher:nonsense', {}], ['said', {}, 'room'],
  ]) {
    const error = refusal(client);
    client.send_event(event, data, channel);
    assert.equal(typeof (await error).message, 'string');
  }
  await subscribed(client, 'still-there');
});

ready();
