// Hears one channel twice: the standard EventSource and the standard WebSocket, nothing else.
const $ = (id) => document.getElementById(id);
const KEPT = 200;
let source;
let socket;
let retry;

function show(list, text, note) {
  const item = document.createElement('li');
  const small = document.createElement('small');
  item.textContent = text + ' ';
  small.textContent = note;
  item.append(small);
  $(list).prepend(item);
  while ($(list).children.length > KEPT) $(list).lastChild.remove();
}

function hear(channel) {
  const path = `channels/${encodeURIComponent(channel)}`;
  source?.close();
  socket?.close();
  clearTimeout(retry);
  $('sse').replaceChildren();
  $('ws').replaceChildren();

  // EventSource reconnects and resumes by itself: the browser sends Last-Event-ID.
  source = new EventSource(path);
  source.onopen = () => { $('sse-state').textContent = 'open'; };
  source.onerror = ({ target }) => {
    $('sse-state').textContent = target.readyState === EventSource.CLOSED ? 'refused' : 'reconnecting';
  };
  source.onmessage = (event) => show('sse', event.data, event.lastEventId);
  source.addEventListener('freshet:reset', () => show('sse', '(the past is gone)', ''));

  // A WebSocket resumes when it says where it stands: ?since=epoch:offset.
  let since = '';
  const open = () => {
    const url = new URL(path, location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    url.searchParams.set('format', 'json');
    if (since) url.searchParams.set('since', since);
    const mine = socket = new WebSocket(url);
    mine.onopen = () => { $('ws-state').textContent = 'open'; };
    mine.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.epoch) since = `${message.epoch}:${message.offset}`;
      if (message.signal === 'reset') show('ws', '(the past is gone)', since);
      else if (!message.signal) show('ws', message.data ?? '(binary)', since);
    };
    mine.onclose = () => {
      if (mine !== socket) return;
      $('ws-state').textContent = 'reconnecting';
      retry = setTimeout(open, 500 + Math.random() * 2000);
    };
  };
  open();
  const url = new URL(path, location.href);
  $('curl').textContent = `curl -N -H 'Accept: text/event-stream' ${url}\ncurl -d hello ${url}`;
}

$('publish').addEventListener('submit', async (event) => {
  event.preventDefault();
  const path = `channels/${encodeURIComponent($('channel').value)}`;
  try {
    const response = await fetch(path, { method: 'POST', body: $('message').value });
    const answer = await response.json();
    $('answer').textContent = response.ok ? `at ${answer.epoch}:${answer.offset}` : answer.detail;
  } catch {
    $('answer').textContent = 'the server cannot be reached';
  }
});
$('channel').addEventListener('change', () => hear($('channel').value));
hear($('channel').value);
