// A Chromium with the console in it, and what every test asks of a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after } from 'node:test';
import { chromium } from 'playwright-core';

const { BASE, TOKEN, GUARDED, PASSWORD, CHROMIUM, PICTURES } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser;

after(async () => {
  await browser?.close();
  // What keeps the process alive then is nothing that a test waits for.
  setTimeout(() => process.exit(), 5_000).unref();
});

export const base = BASE;
export const token = TOKEN;
/** A server that is entered with a password, or by an issuer that asks nobody. */
export const guarded = GUARDED;
export const password = PASSWORD;
export const secret = 'dev-secret';
/** The narrowest that is still sold. */
export const phone = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 800 };

/** Every view, and what is there when it is drawn. */
export const VIEWS = [
  ['live', '#/live', '.charts .u-wrap'],
  ['headroom', '#/headroom', '.gauge svg'],
  ['channels', '#/channels', '.channels table'],
  ['channel', '#/channels/1/presence-lobby', '.channels .connections'],
  ['plan', '#/plan', '.cost .u-wrap'],
  ['try', '#/try', '.pane .state[data-state=open]'],
  ['audit', '#/log', '.log table'],
];

/**
 * A page of its own, with nothing kept from others, in the one browser of all tests.
 *
 * @returns the page, and `faults`: what the console, scripts or the policy complained of
 */
export async function open({ scheme = 'light', size = desktop } = {}) {
  browser ??= await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
  // Without motion: colours that are on their way from light to dark have no contrast.
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const faults = [];
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (fault) => faults.push(`script: ${fault.message}`));
  page.on('console', (message) => {
    const text = message.text();
    // The first question for a session is answered 401, and browsers log that.
    if (message.type() === 'error' && !/status of 401/.test(text))
      faults.push(`console: ${text} ${message.location().url}`);
  });
  await page.exposeFunction('policyBroken', (what) => faults.push(`policy: ${what}`));
  await page.addInitScript(() =>
    addEventListener('securitypolicyviolation', (event) =>
      globalThis.policyBroken(`${event.violatedDirective} ${event.blockedURI}`),
    ),
  );
  return { page, faults, close: () => context.close() };
}

/** Logs in by the token after the # of the address. */
export async function enter(page, hash) {
  await page.goto(`${base}/console#token=${token}`);
  await page.waitForSelector('body[data-state=in]');
  if (hash) await go(page, hash);
}

/** Goes to a view, drawn anew where it is shown already. */
export async function go(page, hash, selector) {
  const there = await page.evaluate((to) => location.hash === to, hash);
  if (there) await turn(page, hash === '#/log' ? '#/live' : '#/log');
  await turn(page, hash);
  if (selector) await page.waitForSelector(selector);
}

function turn(page, hash) {
  return page.evaluate(
    (to) =>
      new Promise((done) => {
        addEventListener('hashchange', () => done(), { once: true });
        location.hash = to;
      }),
    hash,
  );
}

/** Goes to one of the views and waits until all of it is there. */
export async function see(page, [, hash, drawn]) {
  await go(page, hash, drawn);
  await page.waitForFunction(() => !document.querySelector('[aria-busy], .loading'));
}

/** Words that stand letter below letter, because there is no width left for them. */
function squeezed(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('main *')]
      .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim().length > 12))
      .filter((element) => element.checkVisibility() && !element.closest('.unseen, svg'))
      .filter(({ clientWidth, clientHeight }) => clientWidth > 0 && clientWidth < 60 && clientHeight > 100)
      .map((element) => element.textContent.slice(0, 40)),
  );
}

/** Nothing for axe to complain of, nothing wider than the window or without room. */
export async function assertSound(page, what) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    const words = ({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`;
    return violations.map(({ id, impact, nodes }) => [id, impact, ...nodes.map(words)]);
  });
  assert.deepEqual(found, [], `axe of ${what}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${what} is ${over} px wider than the window`);
  assert.deepEqual(await squeezed(page), [], `squeezed in ${what}`);
}

export function picture(page, name) {
  return page.screenshot({ path: join(PICTURES, `console-${name}.png`) });
}
