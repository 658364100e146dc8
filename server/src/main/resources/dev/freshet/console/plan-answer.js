// What the planner answers, as people read it. Its JSON is walked as it is, so that nothing it says is left out;
// the names of its members tell their units.

import { h } from './dom.js';
import { bytes, count, figure, many, span, usd } from './format.js';
import { table } from './load.js';

const DEEPEST = 6;
const PROSE = 48;

/** The first form in which a name tells a unit decides; the unit is then taken out of the label. */
const UNITS = [
  [/-?usd-(month|hour)$/, (n, [, per]) => `${per === 'hour' ? `$${figure(n)}` : usd(n)} a ${per}`],
  [/(^|-)bytes(?=$|-per-)/, (n, match, name) => bytes(n) + per(name)],
  [/(?<!-per)-seconds?$/, (n) => span(n)],
  [/(^|-)us(?=$|-per-)/, (n, match, name) => `${figure(n)} µs${per(name)}`],
  [/-part$/, (n) => `${figure(n * 100)} %`],
];
const TITLES = {
  'usd-month': 'Cost',
  'usd-hour': 'Cost',
  managed: 'What managed services cost',
  balancers: 'Load balancers compared',
  cost: 'What a connection costs, and who measured it',
  region: 'One region: nodes, memory, Redis, storms, limits',
  demand: 'What was asked',
  notes: 'What this assumes',
  estimate: 'From people to connections',
  crossovers: 'Where self-hosting starts to cost less',
};
/** What the chart, the tiles or another part shows already. */
const SHOWN = new Set([
  'form',
  'nodes-in-all',
  'people-usd-month',
  'crossovers',
  'decision',
  'managed',
  'notes',
  'self-hosting',
]);

/** What decides how many nodes there are. */
const BOUNDS = {
  memory: 'by memory',
  cpu: 'by CPU',
  'blast-radius': 'by what may be lost at once',
  least: 'the least there can be',
};

function per(name) {
  const found = /-per-(second|minute|hour|month|connection)/.exec(name);
  return found ? ` a ${found[1]}` : '';
}

function plain(name) {
  const spaced = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** "node-lost-seconds" is "Node lost". */
function words(name) {
  if (TITLES[name]) return TITLES[name];
  const bare = UNITS.reduce((left, [unit]) => left.replace(unit, ''), name).replace(
    /-?per-(second|minute|month|hour|connection)/,
    (all) => (UNITS.some(([unit]) => unit.test(name)) ? '' : all),
  );
  return plain(bare || name);
}

const scalar = (value) => value === null || typeof value !== 'object';

function text(name, value) {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'number') return String(value);
  for (const [unit, says] of UNITS) {
    const match = unit.exec(name);
    if (match) return says(value, match, name);
  }
  return Number.isInteger(value) ? count(value) : figure(value);
}

function facts(entries) {
  return h(
    'dl',
    { class: 'facts' },
    entries.map(([name, value]) =>
      h(
        'div',
        { class: text(name, value).length > PROSE && 'prose' },
        h('dt', null, words(name)),
        h('dd', null, text(name, value)),
      ),
    ),
  );
}

/** A cell: a list in it becomes sentences. */
function cell(name, value) {
  if (!Array.isArray(value)) return text(name, value);
  return value.map((each) => h('div', null, String(each)));
}

function list(caption, values) {
  if (!values.length) return null;
  if (values.every(scalar))
    return h(
      'ul',
      { class: 'prose' },
      values.map((value) => h('li', null, text('', value))),
    );
  const flat = (value) => scalar(value) || (Array.isArray(value) && value.every(scalar));
  if (!values.every((value) => Object.values(value ?? {}).every(flat))) {
    return values.map((value) => h('div', { class: 'nested' }, parts(value, DEEPEST - 1)));
  }
  const columns = [...new Set(values.flatMap((value) => Object.keys(value)))];
  const numeric = (column) =>
    values.every((value) => value[column] === undefined || value[column] === '' || typeof value[column] === 'number');
  return table(
    caption,
    columns.map((column) => ({ name: words(column), number: numeric(column) })),
    values.map((value) => columns.map((column) => cell(column, value[column]))),
    '',
  );
}

