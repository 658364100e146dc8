// Who is there, by pusher-js and the package pusher.
import assert from 'node:assert/strict';
import { frames, heard, ready, record, rule, subscribed } from './rules.mjs';

const ids = (channel) => Object.keys(channel.members.members).sort();

rule('aMemberSeesWhoIsThereWhoComesAndWhoGoes', async (t) => {
  const room = t.fresh('presence-room');
  const anna = await subscribed(t.client({ as: { user_id: 'anna', user_info: { name: 'Anna' } } }), room);
  assert.equal(anna.members.count, 1);
  assert.deepEqual(anna.members.me, { id: 'anna', info: { name: 'Anna' } });
  const added = heard(anna, 'pusher:member_added');
  const other = t.client({ as: { user_id: 'bert', user_info: { name: 'Bert', tags: ['x'] } } });
  const bert = await subscribed(other, room);
  assert.deepEqual(await added, { id: 'bert', info: { name: 'Bert', tags: ['x'] } });
  assert.equal(bert.members.count, 2);
  assert.deepEqual(ids(bert), ['anna', 'bert']);
  assert.equal(bert.members.me.id, 'bert');
  assert.deepEqual(bert.members.get('anna').info, { name: 'Anna' });
  const removed = heard(anna, 'pusher:member_removed');
  other.disconnect();
  assert.equal((await removed).id, 'bert');
  assert.equal(anna.members.count, 1);
});

rule('aUserOnTwoSocketsIsOneMember', async (t) => {
  const room = t.fresh('presence-room');
  const anna = await subscribed(t.client({ as: { user_id: 'anna' } }), room);
  const log = record(anna);
  const twice = [t.client({ as: { user_id: 'bert' } }), t.client({ as: { user_id: 'bert' } })];
  const bert = [await subscribed(twice[0], room), await subscribed(twice[1], room)];
  assert.equal(bert[1].members.count, 2);
  twice[0].unsubscribe(room);
  await subscribed(twice[0], 'elsewhere'); // by now the server knows that the first socket has gone
  const between = heard(anna, 'between');
  await t.backend().trigger(room, 'between', {});
  await between;
  assert.equal(anna.members.count, 2);
  const removed = heard(anna, 'pusher:member_removed');
  twice[1].disconnect();
  await removed;
  assert.deepEqual(log.filter(([event]) => event.startsWith('pusher:member')).map(([event, { id }]) => [event, id]),
    [['pusher:member_added', 'bert'], ['pusher:member_removed', 'bert']]);
});

rule('idsThatAreNumbersBecomeText', async (t) => {
  const room = t.fresh('presence-room');
  const client = t.client({ as: { user_id: 42, user_info: { name: 'Zaphod' } } });
  const log = frames(client);
  const channel = await subscribed(client, room);
  const { data } = log.find(({ event }) => event === 'pusher_internal:subscription_succeeded');
  assert.deepEqual(data.presence.ids, ['42']);
  assert.equal(data.presence.count, 1);
  assert.deepEqual(channel.members.me.info, { name: 'Zaphod' });
  const added = heard(client.connection, 'message', ({ event }) => event === 'pusher_internal:member_added');
  await subscribed(t.client({ as: { user_id: 43 } }), room);
  assert.equal((await added).data.user_id, '43');
});

rule('aUserWhoSignedInNeedsNoDataOfTheMember', async (t) => {
  const room = t.fresh('presence-room');
  const client = await t.signedIn({ id: 'carl', user_info: { name: 'Carl' } });
  const channel = await subscribed(client, room);
  assert.deepEqual(channel.members.me, { id: 'carl', info: { name: 'Carl' } });
});

rule('nobodyIsAMemberWithoutAnId', async (t) => {
  const room = t.fresh('presence-room');
  const client = t.client({ as: { name: 'no id' } });
  const error = await heard(client.subscribe(room), 'pusher:subscription_error');
  assert.equal(typeof error.error, 'string');
  assert.equal(client.connection.state, 'connected');
});

rule('theBackendAsksWhoIsThere', async (t) => {
  const room = t.fresh('presence-room');
  await subscribed(t.client({ as: { user_id: 'anna' } }), room);
  await subscribed(t.client({ as: { user_id: 7 } }), room);
  const get = async (path, params) => (await t.backend().get({ path, params })).json();
  const { users } = await get(`/channels/${room}/users`);
  assert.deepEqual(users.map(({ id }) => id).sort(), ['7', 'anna']);
  assert.deepEqual(await get('/channels', { filter_by_prefix: 'presence-', info: 'user_count' }),
    { channels: { [room]: { user_count: 2 } } });
});

rule('aFullRoomRefusesTheNextMember', async (t) => {
  const room = t.fresh('presence-room');
  const at = await t.serve(`
apps:
  - id: "7"
    key: full-room
    secret: secret-of-a-full-room
    pusher:
      enabled: true
      members: 2
`);
  Object.assign(at, { id: '7', key: 'full-room', secret: 'secret-of-a-full-room' });
  await subscribed(t.client({ at, as: { user_id: 'a' } }), room);
  await subscribed(t.client({ at, as: { user_id: 'b' } }), room);
  await subscribed(t.client({ at, as: { user_id: 'b' } }), room);
  const third = t.client({ at, as: { user_id: 'c' } });
  const error = await heard(third.subscribe(room), 'pusher:subscription_error');
  assert.equal(error.type, 'LimitReached');
  assert.equal(third.connection.state, 'connected');
});

ready();
