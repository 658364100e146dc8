// Drives the HTTP interface with the package "pusher", as a backend does.
// Arguments: port, app id, key, secret, id of a connection that hears "news",
// "other" and "presence-room" as member u1 and is signed in as u1.
import assert from "node:assert/strict";
import Pusher from "pusher";

const [port, appId, key, secret, socketId] = process.argv.slice(2);
const options = { appId, key, secret, host: "127.0.0.1", port, useTLS: false };
const pusher = new Pusher(options);

const body = async (promise) => {
  const response = await promise;
  assert.equal(response.status, 200);
  return response.json();
};

const refused = async (promise, status, text) => {
  await assert.rejects(promise, (error) => {
    assert.equal(error.name, "PusherRequestError");
    assert.equal(error.status, status);
    assert.match(error.body, text);
    return true;
  });
};

// Publishing.
assert.deepEqual(await body(pusher.trigger("news", "one", { n: 1, text: "é" })), {});
assert.deepEqual(await body(pusher.trigger(["news", "other"], "two", "text")), {});
assert.deepEqual(await body(pusher.trigger("news", "unheard", {}, { socket_id: socketId })), {});
assert.deepEqual(
  await body(
    pusher.trigger(["news", "presence-room"], "counted", {}, { info: "user_count,subscription_count" }),
  ),
  {
    channels: {
      news: { subscription_count: 1 },
      "presence-room": { user_count: 1, subscription_count: 1 },
    },
  },
);
assert.deepEqual(
  await body(
    pusher.triggerBatch([
      { channel: "news", name: "three", data: { n: 3 } },
      { channel: "other", name: "four", data: "4", info: "subscription_count" },
    ]),
  ),
  { batch: [{}, { subscription_count: 1 }] },
);
assert.deepEqual(await body(pusher.sendToUser("u1", "private-matter", { n: 5 })), {});

// Asking.
assert.deepEqual(await body(pusher.get({ path: "/channels", params: { filter_by_prefix: "presence-" } })), {
  channels: { "presence-room": {} },
});
assert.deepEqual(
  await body(
    pusher.get({ path: "/channels", params: { filter_by_prefix: "presence-", info: "user_count" } }),
  ),
  { channels: { "presence-room": { user_count: 1 } } },
);
assert.deepEqual(await body(pusher.get({ path: "/channels/presence-room", params: { info: "user_count" } })), {
  occupied: true,
  user_count: 1,
});
assert.deepEqual(await body(pusher.get({ path: "/channels/presence-room/users" })), {
  users: [{ id: "u1" }],
});

// Refusals.
await refused(pusher.get({ path: "/channels/news/users" }), 400, /presence/);
await refused(pusher.trigger("news", "large", "x".repeat(10_241)), 413, /10240/);
await refused(
  pusher.triggerBatch(Array.from({ length: 11 }, () => ({ channel: "news", name: "e", data: {} }))),
  400,
  /at most 10/,
);
await refused(new Pusher({ ...options, secret: "wrong" }).trigger("news", "e", {}), 401, /Invalid signature/);
await refused(new Pusher({ ...options, key: "wrong" }).trigger("news", "e", {}), 401, /auth_key/);
await refused(new Pusher({ ...options, appId: "99" }).trigger("news", "e", {}), 404, /no app/);

// The end of the user's connections.
assert.deepEqual(await body(pusher.terminateUserConnections("u1")), {});
console.log("done");
