// The planner: what is asked with sliders, what comes out with curves that follow them.

import { h, put } from './dom.js';
import { get, Problem } from './http.js';
import { load, refusal } from './load.js';
import { answerOf, exerciseOf } from './plan-answer.js';
import { costChart } from './plan-chart.js';
import { slider } from './slider.js';

const PAUSE_MS = 120;

/** What can be asked, by the names of the planner's options. `log` sliders go by factors. */
const CONNECTIONS = [
  { name: 'peak', label: 'Connections at the peak', min: 100, max: 10_000_000, value: 50_000, log: true },
];
const PEOPLE = [
  { name: 'daily-users', label: 'People on a day', min: 100, max: 500_000_000, value: 1_000_000, log: true },
  { name: 'monthly-users', label: 'People in a month', min: 100, max: 2_000_000_000, value: 3_000_000, log: true },
  { name: 'session-minutes', label: 'A session lasts', unit: 'minutes', min: 0.1, max: 1_440, value: 10, log: true },
  { name: 'sessions', label: 'Sessions of a person', unit: 'a day', min: 0.1, max: 50, value: 3, log: true },
  { name: 'devices', label: 'Devices at once', min: 0.1, max: 10, value: 1, log: true },
  { name: 'peak-factor', label: 'Peak over average', unit: 'times', min: 1, max: 20, value: 2.5, log: true },
];
const REST = [
  {
    name: 'messages',
    label: 'Messages a connection hears',
    unit: 'a minute',
    min: 0.01,
    max: 600,
    value: 1,
    log: true,
  },
  { name: 'payload', label: 'Size of a message', unit: 'bytes', min: 16, max: 16_384, value: 300, log: true },
  { name: 'channels', label: 'Channels in use', min: 1, max: 1_000_000, value: 1_000, log: true },
  { name: 'history', label: 'Messages each channel keeps', min: 0, max: 10_000, value: 0, step: 10 },
  { name: 'regions', label: 'Regions', min: 1, max: 8, value: 1 },
  { name: 'recover', label: 'Back after losing a node', unit: 'seconds', min: 5, max: 600, value: 60, log: true },
];

function controls(onChange) {
  const group = (inputs) => inputs.map((input) => ({ input, control: slider(input, onChange) }));
  const connections = group(CONNECTIONS);
  const people = group(PEOPLE);
  const rest = group(REST);
  const tls = h('input', { type: 'checkbox', onchange: onChange });
  const box = (sliders, hidden) =>
    h(
      'div',
      { class: 'stack', hidden },
      sliders.map(({ control }) => control.element),
    );
  const boxes = [box(connections, false), box(people, true)];
  let byPeople = false;
  const ways = ['By connections', 'By people'].map((text, at) =>
    h(
      'button',
      {
        type: 'button',
        'aria-pressed': String(at === 0),
        onclick: () => {
          byPeople = at === 1;
          ways.forEach((way, number) => way.setAttribute('aria-pressed', String(number === at)));
          boxes.forEach((each, number) => {
            each.hidden = number !== at;
          });
          onChange();
        },
      },
      text,
    ),
  );
  tls.checked = true;
  const element = h(
    'form',
    { class: 'card sliders', 'aria-label': 'What is asked', onsubmit: (event) => event.preventDefault() },
    h('h2', null, 'What is asked'),
    h('div', { class: 'choice', role: 'group', 'aria-label': 'Where the peak comes from' }, ways),
    boxes,
    rest.map(({ control }) => control.element),
    h('label', { class: 'check' }, tls, 'The nodes end TLS'),
  );
  const read = () => ({
    ...Object.fromEntries(
      [...(byPeople ? people : connections), ...rest].map(({ input, control }) => [input.name, control.value()]),
    ),
    tls: tls.checked,
  });
  return { element, read };
}

export function show({ body, signal }) {
  const answer = h('div', { class: 'plan-answer' });
  const exercise = h('div');
  const chart = costChart(signal);
  chart.element.hidden = true;
  let round = null;
  let timer;

  const ask = async () => {
    round?.abort();
    const mine = new AbortController();
    round = mine;
    const both = AbortSignal.any([mine.signal, signal]);
    const wanted = asked.read();
    answer.setAttribute('aria-busy', 'true');
    try {
      const [plan, curve] = await Promise.all([
        get('/console/api/plan', wanted, both),
        get('/console/api/plan/curve', wanted, both),
      ]);
      if (both.aborted) return;
      chart.element.hidden = false;
      chart.set(curve, plan);
      put(answer, answerOf(plan));
    } catch (problem) {
      if (both.aborted) return;
      chart.element.hidden = true;
      put(answer, h('section', { class: 'card', 'aria-label': 'No plan' }, refusal(problem, ask)));
      if (!(problem instanceof Problem)) console.error(problem);
    } finally {
      if (round === mine) answer.removeAttribute('aria-busy');
    }
  };
  const asked = controls(() => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  const worked = h(
    'details',
    { class: 'card exercise' },
    h('summary', null, 'The exercise: three services, worked through'),
    exercise,
  );
  worked.addEventListener('toggle', () => {
    if (worked.open && !exercise.hasChildNodes())
      load(exercise, () => get('/console/api/plan/exercise', {}, signal), exerciseOf, signal);
  });
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    round?.abort();
  });
  put(body, h('div', { class: 'planner' }, asked.element, h('div', { class: 'stack' }, chart.element, answer)), worked);
  ask();
}
