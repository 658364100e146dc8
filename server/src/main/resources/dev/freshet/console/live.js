// What the node does now, and did in the last hour. New figures are heard over an event stream; the past comes once.

import { timeChart } from './chart.js';
import { h, put, write } from './dom.js';
import { bytes, bytesOf, count, figure, many, span } from './format.js';
import { get } from './http.js';
import { badge, load, table } from './load.js';
import { hear } from './stream.js';

const HOUR_MS = 3_600_000;
const NODES_EVERY_MS = 15_000;
const RANGES = [
  [5, '5 min'],
  [15, '15 min'],
  [60, '1 hour'],
];

/** Steps of an axis of bytes. */
const POWERS = Array.from({ length: 42 }, (each, at) => 2 ** at);

/** Steps of an axis of what comes in ones. */
const WHOLE = Array.from({ length: 24 }, (each, at) => [1, 2, 5][at % 3] * 10 ** Math.floor(at / 3));

const ms = (n) => (n === null || n === undefined ? '–' : `${figure(n)} ms`);

/** The tiles: a name, what it says, and the figure and unit of a sample. */
const TILES = [
  ['Connections', (s) => [count(s.connections), ''], (s) => dialects(s)],
  ['Messages in', (s) => [figure(s.in_s), '/s'], (s) => known(s.bytes_in_s, (n) => `WebSockets sent ${bytes(n)}/s`)],
  ['Messages out', (s) => [figure(s.out_s), '/s'], (s) => rate(s.bytes_out_s)],
  [
    'CPU',
    (s) => [figure(s.cpu_cores), s.cpu_cores === 1 ? 'core' : 'cores'],
    (s) =>
      [
        known(s.cpu_us_per_message, (n) => `${figure(n)} µs a message`),
        known(s.cpu_us_per_connection, (n) => `${figure(n)} µs/s a connection`),
      ]
        .filter(Boolean)
        .join(', '),
  ],
  ['Event-loop lag', (s) => [figure(s.lag_ms), 'ms'], () => 'the worst of the loops'],
  ['Memory', (s) => bytesOf(s.rss_bytes), (s) => known(s.bytes_per_connection, (n) => `${bytes(n)} a connection`)],
  ['Java heap', (s) => bytesOf(s.heap_bytes), () => 'in use'],
  ['Subscriptions', (s) => [count(s.subscriptions), ''], (s) => `to ${many(s.channels, 'channel')}`],
  ['Fan-out batch', (s) => [figure(s.batch), ''], () => 'publications a drain'],
  ['Waiting for readers', (s) => bytesOf(s.queued_bytes), (s) => `slow readers closed: ${figure(s.slow_s)} /s`],
  [
    'Waiting to get in',
    (s) => [count(s.waiting), ''],
    (s) => `let in ${figure(s.admitted_s)} /s, refused ${figure(s.refused_s)} /s`,
  ],
  [
    'All back in',
    (s) => (s.recover_s > 0 ? [span(s.recover_s), ''] : ['–', '']),
    (s) => (s.recover_s > 0 ? 'predicted, with those refused' : 'nobody waits'),
  ],
];

const CHARTS = [
  {
    title: 'Connections',
    unit: 'open',
    format: count,
    incrs: WHOLE,
    series: [{ label: 'Connections', colour: 's1', fill: true, of: (s) => s.connections }],
  },
  {
    title: 'Messages',
    unit: 'a second',
    format: figure,
    series: [
      { label: 'Out', colour: 's1', fill: true, of: (s) => s.out_s },
      { label: 'In', colour: 's2', dash: [6, 3], of: (s) => s.in_s },
    ],
  },
  {
    title: 'Traffic',
    unit: 'bytes a second of connections',
    format: bytes,
    incrs: POWERS,
    series: [
      { label: 'Out', colour: 's1', fill: true, of: (s) => s.bytes_out_s },
      { label: 'In', colour: 's2', dash: [6, 3], of: (s) => s.bytes_in_s },
    ],
  },
  {
    title: 'CPU',
    unit: 'cores',
    format: figure,
    series: [{ label: 'CPU', colour: 's1', fill: true, of: (s) => s.cpu_cores }],
  },
  {
    title: 'Event-loop lag',
    unit: 'milliseconds',
    format: figure,
    series: [{ label: 'Worst loop', colour: 's3', fill: true, of: (s) => s.lag_ms }],
  },
  {
    title: 'Memory',
    unit: 'bytes',
    format: bytes,
    incrs: POWERS,
    series: [
      { label: 'Resident', colour: 's1', of: (s) => s.rss_bytes },
      { label: 'Heap', colour: 's2', dash: [6, 3], of: (s) => s.heap_bytes },
    ],
  },
  {
    title: 'Waiting for readers',
    unit: 'bytes',
    format: bytes,
    incrs: POWERS,
    series: [{ label: 'Queued', colour: 's3', fill: true, of: (s) => s.queued_bytes }],
  },
  {
    title: 'Slow readers',
    unit: 'closed a second',
    format: figure,
    series: [{ label: 'Closed', colour: 's4', of: (s) => s.slow_s }],
  },
  {
    title: 'Admission',
    unit: 'sockets',
    format: figure,
    series: [
      { label: 'Waiting', colour: 's3', of: (s) => s.waiting },
      { label: 'Let in /s', colour: 's1', dash: [6, 3], of: (s) => s.admitted_s },
      { label: 'Refused /s', colour: 's4', dash: [2, 3], of: (s) => s.refused_s },
    ],
  },
  {
    title: 'Fan-out batch',
    unit: 'publications a drain',
    format: figure,
    series: [{ label: 'Batch', colour: 's2', of: (s) => s.batch }],
  },
];

