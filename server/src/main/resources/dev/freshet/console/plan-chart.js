// Cost over connections, both on logarithmic axes, and where self-hosting and a service cost the same.

import { axis, ink, legend, line, plot } from './chart.js';
import { fresh, h, put, write } from './dom.js';
import { count, short, usd } from './format.js';
import { table } from './load.js';

const HEIGHT = 340;
const STYLES = [
  ['s1', undefined],
  ['s1', [7, 4]],
  ['s2', undefined],
  ['s3', [8, 3]],
  ['s4', [2, 3]],
  ['s5', [10, 3, 2, 3]],
  ['s6', [5, 2]],
  ['s7', [3, 2]],
  ['s2', [3, 3]],
  ['s3', undefined],
  ['s4', [9, 3]],
  ['s5', undefined],
];
function styleOf(id, at) {
  const [colour, dash] = STYLES[at % STYLES.length];
  return { colour, dash, own: id === 'freshet' };
}

const isTen = (n) => n > 0 && Math.abs(Math.log10(n) - Math.round(Math.log10(n))) < 1e-6;

/** Which of the numbers of connections is nearest on a logarithmic axis. */
export function nearest(connections, wanted) {
  const way = (at) => Math.abs(Math.log(connections[at] / wanted));
  return connections.reduce((best, x, at) => (way(at) < way(best) ? at : best), 0);
}

/** An axis with lines and words at powers of ten only. */
function decades(extra, words) {
  const tens = (u, ticks) => ticks.map((tick) => (isTen(tick) ? tick : null));
  const plain = axis({
    ...extra,
    filter: tens,
    values: (u, ticks) => ticks.map((tick) => (tick === null ? '' : words(tick))),
  });
  plain.grid.filter = tens;
  plain.ticks.filter = tens;
  return plain;
}

/** Draws over the curves: a line at what is asked, and a mark where two cost the same. */
function marks(state) {
  return (u) => {
    const { ctx } = u;
    const ratio = devicePixelRatio;
    ctx.save();
    const x = u.valToPos(state.peak, 'x', true);
    if (x >= u.bbox.left && x <= u.bbox.left + u.bbox.width) {
      ctx.strokeStyle = ink('text');
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.lineWidth = ratio;
      ctx.beginPath();
      ctx.moveTo(x, u.bbox.top);
      ctx.lineTo(x, u.bbox.top + u.bbox.height);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    for (const crossing of state.crossovers) {
      if (!crossing.connections || !crossing.usd_month) continue;
      ctx.beginPath();
      ctx.arc(
        u.valToPos(crossing.connections, 'x', true),
        u.valToPos(crossing.usd_month, 'y', true),
        4.5 * ratio,
        0,
        2 * Math.PI,
      );
      ctx.fillStyle = ink('surface');
      ctx.fill();
      ctx.lineWidth = 2 * ratio;
      ctx.strokeStyle = ink('text');
      ctx.stroke();
    }
    ctx.restore();
  };
}

/** The chart with its legend, crossovers and table; `set(curve, plan)` draws. */
export function costChart(signal) {
  const id = fresh('cost');
  const where = h('p', { class: 'note' });
  const names = h('div');
  const canvas = h('div', { class: 'canvas', role: 'img' });
  const crossings = h('div');
  const rows = h('div');
  const element = h(
    'section',
    { class: 'card chart cost', 'aria-labelledby': id },
    h(
      'header',
      null,
      h('h2', { id }, 'Cost ', h('span', { class: 'unit' }, 'US dollars a month over connections at the peak')),
    ),
    where,
    names,
    canvas,
    crossings,
    h('details', null, h('summary', null, 'As a table'), rows),
  );
  const state = { peak: 0, crossovers: [] };
  let chart = null;
  let drawnIds = '';
  let shown = null;
  let round = new AbortController();
  signal.addEventListener('abort', () => round.abort());

  // Costs rise in steps, so nothing is read between computed points: the pointer is taken to the nearest one.
  const values = (at) => {
    const there = shown.curve.connections[at];
    write(where, `At ${count(there)} connections${there === state.peak ? ', as asked' : ''}:`);
    shown.curve.lines.forEach((each, number) => shown.legend.write(number, money(each.usd_month[at])));
  };
  const snap = (u, left, top) => {
    const xs = shown.curve.connections;
    return [left < 0 ? left : u.valToPos(xs[nearest(xs, u.posToVal(left, 'x'))], 'x'), top];
  };
  const resting = () => nearest(shown.curve.connections, state.peak);

  const build = (curve, data) => {
    round.abort();
    round = new AbortController();
    put(canvas);
    chart = plot(
      canvas,
      {
        height: HEIGHT,
        cursor: { points: { size: 6 }, drag: { x: false, y: false }, y: false, move: snap },
        scales: { x: { time: false, distr: 3 }, y: { distr: 3 } },
        series: [
          {},
          ...curve.lines.map((each, at) => {
            const style = styleOf(each.id, at);
            return line(each.label, style.colour, style.dash, { width: style.own ? 3 : 1.5, spanGaps: false });
          }),
        ],
        axes: [decades({ size: 30 }, short), decades({ size: 58 }, (tick) => `$${short(tick)}`)],
        hooks: { draw: [marks(state)], setCursor: [(u) => values(u.cursor.idx ?? resting())] },
      },
      data,
      round.signal,
    );
  };

  const set = (curve, plan) => {
    const peak = plan.demand['peak-connections'];
    const named = Object.fromEntries(plan.managed.map((each) => [each.id, each.name]));
    Object.assign(state, { peak, crossovers: curve.crossovers ?? [] });
    const series = curve.lines.map((each, at) => ({ label: each.label, ...styleOf(each.id, at) }));
    shown = { curve, legend: legend(series) };
    put(names, shown.legend.element);
    const data = [
      curve.connections,
      ...curve.lines.map((each) => each.usd_month.map((cost) => (typeof cost === 'number' && cost > 0 ? cost : null))),
    ];
    const ids = curve.lines.map((each) => each.id).join();
    if (chart && ids === drawnIds) chart.setData(data);
    else build(curve, data);
    drawnIds = ids;
    const asked = resting();
    values(asked);
    canvas.setAttribute(
      'aria-label',
      `Cost over connections. ${curve.lines.map((each) => `${each.label}: ${money(each.usd_month[asked])} a month at ${count(curve.connections[asked])}`).join('. ')}`,
    );
    put(
      crossings,
      h('h3', null, 'Where self-hosting starts to cost less'),
      table(
        'Crossovers',
        ['Than', { name: 'From connections', number: true }, { name: 'Cost a month there', number: true }],
        state.crossovers.map((each) => [
          named[each.with] ?? each.with,
          each.connections ? count(each.connections) : each.words || 'not in this range',
          each.connections ? usd(each.usd_month) : '',
        ]),
        'No curve crosses here.',
      ),
    );
    const picked = curve.connections.map((n, at) => at).filter((at) => at === asked || isTen(curve.connections[at]));
    put(
      rows,
      table(
        'Cost a month',
        ['Service', ...picked.map((at) => ({ name: short(curve.connections[at]), number: true }))],
        curve.lines.map((each) => [each.label, ...picked.map((at) => brief(each.usd_month[at]))]),
        '',
      ),
    );
  };
  return { element, set };
}

/** Dollars, or a dash where a service has no price. */
function money(cost) {
  return usd(typeof cost === 'number' ? cost : null);
}

/** The same for a column of which there are many. */
function brief(cost) {
  return typeof cost === 'number' && cost >= 1e5 ? `$${short(cost)}` : money(cost);
}
