// What `freshet doctor` says of this machine: how many more connections, and which limit comes first.

import { h, put, svg } from './dom.js';
import { count, figure, short } from './format.js';
import { get } from './http.js';
import { badge, load } from './load.js';

const SEVERITY = { bad: ['bad', 'fails'], warn: ['warn', 'warns'], unknown: ['', 'unknown'], ok: ['ok', 'in order'] };
const ORDER = ['bad', 'warn', 'unknown', 'ok'];
const RADIUS = 84;

/** A point of the gauge's arc: 0 is its left end, 1 its right end. */
function point(share) {
  const angle = Math.PI * (1 - share);
  return `${(100 + RADIUS * Math.cos(angle)).toFixed(2)} ${(100 - RADIUS * Math.sin(angle)).toFixed(2)}`;
}

function arc(from, to, name) {
  return svg('path', { d: `M ${point(from)} A ${RADIUS} ${RADIUS} 0 0 1 ${point(to)}`, class: name });
}

function gauge({ holds, now }) {
  const share = holds > 0 ? Math.min(1, now / holds) : 1;
  const level = share > 0.9 ? 'bad' : share > 0.7 ? 'warn' : 'ok';
  const percent = share > 0 && share < 0.01 ? 'under 1 %' : `${Math.round(share * 100)} %`;
  return h(
    'div',
    { class: 'gauge' },
    svg(
      'svg',
      {
        viewBox: '0 0 200 112',
        role: 'img',
        'aria-label': `${percent} of the connections this machine holds are open`,
      },
      arc(0, 1, 'track'),
      share > 0.004 && arc(0, share, `fill ${level}`),
    ),
    h(
      'p',
      { class: 'gauge-figure' },
      h('b', null, count(Math.max(0, holds - now))),
      h('span', null, 'more connections'),
    ),
    h('p', { class: 'note' }, `${count(now)} of ${count(holds)} open, ${percent}`),
  );
}

function first(found) {
  if (!found) return h('p', { class: 'empty' }, 'No limit of this machine is known.');
  return h(
    'div',
    { class: 'first' },
    h('p', { class: 'eyebrow' }, 'What comes first'),
    h('h2', null, found.limit, ' ', h('span', { class: 'note' }, `at ${count(found.holds)} connections`)),
    found.why && h('p', null, found.why),
    found.change && [
      h('p', { class: 'eyebrow' }, 'What to change'),
      h('pre', { tabindex: '0', 'aria-label': 'What to change' }, found.change),
    ],
  );
}

/** Each limit on one scale of tens, since the first may be a thousandth of the last. */
function limits({ limits: found, now }) {
  const bounds = found.map((limit) => limit.holds).filter((holds) => holds > 0);
  const low = Math.max(0, Math.floor(Math.log10(Math.max(1, Math.min(now || 1, ...bounds)))) - 1);
  const high = Math.ceil(Math.log10(Math.max(10, ...bounds)));
  const width = (n) => (n > 0 ? Math.min(100, Math.max(0.5, ((Math.log10(n) - low) / (high - low)) * 100)) : 0);
  const tens = Array.from({ length: high - low + 1 }, (each, at) => 10 ** (low + at));
  const rows = found.map((limit, at) =>
    h(
      'li',
      null,
      h('div', { class: 'row between' }, h('b', null, limit.limit), h('span', null, room(limit.holds, now))),
      svg(
        'svg',
        { viewBox: '0 0 100 6', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        svg('rect', { width: 100, height: 6, class: 'track' }),
        svg('rect', { width: width(limit.holds), height: 6, class: at === 0 ? 'fill warn' : 'fill' }),
        now > 0 && svg('rect', { x: width(now) - 0.15, width: 0.3, height: 6, class: 'needle' }),
      ),
      h('p', { class: 'note' }, limit.what),
    ),
  );
  return [
    h('ul', { class: 'limits' }, rows),
    h(
      'p',
      { class: 'limits-scale note', 'aria-hidden': 'true' },
      tens.map((ten) => h('span', null, short(ten))),
    ),
  ];
}

function room(holds, now) {
  if (holds === null || holds === undefined) return h('span', { class: 'note' }, 'no bound, or not known');
  return [count(holds), ' ', now > 0 && h('span', { class: 'note' }, `${figure(holds / now)} × what is open`)];
}

function finding(each) {
  const [kind, word] = SEVERITY[each.severity] ?? ['', each.severity];
  return h(
    'tr',
    null,
    h('th', { scope: 'row', 'data-label': 'Rule' }, each.rule),
    h('td', { 'data-label': 'Verdict' }, badge(kind, word)),
    h('td', { 'data-label': 'Found' }, each.value ?? '–'),
    h(
      'td',
      { class: 'prose', 'data-label': 'What it means' },
      each.says,
      each.change &&
        h('div', { class: 'change' }, h('span', { class: 'note' }, 'Change: '), h('code', null, each.change)),
      each.source && h('p', { class: 'note' }, `Source: ${each.source}`),
    ),
  );
}

function findings(all) {
  const attention = all.filter((each) => each.severity === 'bad' || each.severity === 'warn');
  const sorted = [...all].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const rows = h('tbody');
  const box = h('input', { type: 'checkbox' });
  const draw = () => put(rows, sorted.filter((each) => box.checked || attention.includes(each)).map(finding));
  box.checked = attention.length === 0;
  box.addEventListener('change', draw);
  draw();
  return [
    h(
      'div',
      { class: 'row between' },
      h(
        'h2',
        null,
        'Findings ',
        h(
          'span',
          { class: 'note' },
          attention.length
            ? `${attention.length} of ${all.length} ask for a change`
            : `all ${all.length} in order or unknown`,
        ),
      ),
      h('label', { class: 'check' }, box, 'show all rules'),
    ),
    h(
      'div',
      { class: 'scroll' },
      h(
        'table',
        { class: 'findings' },
        h('caption', { class: 'unseen' }, 'Findings'),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            ['Rule', 'Verdict', 'Found', 'What it means'].map((name) => h('th', { scope: 'col' }, name)),
          ),
        ),
        rows,
      ),
    ),
  ];
}

export function show({ body, signal }) {
  load(
    body,
    () => get('/console/api/headroom', {}, signal),
    (answer) => [
      h(
        'div',
        { class: 'pair headroom-top' },
        h('section', { class: 'card', 'aria-label': 'Room left' }, gauge(answer)),
        h('section', { class: 'card', 'aria-label': 'First limit' }, first(answer.first)),
      ),
      h(
        'section',
        { class: 'card', 'aria-labelledby': 'limits' },
        h(
          'h2',
          { id: 'limits' },
          'Limits ',
          h('span', { class: 'note' }, 'connections, on a logarithmic scale; the mark is what is open now'),
        ),
        limits(answer),
      ),
      h('section', { class: 'card', 'aria-label': 'Findings' }, findings(answer.findings)),
      h('p', { class: 'note' }, 'The same as ', h('code', null, 'freshet doctor'), ' on this machine.'),
    ],
    signal,
  );
}
