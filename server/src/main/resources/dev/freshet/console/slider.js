// A slider and a number field that are one value.

import { fresh, h } from './dom.js';
import { count, figure } from './format.js';

const STEPS = 1_000;

/** Two digits that count, so that a slider that goes by factors stops at numbers people say. */
function nice(n) {
  return n >= 1 ? Math.round(Number(n.toPrecision(2))) || Number(n.toPrecision(2)) : Number(n.toPrecision(2));
}

/**
 * A labelled slider with its number field.
 *
 * @param input name, label, unit, min, max, value; `log` when equal ways are equal factors
 */
export function slider({ name, label, unit, min, max, value, log, step = 1 }, onChange) {
  const id = fresh(name);
  const toSlider = (n) => (log ? Math.round((Math.log(n / min) / Math.log(max / min)) * STEPS) : n);
  const fromSlider = (at) => (log ? Math.min(max, Math.max(min, nice(min * (max / min) ** (at / STEPS)))) : at);
  const words = (n) => `${n >= 1000 ? count(n) : figure(n)} ${unit ?? ''}`.trim();
  let now = value;
  const range = h('input', {
    type: 'range',
    min: log ? 0 : min,
    max: log ? STEPS : max,
    step: log ? 1 : step,
    'aria-label': label,
  });
  const field = h('input', { id, type: 'number', name, min, max, step: 'any', inputmode: 'decimal', required: true });
  const outside = h('span', { class: 'outside', role: 'alert', hidden: true }, `${words(min)} to ${words(max)}`);
  const check = () => {
    outside.hidden = field.validity.valid;
    return field.validity.valid;
  };
  const set = (n) => {
    now = n;
    range.value = String(toSlider(n));
    range.setAttribute('aria-valuetext', words(n));
  };
  set(value);
  field.value = String(value);
  range.addEventListener('input', () => {
    now = fromSlider(Number(range.value));
    range.setAttribute('aria-valuetext', words(now));
    field.value = String(now);
    check();
    onChange();
  });
  field.addEventListener('input', () => {
    if (!check()) return;
    set(Number(field.value));
    onChange();
  });
  const element = h(
    'div',
    { class: 'slider' },
    h('label', { for: id }, label),
    h('span', { class: 'row' }, field, unit && h('span', { class: 'unit' }, unit), outside),
    range,
  );
  return { element, value: () => now };
}