/** The scalars of an object first, then each of its parts under a heading. */
function parts(value, depth) {
  if (scalar(value)) return h('p', null, text('', value));
  if (Array.isArray(value)) return list('', value);
  const entries = Object.entries(value);
  const flat = entries.filter(([, each]) => scalar(each));
  const deep = entries.filter(([, each]) => !scalar(each) && (!Array.isArray(each) || each.length));
  const level = Math.min(6, 8 - depth);
  return [
    flat.length > 0 && facts(flat),
    depth > 0 &&
      deep.map(([name, each]) =>
        h(
          'div',
          { class: 'part' },
          h(`h${level}`, null, words(name)),
          Array.isArray(each) ? list(words(name), each) : parts(each, depth - 1),
        ),
      ),
  ];
}

/** The planner speaks of its command's options; here is what they are called on this page. */
function here(sentence) {
  return sentence
    .replace('say how many with --monthly-users', 'say how many under “By people”')
    .replace('give the result with --measured', 'give the result to freshet plan with --measured');
}

function fact(name, value, note) {
  return h(
    'div',
    null,
    h('dt', null, name),
    h('dd', { class: 'figure' }, value),
    h('dd', { class: 'note' }, note ?? ''),
  );
}

function redisOf({ kind, shards, replicas }) {
  const replica = replicas === 1 ? 'a replica' : many(replicas, 'replica');
  if (kind === 'cluster') return `a cluster of ${many(shards, 'shard')}${replicas ? `, each with ${replica}` : ''}`;
  return replicas ? `one with ${replica}` : 'one';
}

/** What most look for, in a row. */
function short(plan) {
  const nodes = plan.region?.nodes;
  const own = plan['self-hosting']?.['usd-month'];
  const people = plan['people-usd-month'];
  const lost = plan.region?.storm?.['node-lost-seconds'];
  const redis = plan.region?.redis;
  return h(
    'dl',
    { class: 'tiles card', 'aria-label': 'In short' },
    fact('Connections', count(plan.demand['peak-connections']), 'at the peak'),
    fact(
      'Nodes',
      count(plan['nodes-in-all']),
      nodes && `${nodes.instance.name}, ${BOUNDS[nodes.bound] ?? nodes.bound}`,
    ),
    redis &&
      fact(
        'Redis',
        redis.shards ? count(redis.shards * (1 + redis.replicas)) : 'none',
        redis.shards ? `servers in a region: ${redisOf(redis)}` : 'one node needs none',
      ),
    fact('Servers', usd(own), 'a month'),
    fact('With people', people === undefined ? '–' : usd(own + people), 'a month'),
    lost > 0 && fact('A node lost', span(lost), 'of CPU to let its clients in'),
  );
}

function decision(found) {
  if (!found) return null;
  return h(
    'section',
    { class: 'card decision', 'aria-label': 'Decision' },
    h('p', { class: 'eyebrow' }, `The decision matrix, row “${found.when}”`),
    h('h2', null, found.advice.charAt(0).toUpperCase() + found.advice.slice(1)),
    sides(found, 'h3'),
  );
}

/** What speaks for a decision and against it. */
function sides(found, heading) {
  return h(
    'div',
    { class: 'pair' },
    h('div', null, h(heading, null, 'For it'), list('For it', found.reasons ?? [])),
    found.against?.length > 0 && h('div', null, h(heading, null, 'Against it'), list('Against it', found.against)),
  );
}

/** A bill's lines, for those who want to know how it was reckoned. */
function bill(name, lines) {
  if (!lines?.length) return null;
  return h('details', null, h('summary', null, 'How'), list(name, lines));
}

/** Self-hosting and every service beside each other, the cheapest first; those without a price last. */
function services(plan) {
  const own = plan['self-hosting'];
  const people = plan['people-usd-month'] ?? 0;
  const rows = (plan.managed ?? [])
    .map((each) => ({
      name: each.name,
      cost: each['usd-month'],
      lines: each.lines,
      says: [each['none-because'], ...(each.notes ?? [])],
    }))
    .sort((a, b) => (a.cost ?? Infinity) - (b.cost ?? Infinity));
  if (own) {
    rows.unshift(
      { name: 'Freshet, servers', cost: own['usd-month'], lines: own.lines, says: ['without people'] },
      { name: 'Freshet with people', cost: own['usd-month'] + people, says: [`${usd(people)} a month for people`] },
    );
  }
  return h(
    'section',
    { class: 'card', 'aria-label': 'What it costs' },
    h('h2', null, 'What it costs'),
    table(
      'What it costs',
      ['Service', { name: 'A month', number: true }, 'Remarks'],
      rows.map((row) => [
        row.name,
        row.cost === undefined ? '–' : usd(row.cost),
        [row.says.filter(Boolean).map((each) => h('div', null, here(each))), bill(row.name, row.lines)],
      ]),
      '',
    ),
  );
}

