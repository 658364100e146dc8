// Every view, light and dark, on a phone and on a desktop: sound for axe, no wider than the window, within the policy.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertSound, base, desktop, enter, go, launch, narrow, open, phone, picture, VIEWS } from './browser.mjs';
import { hear, join, murmur, publish } from './crowd.mjs';

let browser;
let clients;
let members;
let voice;

before(async () => {
  browser = await launch();
  clients = await hear(...Array.from({ length: 120 }, (each, at) => (at % 3 ? 'prices' : `chat-${at}`)));
  members = await Promise.all(['anna', 'bert', 'carla'].map((user) => join('presence-lobby', user, { name: user })));
  for (let i = 0; i < 5; i++) await publish('chat-0', `hello ${i}`);
  voice = murmur('prices', 100);
});

after(async () => {
  voice.stop();
  for (const each of clients) each.close();
  for (const each of members) each.disconnect();
  await browser.close();
});

for (const scheme of ['light', 'dark']) {
  for (const [device, size] of Object.entries({ desktop, phone, narrow })) {
    test(`every view in ${scheme} on ${device} is sound`, async () => {
      const { page, faults, close } = await open(browser, { scheme, size });
      await page.goto(`${base}/console`);
      await page.waitForSelector('.login');
      await assertSound(page, 'login');
      await picture(page, `login-${scheme}-${device}`);
      await enter(page);
      for (const [name, hash, drawn] of VIEWS) {
        await go(page, hash, drawn);
        await page.waitForFunction(() => !document.querySelector('[aria-busy], .loading'));
        await assertSound(page, `${name} in ${scheme} on ${device}`);
        await picture(page, `${name}-${scheme}-${device}`);
      }
      assert.deepEqual(faults, []);
      await close();
    });
  }
}

test('the colours can be chosen, and stay chosen', async () => {
  const { page, close } = await open(browser, { scheme: 'light' });
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
  const { page, close } = await open(browser);
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

test('figures come by themselves', async () => {
  const { page, close } = await open(browser);
  await enter(page, '#/live');
  await page.waitForSelector('.state[data-state=open]');
  const samples = () => page.evaluate(() => document.querySelector('.tiles .figure').textContent);
  const before = Number(await samples());
  const more = await hear('a', 'b', 'c');
  await page.waitForFunction((n) => Number(document.querySelector('.tiles .figure').textContent) >= n + 3, before);
  for (const each of more) each.close();
  await close();
});
