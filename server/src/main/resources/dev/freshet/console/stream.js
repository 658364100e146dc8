// An event stream that comes back by itself: after the server was away, and never without a session.
// Read by fetch and not by EventSource, which hears an event with a name only when it knows the name before.

import { Problem, signals } from './http.js';
import { link, pause } from './link.js';

/** Cuts text into events (HTML, section 9.2): calls with the name and the data of each that has data. */
export function parser(onEvent) {
  let rest = '';
  return (text) => {
    const blocks = (rest + text).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      let name = 'message';
      const data = [];
      for (const line of block.split('\n')) {
        const colon = line.indexOf(':');
        const value = line.slice(colon + 1).replace(/^ /, '');
        if (line.startsWith('event:')) name = value;
        else if (line.startsWith('data:')) data.push(value);
      }
      if (data.length) onEvent(name, data.join('\n'));
    }
  };
}

async function read(body, onEvent) {
  const take = parser(onEvent);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) take(part.value);
}

function wait(ms, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}

function back(signal) {
  return new Promise((done) => {
    link.addEventListener('back', done, { once: true, signal });
    signal.addEventListener('abort', done);
  });
}

/**
 * Hears a stream until the signal is aborted, or the session is over.
 *
 * @param onEvent told the name and the data of each event
 * @param onState told 'connecting', 'open' or 'away'
 */
export async function hear(url, onEvent, onState, signal) {
  let tries = 0;
  while (!signal.aborted) {
    onState('connecting');
    let reached = false;
    try {
      const response = await fetch(url, { headers: { Accept: 'text/event-stream' }, cache: 'no-store', signal });
      reached = true;
      if (response.status === 401) {
        const problem = new Problem(401, await response.json());
        signals.dispatchEvent(new CustomEvent('lost', { detail: problem }));
        return;
      }
      if (response.ok) {
        onState('open');
        tries = 0;
        await read(response.body, onEvent);
      }
    } catch (fault) {
      if (!signal.aborted && !(fault instanceof TypeError)) console.error(fault);
    }
    if (signal.aborted) return;
    onState('away');
    if (reached) {
      await wait(pause(tries++), signal);
    } else {
      signals.dispatchEvent(new Event('gone'));
      await back(signal);
    }
  }
}
