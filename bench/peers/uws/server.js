// uWebSockets.js with its built-in publish and subscribe: text frames "sub CHANNEL" and "pub CHANNEL BODY".
// node server.js PORT
const uws = require('@uwsjs/core');

const port = Number(process.argv[2]);
const app = uws.App();
app
  .ws('/*', {
    idleTimeout: 120,
    maxPayloadLength: 64 * 1024,
    maxBackpressure: 1024 * 1024,
    message: (socket, message) => {
      const text = Buffer.from(message).toString();
      if (text.startsWith('sub ')) {
        socket.subscribe(text.substring(4));
      } else if (text.startsWith('pub ')) {
        const space = text.indexOf(' ', 4);
        app.publish(text.substring(4, space), text.substring(space + 1), false);
      }
    },
  })
  .listen('127.0.0.1', port, (listening) => {
    if (!listening) {
      console.error(`port ${port} cannot be had`);
      process.exit(1);
    }
  });
