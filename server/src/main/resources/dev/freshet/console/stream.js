// An event stream that comes back by itself: after the server was away, and never without a session.

import { link, pause } from './link.js';
import { session, signals } from './http.js';

/**
 * Hears a stream until the signal is aborted.
 *
 * @param listen event names and what to do with each event
 * @param onState told 'connecting', 'open' or 'away'
 */
export function hear(url, listen, onState, signal) {
  let source;
  let tries = 0;
  let timer;

  const open = () => {
    clearTimeout(timer);
    if (signal.aborted) return;
    onState('connecting');
    source = new EventSource(url);
    source.onopen = () => {
      tries = 0;
      onState('open');
    };
    source.onerror = () => failed();
    for (const [name, heard] of Object.entries(listen)) source.addEventListener(name, heard);
  };

  // An EventSource does not say why it failed: the session's own answer does.
  const failed = async () => {
    source.close();
    if (signal.aborted) return;
    onState('away');
    try {
      await session();
    } catch (problem) {
      if (problem.status === 401) signals.dispatchEvent(new CustomEvent('lost', { detail: problem }));
      // Otherwise the server is away, and `back` opens the stream again.
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(open, pause(tries++));
  };

  const back = () => {
    if (!source || source.readyState === EventSource.CLOSED) open();
  };
  link.addEventListener('back', back);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    source?.close();
    link.removeEventListener('back', back);
  });
  open();
}
