// Every view, light and dark, on a phone and on a desktop: sound for axe, no wider than the window, within the policy.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertSound, base, desktop, enter, go, open, phone, picture, see, VIEWS } from './browser.mjs';
import { hear, join, murmur, publish } from './crowd.mjs';

describe('looks', () => {
  let clients;
  let members;
  let voice;

  before(async () => {
    clients = await hear(...Array.from({ length: 120 }, (each, at) => (at % 3 ? 'prices' : `chat-${at}`)));
    members = await Promise.all(['anna', 'bert', 'carla'].map((user) => join('presence-lobby', user, { name: user })));
    for (let i = 0; i < 5; i++) await publish('chat-0', `hello ${i}`);
    voice = murmur('prices', 100);
  });

  after(async () => {
    voice.stop();
    for (const each of clients) each.close();
    for (const each of members) each.disconnect();
  });

  test('every view in light and dark is sound, and fits a desktop and a phone', async (views) => {
    const { page, faults, close } = await open();
    await page.goto(`${base}/console`);
    await page.waitForSelector('.login');
    await views.test('login', () => assertLooks(page, 'login'));
    await enter(page);
    for (const view of VIEWS) {
      await views.test(view[0], async () => {
        await see(page, view);
        await assertLooks(page, view[0]);
      });
    }
    assert.deepEqual(faults, []);
    await close();
  });

  async function assertLooks(page, name) {
    for (const [device, size] of Object.entries({ desktop, phone })) {
      await page.setViewportSize(size);
      for (const scheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme: scheme });
        await assertSound(page, `${name} in ${scheme} on a ${device}`);
        await picture(page, `${name}-${scheme}-${device}`);
      }
    }
  }

  test('the colours can be chosen, and stay chosen', async () => {
    const { page, close } = await open({ scheme: 'light' });
    await enter(page);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    await page.click('#theme');
    await page.click('#theme');
    assert.equal(await page.textContent('#theme'), 'Colours: dark');
    assert.notEqual(await ground(), light);
    await page.reload();
    await page.waitForSelector('body[data-state=in]');
    assert.notEqual(await ground(), light);
    await close();
  });

  test('a chart says in words and in a table what it draws', async () => {
    const { page, close } = await open();
    await enter(page, '#/live');
    const chart = page.locator('.chart', { hasText: 'Connections' }).first();
    await chart.locator('.u-wrap').waitFor();
    assert.match(
      await chart.locator('[role=img]').getAttribute('aria-label'),
      /Connections, open\. Connections: now [\d,]+, lowest [\d,]+, highest [\d,]+/,
    );
    await chart.locator('summary').click();
    assert.match(await chart.locator('tbody tr').first().textContent(), /^\d\d:\d\d:\d\d[\d,]+$/);
    await close();
  });

  test('the pointer goes from sample to sample, and a chart says of when its figures are', async () => {
    const { page, close } = await open();
    await enter(page, '#/live');
    await page.waitForSelector('.charts .u-wrap');
    await page.waitForFunction(() => document.querySelector('.tiles .figure').textContent !== '–');
    const chart = page.locator('.chart', { hasText: 'Connections' }).first();
    assert.equal(await chart.locator('.when').isHidden(), true);
    await chart.locator('.u-over').hover();
    await page.waitForFunction(() => /^\d\d:\d\d:\d\d$/.test(document.querySelector('.when:not([hidden])')?.textContent));
    const [line, dot] = await Promise.all(['.u-cursor-x', '.u-cursor-pt'].map((part) => chart.locator(part).boundingBox()));
    assert.ok(Math.abs(line.x - dot.x - dot.width / 2) < 2, `the line is at ${line.x}, the sample at ${dot.x}`);
    await page.mouse.move(0, 0);
    await page.waitForFunction(() => !document.querySelector('.when:not([hidden])'));
    await close();
  });

  test('figures come by themselves', async () => {
    const { page, close } = await open();
    await enter(page, '#/live');
    await page.waitForSelector('.state[data-state=open]');
    // A dash stands there until the first sample has come.
    const shown = await page.waitForFunction(
      () => Number(document.querySelector('.tiles .figure').textContent) || false,
    );
    const before = await shown.jsonValue();
    const more = await hear('a', 'b', 'c');
    await page.waitForFunction((n) => Number(document.querySelector('.tiles .figure').textContent) >= n + 3, before);
    for (const each of more) each.close();
    await close();
  });
});
