// What the planner answers, as people read it. Its JSON is walked as it is, so that nothing it says is left out.

import { h } from './dom.js';
import { figure, count } from './format.js';
import { table } from './load.js';

const DEEPEST = 6;
const PROSE = 48;

/** "per_node" and "perNode" are "Per node". */
function words(key) {
  const spaced = key.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

const scalar = (value) => value === null || typeof value !== 'object';

function text(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : figure(value);
  return String(value);
}

function facts(entries) {
  return h('dl', { class: 'facts' }, entries.map(([key, value]) => h('div', { class: text(value).length > PROSE && 'prose' }, h('dt', null, words(key)), h('dd', null, text(value)))));
}

function list(caption, values) {
  if (!values.length) return null;
  if (values.every(scalar)) return h('ul', { class: 'prose' }, values.map((value) => h('li', null, text(value))));
  const columns = [...new Set(values.flatMap((value) => Object.keys(value ?? {})))];
  if (values.some((value) => columns.some((column) => !scalar(value?.[column] ?? null)))) {
    return values.map((value) => h('div', { class: 'nested' }, parts(value, DEEPEST - 1)));
  }
  const numeric = (column) => values.every((value) => value[column] === null || value[column] === undefined || typeof value[column] === 'number');
  return table(caption, columns.map((column) => ({ name: words(column), number: numeric(column) })),
    values.map((value) => columns.map((column) => text(value[column]))), '');
}

/** The scalars of an object first, then each of its parts under a heading. */
function parts(value, depth) {
  if (scalar(value)) return h('p', null, text(value));
  if (Array.isArray(value)) return list('', value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const flat = entries.filter(([, each]) => scalar(each));
  const deep = entries.filter(([, each]) => !scalar(each) && (!Array.isArray(each) || each.length));
  const level = Math.min(6, 8 - depth);
  return [
    flat.length > 0 && facts(flat),
    depth > 0 && deep.map(([key, each]) => h('div', { class: 'part' }, h(`h${level}`, null, words(key)), Array.isArray(each) ? list(words(key), each) : parts(each, depth - 1)))];
}

/** Cards of a plan: one for each of its parts. */
export function answerOf(plan) {
  const entries = Object.entries(plan);
  const flat = entries.filter(([, value]) => scalar(value));
  return [
    flat.length > 0 && h('section', { class: 'card', 'aria-label': 'In short' }, facts(flat)),
    entries.filter(([, value]) => !scalar(value) && (!Array.isArray(value) || value.length)).map(([key, value]) =>
      h('section', { class: 'card', 'aria-label': words(key) }, h('h2', null, words(key)), Array.isArray(value) ? list(words(key), value) : parts(value, DEEPEST - 1)))];
}

/** The worked exercise. */
export function exerciseOf(answer) {
  return h('div', { class: 'worked' }, parts(answer, DEEPEST - 1));
}
