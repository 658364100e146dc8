// laravel-echo over pusher-js; the backend stands for Laravel: its event names, its channels.
import assert from 'node:assert/strict';
import Echo from 'laravel-echo';
import PusherJs from 'pusher-js';
import { heard, ready, rule } from './rules.mjs';

/** A promise kept by the first call of what is handed out. */
function once(bind) {
  return new Promise((resolve) => bind(resolve));
}

function echo(t, { broadcaster = 'pusher', ...options } = {}) {
  const backend = options.backend ?? t.backend();
  const made = new Echo({
    broadcaster,
    Pusher: PusherJs,
    key: 'dev-key',
    ...(broadcaster === 'pusher' ? { cluster: 'freshet' } : {}),
    wsHost: '127.0.0.1',
    wsPort: t.at.port,
    forceTLS: false,
    enabledTransports: ['ws', 'wss'],
    channelAuthorization: {
      customHandler: ({ socketId, channelName }, callback) =>
        callback(null, backend.authorizeChannel(socketId, channelName, options.as)),
    },
    userAuthentication: {
      customHandler: ({ socketId }, callback) => callback(null, backend.authenticateUser(socketId, options.user)),
    },
  });
  t.closing(() => made.disconnect());
  return made;
}

const there = (channel) => once((resolve) => channel.subscribed(resolve));

rule('anEventIsHeardByItsClass', async (t) => {
  const channel = echo(t).channel('orders');
  const short = once((resolve) => channel.listen('OrderShipped', resolve));
  const whole = once((resolve) => channel.listen('.order.shipped', resolve));
  await there(channel);
  await t.backend().trigger('orders', 'App\\Events\\OrderShipped', { order: { id: 3 } });
  await t.backend().trigger('orders', 'order.shipped', { order: { id: 4 } });
  assert.deepEqual(await short, { order: { id: 3 } });
  assert.deepEqual(await whole, { order: { id: 4 } });
});

rule('toOthersLeavesTheSenderOut', async (t) => {
  const [sender, other] = [echo(t), echo(t)];
  const log = [];
  const [own, theirs] = [sender, other].map((each) => each.channel('orders'));
  await Promise.all([own, theirs].map(there));
  own.listenToAll((event) => log.push(event));
  const event = once((resolve) => theirs.listen('OrderShipped', resolve));
  const end = once((resolve) => own.listen('End', resolve));
  await t.backend().trigger('orders', 'App\\Events\\OrderShipped', {}, { socket_id: sender.socketId() });
  await event;
  await t.backend().trigger('orders', 'App\\Events\\End', {});
  await end;
  assert.deepEqual(log, ['End']);
});

rule('whispersReachTheOthersOfAPrivateChannel', async (t) => {
  const [own, theirs] = [echo(t), echo(t)].map((each) => each.private('chat'));
  await Promise.all([own, theirs].map(there));
  const whisper = once((resolve) => theirs.listenForWhisper('typing', resolve));
  own.whisper('typing', { name: 'Anna' });
  assert.deepEqual(await whisper, { name: 'Anna' });
});

rule('aNotificationReachesItsUsersChannel', async (t) => {
  const channel = echo(t).private('App.Models.User.1');
  await there(channel);
  const note = once((resolve) => channel.notification(resolve));
  await t.backend().trigger('private-App.Models.User.1',
    'Illuminate\\Notifications\\Events\\BroadcastNotificationCreated', { id: 'x', type: 'App\\Notifications\\Paid' });
  assert.deepEqual(await note, { id: 'x', type: 'App\\Notifications\\Paid' });
});

rule('aRoomTellsWhoIsHereWhoJoinsAndWhoLeaves', async (t) => {
  const name = t.fresh('room');
  const anna = echo(t, { as: { user_id: 1, user_info: { name: 'Anna' } } }).join(name);
  assert.deepEqual(await once((resolve) => anna.here(resolve)), [{ name: 'Anna' }]);
  const joins = once((resolve) => anna.joining(resolve));
  const leaves = once((resolve) => anna.leaving(resolve));
  const other = echo(t, { as: { user_id: 2, user_info: { name: 'Bert' } } });
  const bert = other.join(name);
  assert.deepEqual((await once((resolve) => bert.here(resolve))).map((each) => each.name).sort(), ['Anna', 'Bert']);
  assert.deepEqual(await joins, { name: 'Bert' });
  const whisper = once((resolve) => anna.listenForWhisper('wave', resolve));
  bert.whisper('wave', { n: 1 });
  assert.deepEqual(await whisper, { n: 1 });
  other.leave(name);
  assert.deepEqual(await leaves, { name: 'Bert' });
});

rule('anEncryptedChannelIsRead', async (t) => {
  const backend = t.backend({ encryptionMasterKeyBase64: Buffer.alloc(32, '2').toString('base64') });
  const channel = echo(t, { backend }).encryptedPrivate('vault');
  await there(channel);
  const event = once((resolve) => channel.listen('Opened', resolve));
  await backend.trigger('private-encrypted-vault', 'App\\Events\\Opened', { word: 'sesame' });
  assert.deepEqual(await event, { word: 'sesame' });
});

rule('aUserSignsIn', async (t) => {
  const made = echo(t, { user: { id: 'anna' } });
  const { pusher } = made.connector;
  const own = heard(pusher.connection, 'message', (frame) =>
    frame.event === 'pusher_internal:subscription_succeeded' && frame.channel === '#server-to-user-anna');
  made.connector.signin();
  await own;
  const note = heard(pusher.user, 'note');
  await t.backend().sendToUser('anna', 'note', { n: 1 });
  assert.deepEqual(await note, { n: 1 });
});

rule('theBroadcasterOfReverbIsTheSame', async (t) => {
  const channel = echo(t, { broadcaster: 'reverb' }).private('orders');
  const event = once((resolve) => channel.listen('OrderShipped', resolve));
  await there(channel);
  await t.backend().trigger('private-orders', 'App\\Events\\OrderShipped', { n: 1 });
  assert.deepEqual(await event, { n: 1 });
});

rule('aWrongSignatureIsToldToTheChannel', async (t) => {
  const channel = echo(t, { backend: t.backend({ secret: 'not-the-secret' }) }).private('orders');
  const error = await once((resolve) => channel.error(resolve));
  assert.equal(error.status, 401);
});

ready();
