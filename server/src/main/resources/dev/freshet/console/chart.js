// Charts: uPlot draws, the rest is here: colours of the page, a legend that follows the pointer, and a table that says the same.

import uPlot from '/console/lib/uPlot.esm.js';
import { fresh, h, put, svg, write } from './dom.js';
import { clock } from './format.js';

const ROWS = 12;
/** Where a time above the plot would be cut off, in px from the right. */
const EDGE = 30;

/** A colour of the style sheet as the canvas wants it. */
export function colour(name) {
  const probe = h('i', { class: `ink-${name}`, hidden: true });
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

const palette = new Map();
const ink = (name) => {
  if (!palette.has(name)) palette.set(name, colour(name));
  return palette.get(name);
};

const drawn = new Set();
addEventListener('freshet-theme', () => {
  palette.clear();
  for (const plot of drawn) plot.redraw(false, true);
});

export function axis(extra) {
  return {
    stroke: () => ink('faint'),
    grid: { stroke: () => ink('line'), width: 1 },
    ticks: { stroke: () => ink('line'), width: 1, size: 4 },
    font: '11px system-ui, sans-serif',
    gap: 4,
    ...extra,
  };
}

/** A uPlot in an element, as wide as that, until the signal is aborted. */
export function plot(host, options, data, signal) {
  const width = () => Math.max(120, Math.floor(host.clientWidth));
  const chart = new uPlot({ ...options, width: width(), legend: { show: false } }, data, host);
  drawn.add(chart);
  const watch = new ResizeObserver(() => {
    if (chart.width !== width()) chart.setSize({ width: width(), height: options.height });
  });
  watch.observe(host);
  signal.addEventListener('abort', () => {
    watch.disconnect();
    drawn.delete(chart);
    chart.destroy();
  });
  return chart;
}

export function line(label, name, dash, extra) {
  return { label, stroke: () => ink(name), width: 1.75, dash, points: { show: false }, ...extra };
}

/** One row of a legend: a mark, a name, and the value at the pointer or the newest. */
export function legend(series) {
  const values = series.map(() => h('b', null, '–'));
  const element = h(
    'ul',
    { class: 'legend' },
    series.map((each, at) =>
      h(
        'li',
        null,
        svg(
          'svg',
          { class: `mark ink-${each.colour}`, viewBox: '0 0 20 4', 'aria-hidden': 'true' },
          svg('path', { d: 'M0 2h20', 'stroke-dasharray': each.dash?.join(' ') }),
        ),
        `${each.label} `,
        values[at],
      ),
    ),
  );
  return { element, write: (at, text) => write(values[at], text) };
}

// The pointer of one chart is shown on all of them.
const shared = uPlot.sync('live');

/**
 * A chart over time with its title, legend and table.
 *
 * @param what title, unit, format (value to text) and series: label, colour, dash, of (sample to value)
 * @returns the element, and `set(samples)` which draws them
 */
export function timeChart({ title, unit, format, series, height = 150, incrs }, signal) {
  const id = fresh('chart');
  const names = legend(series);
  const canvas = h('div', { class: 'canvas', role: 'img' });
  const rows = h('div');
  const details = h('details', null, h('summary', null, 'As a table'), rows);
  const element = h(
    'section',
    { class: 'card chart', 'aria-labelledby': id },
    h('header', null, h('h3', { id }, title, ' ', h('span', { class: 'unit' }, unit)), names.element),
    canvas,
    details,
  );
  const when = h('span', { class: 'when', hidden: true });
  let samples = [];
  let chart;

  const at = (index) =>
    series.forEach((each, number) => {
      const sample = index === null || index === undefined ? samples.at(-1) : samples[index];
      names.write(number, sample ? format(each.of(sample)) : '–');
    });
  // The line of the pointer goes from sample to sample, and says which one the legend tells.
  const snap = (u, left, top) => [left < 0 ? left : u.valToPos(u.data[0][u.posToIdx(left)], 'x'), top];
  const point = ({ cursor: { idx, left }, over }) => {
    at(idx);
    when.hidden = !samples[idx];
    if (when.hidden) return;
    write(when, clock(samples[idx].t));
    when.style.left = `${left}px`;
    when.style.translate = left > over.clientWidth - EDGE ? '-100%' : '-50%';
  };
  const options = {
    height,
    cursor: {
      sync: { key: shared.key, setSeries: false },
      points: { size: 6 },
      drag: { x: false, y: false },
      y: false,
      move: snap,
    },
    scales: { y: { range: (u, low, high) => [0, high > 0 ? high * 1.12 : 1] } },
    series: [
      {},
      ...series.map((each) =>
        line(each.label, each.colour, each.dash, {
          fill: each.fill ? () => ink(`${each.colour}-soft`) : undefined,
          spanGaps: false,
        }),
      ),
    ],
    axes: [
      axis({
        space: 60,
        size: 26,
        // Seconds where the marks are closer than minutes.
        values: (u, ticks, at, space, step) => ticks.map((tick) => clock(tick * 1000).slice(0, step < 60 ? 8 : 5)),
      }),
      axis({ size: 56, space: 34, incrs, values: (u, ticks) => ticks.map(format) }),
    ],
    hooks: { ready: [(u) => u.over.append(when)], setCursor: [point] },
  };

  const describe = () => {
    const parts = series.map((each) => {
      const values = samples.map(each.of).filter((value) => value !== null && value !== undefined);
      if (!values.length) return `${each.label}: not known`;
      return `${each.label}: now ${format(values.at(-1))}, lowest ${format(Math.min(...values))}, highest ${format(Math.max(...values))}`;
    });
    canvas.setAttribute('aria-label', `${title}, ${unit}. ${parts.join('. ')}`);
  };
  const list = () => {
    const step = Math.max(1, Math.ceil(samples.length / ROWS));
    const shown = samples.filter((sample, index) => (samples.length - 1 - index) % step === 0).reverse();
    put(
      rows,
      h(
        'table',
        null,
        h('caption', { class: 'unseen' }, `${title}, ${unit}`),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            h('th', { scope: 'col' }, 'Time'),
            series.map((each) => h('th', { scope: 'col', class: 'number' }, each.label)),
          ),
        ),
        h(
          'tbody',
          null,
          shown.map((sample) =>
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, clock(sample.t)),
              series.map((each) => h('td', { class: 'number' }, format(each.of(sample)))),
            ),
          ),
        ),
      ),
    );
  };
  details.addEventListener('toggle', () => details.open && list());

  const set = (next) => {
    samples = next;
    const data = [
      samples.map((sample) => sample.t / 1000),
      ...series.map((each) => samples.map((sample) => each.of(sample) ?? null)),
    ];
    if (chart) chart.setData(data);
    else if (element.isConnected) chart = plot(canvas, options, data, signal);
    at(chart?.cursor.idx);
    describe();
  };
  return { element, set };
}

export { ink };