function known(n, says) {
  return n === null || n === undefined ? '' : says(n);
}

function rate(n) {
  return known(n, () => `${bytes(n)}/s`);
}

function dialects(sample) {
  return Object.entries(sample.by_dialect ?? {})
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${name} ${count(n)}`)
    .join(' · ');
}

function tiles() {
  const drawn = TILES.map(([name, value, note]) => {
    const figures = h('span', null, '–');
    const unit = h('span', { class: 'unit' });
    const says = h('dd', { class: 'note' });
    return {
      value,
      note,
      figures,
      unit,
      says,
      element: h('div', null, h('dt', null, name), h('dd', { class: 'figure' }, figures, ' ', unit), says),
    };
  });
  const set = (sample) => {
    for (const tile of drawn) {
      const [text, unit] = tile.value(sample);
      write(tile.figures, text);
      write(tile.unit, unit);
      write(tile.says, tile.note(sample));
    }
  };
  return {
    element: h(
      'dl',
      { class: 'tiles card', 'aria-label': 'Now' },
      drawn.map((tile) => tile.element),
    ),
    set,
  };
}

function nodes(found) {
  return table(
    'Nodes',
    ['Node', 'Address', { name: 'Connections', number: true }, 'State'],
    found.map((node) => [
      h('span', null, node.id, node.me && h('small', null, ' this one')),
      node.address,
      count(node.connections),
      node.draining ? badge('warn', 'draining') : badge('ok', 'serving'),
    ]),
    'This node is alone.',
  );
}

function redis(found) {
  return table(
    'Redis servers',
    ['Server', 'State', { name: 'Probe', number: true }],
    found.map((shard) => [shard.shard, shard.up ? badge('ok', 'up') : badge('bad', 'down'), ms(shard.latency_ms)]),
    'No Redis: this node keeps everything itself.',
  );
}

/** Buttons of which one is pressed. */
function ranges(chosen, onChoose) {
  const buttons = RANGES.map(([minutes, text]) =>
    h(
      'button',
      {
        type: 'button',
        'aria-pressed': String(minutes === chosen),
        onclick: () => {
          for (const button of buttons) button.setAttribute('aria-pressed', String(button.textContent === text));
          onChoose(minutes);
        },
      },
      text,
    ),
  );
  return h('div', { class: 'choice', role: 'group', 'aria-label': 'How far back' }, buttons);
}

export function show({ body, heading, signal }) {
  const state = h('p', { class: 'state', role: 'status' }, 'connecting');
  const now = tiles();
  const charts = CHARTS.map((chart) => timeChart(chart, signal));
  const nodesElement = h('div');
  const redisElement = h('div');
  let samples = [];
  let minutes = 15;
  let asked = 0;

  const draw = () => {
    if (!samples.length) return;
    const from = samples.at(-1).t - minutes * 60_000;
    const shown = samples.filter((sample) => sample.t >= from);
    now.set(samples.at(-1));
    for (const chart of charts) chart.set(shown);
  };
  const add = (sample) => {
    if (samples.length && sample.t <= samples.at(-1).t) return;
    samples.push(sample);
    while (samples[0].t < sample.t - HOUR_MS) samples.shift();
    if (!document.hidden) draw();
  };

  heading.after(state);
  put(
    body,
    now.element,
    h(
      'div',
      { class: 'row between' },
      h('h2', null, 'Over time'),
      ranges(minutes, (chosen) => {
        minutes = chosen;
        draw();
      }),
    ),
    h(
      'div',
      { class: 'charts' },
      charts.map((chart) => chart.element),
    ),
    h(
      'div',
      { class: 'pair' },
      h('section', { class: 'card', 'aria-labelledby': 'nodes' }, h('h2', { id: 'nodes' }, 'Nodes'), nodesElement),
      h('section', { class: 'card', 'aria-labelledby': 'redis' }, h('h2', { id: 'redis' }, 'Redis'), redisElement),
    ),
  );
  signal.addEventListener('abort', () => state.remove());
  document.addEventListener('visibilitychange', () => !document.hidden && draw(), { signal });

  const again = load(
    nodesElement,
    () => get('/console/api/live', { since: asked }, signal),
    (answer) => {
      // What was heard meanwhile lies closer than what the server keeps, and gives way to it.
      const until = answer.samples.at(-1)?.t ?? asked;
      const before = samples.filter((sample) => sample.t <= asked && sample.t >= until - HOUR_MS);
      samples = [...before, ...answer.samples, ...samples.filter((sample) => sample.t > until)];
      asked = until;
      draw();
      put(redisElement, redis(answer.redis));
      return nodes(answer.nodes);
    },
    signal,
  );
  const every = setInterval(() => !document.hidden && again(), NODES_EVERY_MS);
  signal.addEventListener('abort', () => clearInterval(every));

  hear(
    '/console/live',
    (name, data) => name === 'live' && add(JSON.parse(data)),
    (now) => {
      state.dataset.state = now;
      write(
        state,
        { open: 'live, a figure every 2 s', connecting: 'connecting', away: 'no new figures: the stream is cut' }[now],
      );
    },
    signal,
  );
}
