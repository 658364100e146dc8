// A Chromium with the console in it, and what every test asks of a page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const { BASE, TOKEN, CHROMIUM, PICTURES } = process.env;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const base = BASE;
export const token = TOKEN;
export const secret = 'dev-secret';
export const phone = { width: 390, height: 844 };
export const narrow = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 800 };

/** Every view, and what is there when it is drawn. */
export const VIEWS = [
  ['live', '#/live', '.charts .u-wrap'],
  ['headroom', '#/headroom', '.gauge svg'],
  ['channels', '#/channels', '.channels table'],
  ['channel', '#/channels/1/presence-lobby', '.channels .connections'],
  ['plan', '#/plan', '.plan-answer > *'],
  ['try', '#/try', '.pane .state[data-state=open]'],
  ['audit', '#/log', '.log table'],
];

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}

/**
 * A page of its own, with nothing kept from others.
 *
 * @returns the page, and `faults`: what the console, scripts or the policy complained of
 */
export async function open(browser, { scheme = 'light', size = desktop } = {}) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme });
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

export async function go(page, hash, selector) {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  if (selector) await page.waitForSelector(selector);
}

/** Nothing for axe to complain of, nothing wider than the window. */
export async function assertSound(page, what) {
  const found =
    await page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(
    ({ id, impact, nodes }) => [id, impact, ...nodes.map(({ html, failureSummary }) => html.slice(0, 160) + ' ' + failureSummary)]))`);
  assert.deepEqual(found, [], `axe of ${what}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${what} is ${over} px wider than the window`);
}

export function picture(page, name) {
  return page.screenshot({ path: join(PICTURES, `console-${name}.png`) });
}
