// One channel, heard and published to in different ways: Pusher's libraries, a plain WebSocket, EventSource, fetch.
import assert from 'node:assert/strict';
import { EventSource } from 'eventsource';
import { heard, ready, rule, subscribed } from './rules.mjs';

const http = (t, path) => `http://127.0.0.1:${t.at.port}${path}`;

/** A plain WebSocket that asks for JSON, and its next message that is no signal. */
async function plain(t, path) {
  const socket = new WebSocket(http(t, path).replace('http:', 'ws:'));
  t.closing(() => socket.close());
  const waiting = [];
  const come = [];
  const opened = Promise.withResolvers ? Promise.withResolvers() : deferred();
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.signal === 'subscribed') opened.resolve();
    else if (waiting.length) waiting.shift()(message);
    else come.push(message);
  };
  socket.onerror = () => opened.reject(new Error('the socket failed'));
  await opened.promise;
  return { socket, next: () => come.length ? come.shift() : new Promise((resolve) => waiting.push(resolve)) };
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

/** An event stream, open; its events of one name. */
async function stream(t, path, event) {
  const source = new EventSource(http(t, path));
  t.closing(() => source.close());
  const come = [];
  const waiting = [];
  source.addEventListener(event, ({ data }) => waiting.length ? waiting.shift()(data) : come.push(data));
  await new Promise((resolve, reject) => {
    source.onopen = resolve;
    source.onerror = (error) => reject(new Error(error.message));
  });
  return { next: () => come.length ? come.shift() : new Promise((resolve) => waiting.push(resolve)) };
}

const post = async (t, path, body, headers = {}) => {
  const response = await fetch(http(t, path), { method: 'POST', body, headers });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
};

rule('whatASdkPublishesIsHeardByPlainClients', async (t) => {
  const name = t.fresh('bridge');
  const socket = await plain(t, `/channels/${name}?format=json`);
  const events = await stream(t, `/channels/${name}`, 'headline');
  const channel = await subscribed(t.client(), name);
  const own = heard(channel, 'headline');
  await t.backend().trigger(name, 'headline', { text: 'grüße' });
  assert.deepEqual(await own, { text: 'grüße' });
  const message = await socket.next();
  assert.equal(message.event, 'headline');
  const { data } = message;
  assert.deepEqual(typeof data === 'string' ? JSON.parse(data) : data, { text: 'grüße' });
  assert.deepEqual(JSON.parse(await events.next()), { text: 'grüße' });
});

rule('whatIsPostedIsHeardByPusherClients', async (t) => {
  const name = t.fresh('bridge');
  const channel = await subscribed(t.client(), name);
  const event = heard(channel, 'headline');
  await post(t, `/channels/${name}`, '{"n":1}', { Event: 'headline', 'Content-Type': 'application/json' });
  assert.deepEqual(await event, { n: 1 });
  const unnamed = heard(channel, 'message');
  await post(t, `/channels/${name}`, 'just text');
  assert.equal(await unnamed, 'just text');
});

rule('whatAPlainSocketSendsIsHeardByPusherClients', async (t) => {
  const name = t.fresh('bridge');
  const channel = await subscribed(t.client(), name);
  const socket = await plain(t, `/channels/${name}?format=json`);
  const raw = new WebSocket(http(t, `/channels/${name}`).replace('http:', 'ws:'));
  t.closing(() => raw.close());
  const event = heard(channel, 'message');
  raw.onopen = () => raw.send('from a socket');
  assert.equal(await event, 'from a socket');
  assert.equal((await socket.next()).data, 'from a socket');
});

rule('whatASdkPublishedIsResumedByPlainClients', async (t) => {
  const name = t.fresh('bridge');
  for (let n = 0; n < 3; n++) await t.backend().trigger(name, 'headline', { n });
  const events = await stream(t, `/channels/${name}?since=earliest`, 'headline');
  for (let n = 0; n < 3; n++) assert.deepEqual(JSON.parse(await events.next()), { n });
  const history = await (await fetch(http(t, `/channels/${name}`), { headers: { Accept: 'application/json' } })).json();
  assert.equal(JSON.stringify(history).match(/headline/g).length, 3);
});

rule('whatClientsSendEachOtherIsHeardByPlainClients', async (t) => {
  const name = t.fresh('private-bridge');
  const channel = await subscribed(t.client(), name);
  const events = await stream(t, `/channels/${name}`, 'client-typing');
  channel.trigger('client-typing', { who: 'anna' });
  assert.deepEqual(JSON.parse(await events.next()), { who: 'anna' });
});

ready();
