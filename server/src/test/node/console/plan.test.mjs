// The plan view over answers of the planner's form: sliders ask, curves and parts follow.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertSound, desktop, enter, go, open, phone, picture } from './browser.mjs';

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

const own = (n) => 700 + n / 100;

function curveOf(peak) {
  const connections = [...new Set([...STEPS, peak])].sort((a, b) => a - b);
  return {
    connections,
    lines: [
      { id: 'freshet', label: 'Freshet, servers', usd_month: connections.map(own) },
      { id: 'dear', label: 'A dear service', usd_month: connections.map((n) => (n > 1e6 ? '' : n / 10)) },
    ],
    crossovers: [
      { with: 'dear', connections: 7778, usd_month: 777.8, words: '7.8K' },
      { with: 'none', words: 'never' },
    ],
  };
}

describe('plan', () => {
  let opened;
  let asked;

  before(async () => {
    opened = await open();
    const peakOf = (wanted) => Number(wanted.get('peak') ?? 123_000);
    const wantedBy = (route) => new URL(route.request().url()).searchParams;
    await opened.page.route('**/console/api/plan?**', (route) => {
      const wanted = wantedBy(route);
      asked.push(wanted);
      return route.fulfill({ json: planOf(peakOf(wanted)) });
    });
    await opened.page.route('**/console/api/plan/curve?**', (route) =>
      route.fulfill({ json: curveOf(peakOf(wantedBy(route))) }),
    );
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
    await page.getByRole('alert').getByText('1 to 8').waitFor();
    await page.getByRole('spinbutton', { name: 'Connections at the peak' }).fill('7000');
    await page.waitForFunction(() => document.querySelector('.plan-answer .figure').textContent === '7,000');
    assert.equal(asked.at(-1).get('regions'), '1');
    await page.getByRole('spinbutton', { name: 'Regions' }).fill('2');
    await page.getByRole('alert').waitFor({ state: 'hidden' });
    assert.ok(asked.length > before);
  });

  test('the legend says the cost at the connections it names, as asked and under the pointer', async () => {
    const { page } = await planner();
    await page.getByRole('spinbutton', { name: 'Connections at the peak' }).fill('54321');
    const chart = page.locator('.cost');
    await chart.getByText('At 54,321 connections, as asked:').waitFor();
    assert.match(await chart.locator('.legend').textContent(), /Freshet, servers \$1,243A dear service \$5,432$/);
    const plot = await chart.locator('.u-over').boundingBox();
    for (const share of [0.1, 0.43, 0.71, 0.98]) {
      await page.mouse.move(plot.x + plot.width * share, plot.y + 40);
      await page.waitForFunction(() => !document.querySelector('.cost > .note').textContent.includes('as asked'));
      const [, number] = /^At ([\d,]+) connections:$/.exec(await chart.locator('> .note').textContent());
      const there = Number(number.replaceAll(',', ''));
      assert.ok(STEPS.includes(there), `${there} is a point of the curve`);
      assert.match(
        await chart.locator('.legend').textContent(),
        new RegExp(`servers \\$${Math.round(own(there)).toLocaleString('en')}A dear`),
      );
      // The line that the pointer moves stands where the named number is on the axis of tens.
      const line = await chart.locator('.u-cursor-x').boundingBox();
      const at = Math.log10(there / STEPS[0]) / Math.log10(STEPS.at(-1) / STEPS[0]);
      assert.ok(Math.abs(line.x - plot.x - plot.width * at) < 2, `the line is at ${line.x}`);
    }
    await page.mouse.move(0, 0);
    await chart.getByText('At 54,321 connections, as asked:').waitFor();
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
      await assertSound(page, `a plan in ${scheme} on a phone`);
      await picture(page, `plan-answer-${scheme}-phone`);
    }
  });

  test('the exercise is worked, with the planner of this build', async () => {
    const { page, faults, close } = await open();
    await enter(page, '#/plan');
    await page.waitForSelector('.cost .u-wrap');
    assert.match(await page.textContent('.plan-answer'), /say how many under “By people”.*freshet plan with --measured/s);
    await page.locator('.cost').getByText('As a table').click();
    await assertSound(page, 'the costs as a table');
    await page.getByText('The exercise: three services').click();
    for (const name of [/^Chat:/, /^Stocks:/, /^Notifications:/]) await page.getByRole('heading', { name }).waitFor();
    await assertSound(page, 'the exercise');
    assert.match(await page.textContent('.exercise'), /By the rule that 30 % are online.*For it.*Against it.*What if/s);
    await page.setViewportSize(phone);
    await assertSound(page, 'the exercise on a phone');
    assert.deepEqual(faults, []);
    await close();
  });
});
