// The plan view over answers of the planner's form: sliders ask, curves and parts follow.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertFits, assertSound, desktop, enter, go, open, phone, picture } from './browser.mjs';

const STORED = '<img src=x onerror="globalThis.ran=1">';
const STEPS = Array.from({ length: 41 }, (each, at) => Math.round(100 * 10 ** (at / 8)));

function planOf(peak) {
  return {
    form: 1,
    demand: { 'peak-connections': peak, 'payload-bytes': 2048, tls: true },
    decision: {
      row: 'few-servers',
      when: '1K to 100K',
      advice: '2 to 5 servers and Redis',
      reasons: ['it fits'],
      against: [STORED],
    },
    'nodes-in-all': 3,
    region: {
      nodes: { count: 3, instance: { name: 'r7g.xlarge' }, bound: 'blast-radius', 'cpu-part': 0.12 },
      redis: { kind: 'single', shards: 1, replicas: 1 },
      storm: { 'node-lost-seconds': 41, 'deploy-per-second': 200 },
      memory: [{ part: 'kernel', bytes: 1048576 }],
    },
    'self-hosting': { 'usd-month': 700, lines: [{ what: 'nodes', how: '3', 'usd-month': 700 }] },
    'people-usd-month': 8300,
    managed: [
      { id: 'dear', name: 'A dear service', 'usd-month': 9000, lines: [], notes: ['not confirmed'] },
      { id: 'none', name: 'A service without a price', 'none-because': 'ask for it', notes: [] },
    ],
    notes: ['prices of a list'],
  };
}

const curve = {
  connections: STEPS,
  lines: [
    { id: 'freshet', label: 'Freshet, servers', usd_month: STEPS.map((n) => 700 + n / 100) },
    { id: 'dear', label: 'A dear service', usd_month: STEPS.map((n) => (n > 1e6 ? '' : n / 10)) },
  ],
  crossovers: [
    { with: 'dear', connections: 7778, usd_month: 777.8, words: '7.8K' },
    { with: 'none', words: 'never' },
  ],
};

describe('plan', () => {
  let opened;
  let asked;

  before(async () => {
    opened = await open();
    await opened.page.route('**/console/api/plan?**', (route) => {
      const wanted = new URL(route.request().url()).searchParams;
      asked.push(wanted);
      return route.fulfill({ json: planOf(Number(wanted.get('peak') ?? 123_000)) });
    });
    await opened.page.route('**/console/api/plan/curve?**', (route) => route.fulfill({ json: curve }));
    await enter(opened.page);
  });

  after(() => opened.close());

  /** The view as one finds it. */
  async function planner() {
    asked = [];
    await go(opened.page, '#/plan', '.cost .u-wrap');
    return { ...opened, asked };
  }

  test('what is moved is asked for, and shown', async () => {
    const { page, faults } = await planner();
    const slider = page.getByRole('slider', { name: 'Connections at the peak' });
    const field = page.getByRole('spinbutton', { name: 'Connections at the peak' });
    await slider.focus();
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.querySelector('.plan-answer .figure').textContent === '10,000,000');
    assert.equal(await field.inputValue(), '10000000');
    assert.equal(await slider.getAttribute('aria-valuetext'), '10,000,000');
    await field.fill('250000');
    await page.waitForFunction(() => document.querySelector('.plan-answer .figure').textContent === '250,000');
    assert.equal(asked.at(-1).get('peak'), '250000');
    await page.getByRole('button', { name: 'By people' }).click();
    await page.waitForFunction(() => document.querySelector('.plan-answer .figure').textContent === '123,000');
    assert.equal(asked.at(-1).get('peak'), null);
    assert.equal(asked.at(-1).get('daily-users'), '1000000');
    assert.deepEqual(faults, []);
  });

  test('a field out of range asks for nothing', async () => {
    const { page } = await planner();
    const before = asked.length;
    await page.getByRole('spinbutton', { name: 'Regions' }).fill('900');
    await page.getByRole('spinbutton', { name: 'Connections at the peak' }).fill('7000');
    await page.waitForFunction(() => document.querySelector('.plan-answer .figure').textContent === '7,000');
    assert.equal(asked.at(-1).get('regions'), '1');
    assert.ok(asked.length > before);
  });

  test('every figure has its unit, and nothing in it runs', async () => {
    const { page } = await planner();
    const text = await page.textContent('.planner');
    for (const words of ['$9,000', '41 s', '$7', 'A service without a price', 'ask for it', '7,778', 'never']) {
      assert.ok(text.includes(words), words);
    }
    await page.getByText('One region').click();
    assert.match(await page.textContent('.planner'), /Cpu12 %|12 %/);
    assert.match(await page.textContent('.planner'), /1 MiB/);
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    assert.equal(await page.locator('main img').count(), 0);
  });

  test('a plan is sound in light and dark, also on a phone', async () => {
    const { page } = await planner();
    for (const scheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize(desktop);
      await assertSound(page, `a plan in ${scheme}`);
      await page.setViewportSize(phone);
      await assertFits(page, 'a plan on a phone');
      await picture(page, `plan-answer-${scheme}-phone`);
    }
  });

  test('the exercise is worked, with the planner of this build', async () => {
    const { page, faults, close } = await open();
    await enter(page, '#/plan');
    await page.waitForSelector('.cost .u-wrap');
    await page.getByText('The exercise: three services').click();
    for (const name of [/^Chat:/, /^Stocks:/, /^Notifications:/]) await page.getByRole('heading', { name }).waitFor();
    await assertSound(page, 'the exercise');
    assert.match(await page.textContent('.exercise'), /By the rule that 30 % are online.*For it.*Against it.*What if/s);
    await page.setViewportSize(phone);
    await assertFits(page, 'the exercise on a phone');
    assert.deepEqual(faults, []);
    await close();
  });
});