/** A plan: what matters in a row, the decision, costs, then each of its parts to be opened. */
export function answerOf(plan) {
  const rest = Object.entries(plan).filter(
    ([name, value]) => !SHOWN.has(name) && !scalar(value) && (!Array.isArray(value) || value.length),
  );
  return [
    short(plan),
    decision(plan.decision),
    services(plan),
    plan.notes?.length > 0 &&
      h(
        'section',
        { class: 'card', 'aria-label': words('notes') },
        h('h2', null, words('notes')),
        list('', plan.notes.map(here)),
      ),
    rest.map(([name, value]) =>
      h(
        'details',
        { class: 'card detail' },
        h('summary', null, words(name)),
        Array.isArray(value) ? list(words(name), value) : parts(value, DEEPEST - 1),
      ),
    ),
  ];
}

/** How many are connected, by time and by the rule of 30 %. */
function estimated(found) {
  if (!found) return null;
  const by = [found['daily-users'], found['minutes-per-day'], found['peak-connections'], found['by-30-percent']];
  const [users, minutes, peak, rule] = by.map(figure);
  return h(
    'p',
    { class: 'prose-wide' },
    `${users} people on a day, each connected for ${minutes} minutes of it: ${peak} at the peak. `,
    `By the rule that 30 % are online it would be ${rule}. ${found.why}`,
  );
}

/** One answer, and what becomes of it when its assumptions are doubted. */
function service(each) {
  const own = each['own-is-cheaper'];
  const { plan } = each;
  const named = Object.fromEntries(plan.managed.map(({ id, name }) => [id, name]));
  const cheapest = (of) =>
    h('span', null, usd(of['cheapest-managed-usd-month']), ' ', h('small', null, named[of['cheapest-managed']]));
  const figures = [
    ['Connections', count(each['peak-connections']), 'at the peak'],
    ['Row', plan.decision.when, plan.decision.advice],
    ['Nodes', count(each['nodes-in-all']), plan.region.nodes.instance.name],
    ['Servers', usd(each['servers-usd-month']), 'a month'],
    ['With people', usd(each['with-people-usd-month']), 'a month'],
    ['Cheapest service', usd(each['cheapest-managed-usd-month']), named[each['cheapest-managed']]],
  ];
  return h(
    'section',
    { class: 'nested' },
    h('h3', null, `${plain(each.service)}: ${each['modelled-on']}`),
    estimated(plan.estimate),
    h(
      'dl',
      { class: 'tiles', 'aria-label': `${plain(each.service)}, in short` },
      figures.map((of) => fact(...of)),
    ),
    sides(plan.decision, 'h4'),
    h('h4', null, 'The answer'),
    h('p', { class: 'prose-wide' }, each.answer),
    h('h4', null, 'What if …'),
    table(
      `What if, for ${each.service}`,
      [
        'Assumed',
        { name: 'Peak', number: true },
        'Row',
        { name: 'With people', number: true },
        { name: 'Cheapest service', number: true },
        'Cheaper',
      ],
      (each.objections ?? []).map((other) => [
        other.assumed,
        count(other['peak-connections']),
        plain(other.deciding).toLowerCase(),
        usd(other['with-people-usd-month']),
        cheapest(other),
        h(
          'span',
          { class: other['own-is-cheaper'] === own ? '' : 'badge warn' },
          other['own-is-cheaper'] ? 'one’s own' : 'the service',
        ),
      ]),
      'Nothing was doubted.',
    ),
    h('details', null, h('summary', null, 'Where the figures are from'), list('Figures', each.figures ?? [])),
    h('details', null, h('summary', null, 'The whole plan'), parts(plan, DEEPEST - 1)),
  );
}

/** The worked exercise: three services. */
export function exerciseOf(answer) {
  return (answer.services ?? []).map(service);
}
