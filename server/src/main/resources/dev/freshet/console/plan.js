// The planner: what is asked with sliders, what comes out with curves that follow them.

import { h, put } from './dom.js';
import { get } from './http.js';
import { load, refusal } from './load.js';
import { costChart } from './plan-chart.js';
import { answerOf, exerciseOf } from './plan-answer.js';
import { slider } from './slider.js';

const PAUSE_MS = 120;

/** What can be asked, by the names of the planner's options. `log` sliders go by factors. */
const INPUTS = [
  { name: 'peak', label: 'Connections at the peak', min: 100, max: 10_000_000, value: 50_000, log: true },
  { name: 'messages', label: 'Messages a connection hears', unit: 'a minute', min: 0.01, max: 600, value: 1, log: true },
  { name: 'payload', label: 'Size of a message', unit: 'bytes', min: 16, max: 16_384, value: 300, log: true },
  { name: 'channels', label: 'Channels in use', min: 1, max: 1_000_000, value: 1_000, log: true },
  { name: 'history', label: 'Messages each channel keeps', min: 0, max: 10_000, value: 0 },
  { name: 'regions', label: 'Regions', min: 1, max: 8, value: 1 },
];

function controls(onChange) {
  const sliders = INPUTS.map((input) => ({ input, control: slider(input, onChange) }));
  const tls = h('input', { type: 'checkbox', onchange: onChange });
  tls.checked = true;
  const element = h('form', { class: 'card sliders', 'aria-label': 'What is asked', onsubmit: (event) => event.preventDefault() },
    h('h2', null, 'What is asked'),
    sliders.map(({ control }) => control.element),
    h('label', { class: 'check' }, tls, 'The nodes end TLS'));
  const read = () => ({ ...Object.fromEntries(sliders.map(({ input, control }) => [input.name, control.value()])), tls: tls.checked });
  return { element, read };
}

export function show({ body, signal }) {
  const answer = h('div', { class: 'plan-answer' });
  const exercise = h('div');
  const chart = costChart(signal);
  let round = null;
  let timer;

  const ask = async () => {
    round?.abort();
    const mine = new AbortController();
    round = mine;
    const both = AbortSignal.any([mine.signal, signal]);
    const wanted = asked.read();
    chart.element.setAttribute('aria-busy', 'true');
    try {
      const [plan, curve] = await Promise.all([
        get('/console/api/plan', wanted, both), get('/console/api/plan/curve', wanted, both)]);
      if (both.aborted) return;
      chart.element.hidden = false;
      chart.set(curve, wanted.peak);
      put(answer, answerOf(plan));
    } catch (problem) {
      if (both.aborted) return;
      chart.element.hidden = true;
      put(answer, refusal(problem.status === 501 ? notWired() : problem, ask));
    } finally {
      if (round === mine) chart.element.removeAttribute('aria-busy');
    }
  };
  const asked = controls(() => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  const worked = h('details', { class: 'card exercise' }, h('summary', null, 'The exercise: three services, worked through'), exercise);
  worked.addEventListener('toggle', () => {
    if (worked.open && !exercise.hasChildNodes()) load(exercise, () => get('/console/api/plan/exercise', {}, signal), exerciseOf, signal);
  });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    round?.abort();
  });
  put(body, h('div', { class: 'planner' }, asked.element, h('div', { class: 'stack' }, chart.element, answer)), worked);
  ask();
}

/** What 501 means to the one who looks. */
function notWired() {
  const problem = new Error();
  problem.status = 501;
  return Object.assign(problem, { says: 'This server has no planner. Run “freshet plan” of a release that has one.' });
}
