// Hearing a channel and publishing to it. What comes is text, whatever is in it.

import { h, put, tell, write } from './dom.js';
import { clock, count } from './format.js';
import { address, post } from './http.js';
import { hear } from './stream.js';

const KEPT = 200;

/** A list of what came, the newest first, of which only the last are kept. */
export function heardList(label) {
  const list = h('ol', { class: 'heard', tabindex: '0', 'aria-label': label });
  const empty = h('li', { class: 'empty' }, 'Nothing came yet.');
  put(list, empty);
  return {
    element: list,
    clear: () => put(list, empty),
    add: (text, note) => {
      empty.remove();
      list.prepend(
        h('li', null, h('small', null, [clock(Date.now()), note].filter(Boolean).join(' · ')), h('span', null, text)),
      );
      while (list.children.length > KEPT) list.lastChild.remove();
    },
  };
}

/** What an event of a channel says: with a name where it has one. */
function named(json) {
  try {
    const message = JSON.parse(json);
    if (message.signal) return ['', message.signal];
    return [message.data ?? '(binary)', message.event ?? ''];
  } catch {
    return [json, ''];
  }
}

export function hearing(app, channel, signal) {
  const list = heardList(`What ${channel} says`);
  const state = h('p', { class: 'state', role: 'status' }, 'not listening');
  const heard = h('span', { class: 'note' });
  let stop = null;
  let number = 0;
  const on = (name, data) => {
    const [text, note] = named(data);
    list.add(text, note);
    write(heard, `${count(++number)} heard`);
  };
  const button = h(
    'button',
    {
      type: 'button',
      onclick: () => {
        if (stop) {
          stop.abort();
          stop = null;
          button.textContent = 'Listen';
          state.dataset.state = 'off';
          write(state, 'not listening');
          return;
        }
        stop = new AbortController();
        button.textContent = 'Stop';
        hear(
          address('/console/hear', { app, channel, format: 'json' }),
          on,
          (now) => {
            state.dataset.state = now;
            write(state, { open: 'listening', connecting: 'connecting', away: 'cut, coming back' }[now]);
          },
          AbortSignal.any([stop.signal, signal]),
        );
      },
    },
    'Listen',
  );
  return [h('div', { class: 'row' }, button, state, heard), list.element];
}

export function publishing(app, channel) {
  const event = h('input', { maxlength: '200', spellcheck: 'false', autocomplete: 'off' });
  const data = h('textarea', { rows: '4', required: true, spellcheck: 'false' });
  const secret = h('input', { type: 'password', required: true, autocomplete: 'off', maxlength: '1000' });
  const answer = h('p', { role: 'status', class: 'note' });
  const button = h('button', null, 'Publish');
  const send = async (submitted) => {
    submitted.preventDefault();
    button.disabled = true;
    answer.className = 'note';
    try {
      const at = await post('/console/api/publish', {
        app,
        channel,
        ...(event.value && { event: event.value }),
        data: data.value,
        secret: secret.value,
      });
      write(answer, at?.epoch ? `Published at ${at.epoch}:${at.offset}.` : 'Published.');
    } catch (problem) {
      answer.className = 'problem';
      write(answer, problem.message);
      tell(problem.message);
    } finally {
      button.disabled = false;
    }
  };
  return h(
    'form',
    { class: 'stack', onsubmit: send },
    h('label', null, 'Event, if any', event),
    h('label', null, 'Message', data),
    h('label', null, 'Secret of the app', secret),
    h('div', { class: 'row' }, button, answer),
  );
}
