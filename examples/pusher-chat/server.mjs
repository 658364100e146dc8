// The backend of the chat: serves the page, lets browsers into the private channel, publishes what they say.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import Pusher from 'pusher';

const { PORT = '3000', FRESHET_URL = 'http://127.0.0.1:8080', PUSHER_APP_ID = '1', PUSHER_APP_KEY = 'dev-key',
  PUSHER_APP_SECRET = 'dev-secret' } = process.env;
const CHANNEL = 'private-chat';
const MOST_BYTES = 8192;

const freshet = new URL(FRESHET_URL);
const useTLS = freshet.protocol === 'https:';
const port = freshet.port || (useTLS ? '443' : '80');
const pusher = new Pusher({
  appId: PUSHER_APP_ID, key: PUSHER_APP_KEY, secret: PUSHER_APP_SECRET, host: freshet.hostname, port, useTLS,
});
const library = createRequire(import.meta.url).resolve('pusher-js/dist/web/pusher.min.js');

async function body(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > MOST_BYTES) throw Object.assign(new Error('too large'), { status: 413 });
  }
  return text;
}

const routes = {
  'GET /': async () => ['text/html; charset=utf-8', await readFile(new URL('index.html', import.meta.url))],
  'GET /pusher.js': async () => ['text/javascript', await readFile(library)],
  'GET /config': async () => ['application/json', JSON.stringify({
    key: PUSHER_APP_KEY, channel: CHANNEL, host: freshet.hostname, port: Number(port), useTLS,
  })],

  // Your application checks here whether whoever asks may hear the channel; this one lets everybody in.
  'POST /pusher/auth': async (request) => {
    const form = new URLSearchParams(await body(request));
    if (form.get('channel_name') !== CHANNEL) throw Object.assign(new Error('not yours'), { status: 403 });
    return ['application/json', JSON.stringify(pusher.authorizeChannel(form.get('socket_id'), CHANNEL))];
  },

  // The sender shows its own message at once, so its socket is left out.
  'POST /messages': async (request) => {
    const { name, text, socket } = JSON.parse(await body(request));
    if (typeof name !== 'string' || typeof text !== 'string' || !text.trim() || text.length > 1000) {
      throw Object.assign(new Error('a name, and a text of at most 1,000 characters'), { status: 400 });
    }
    await pusher.trigger(CHANNEL, 'message', { name: name.slice(0, 40), text }, { socket_id: socket });
    return ['application/json', '{}'];
  },
};

const server = createServer(async (request, response) => {
  try {
    const route = routes[`${request.method} ${new URL(request.url, 'http://localhost').pathname}`];
    if (!route) throw Object.assign(new Error('not found'), { status: 404 });
    const [type, content] = await route(request);
    response.writeHead(200, { 'Content-Type': type }).end(content);
  } catch (error) {
    response.writeHead(error.status >= 400 ? error.status : 500, { 'Content-Type': 'text/plain' }).end(`${error.message}\n`);
  }
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
