// What clients wrote is shown as text wherever it comes up, and never runs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { base, enter, go, open, secret } from './browser.mjs';
import { hear, join, publish } from './crowd.mjs';

// A channel's name has no white space and no quotes; events, bodies and members may have both.
const CHANNEL = 'news-<img/src=x/onerror=globalThis.ran=1>';
// Pusher's clients name channels from fewer characters still, but not their users.
const PRESENCE = 'presence-stored';
const SCRIPT = '<img src=x onerror="globalThis.ran=1"><script>globalThis.ran=1</script>';
const address = (channel) => `#/channels/1/${encodeURIComponent(channel)}`;

describe('stored', () => {
  let clients;
  let member;
  let opened;

  before(async () => {
    clients = await hear(CHANNEL, CHANNEL, PRESENCE);
    member = await join(PRESENCE, SCRIPT, { name: SCRIPT });
    await publish(CHANNEL, SCRIPT, SCRIPT);
    opened = await open();
    await enter(opened.page);
  });

  after(async () => {
    for (const each of clients) each.close();
    member.disconnect();
    await opened.close();
  });

  async function assertNothingRan() {
    const { page, faults } = opened;
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.deepEqual(faults, []);
  }

  test('in the list of channels', async () => {
    await go(opened.page, '#/channels');
    await opened.page.getByRole('link', { name: CHANNEL }).click();
    await opened.page.waitForSelector('.connections');
    assert.match(await opened.page.textContent('h1'), /onerror/);
    await assertNothingRan();
  });

  test('in members, history, what is heard, connections and the audit log', async () => {
    const { page } = opened;
    await go(page, address(PRESENCE), '.connections');
    await page.getByRole('rowheader', { name: SCRIPT }).first().waitFor();
    await assertNothingRan();
    await go(page, address(CHANNEL), '.connections');
    await page.getByRole('heading', { name: CHANNEL }).waitFor();
    await page.getByRole('button', { name: 'Show the newest' }).click();
    await page.waitForSelector('.body');
    assert.ok((await page.locator('.body').allTextContents()).includes(SCRIPT));
    await page.getByRole('button', { name: 'Listen' }).click();
    await page.waitForSelector('.state[data-state=open]');
    await publish(CHANNEL, SCRIPT, SCRIPT);
    await page.locator('.heard', { hasText: 'onerror' }).waitFor();
    await page.getByLabel('Event, if any').fill(SCRIPT);
    await page.getByLabel('Message').fill(SCRIPT);
    await page.getByLabel('Secret of the app').fill(secret);
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published at').waitFor();
    await page
      .getByRole('button', { name: /^Channels of / })
      .first()
      .click();
    await page.locator('.names li', { hasText: 'onerror' }).waitFor();
    await assertNothingRan();
    await go(page, '#/log', '.log table');
    await page.getByText('onerror').first().waitFor();
    await assertNothingRan();
  });

  test('in an address', async () => {
    for (const hash of [
      `#/channels/${encodeURIComponent(SCRIPT)}/x`,
      `#/${encodeURIComponent(SCRIPT)}`,
      '#/%',
      '#/__proto__',
      '#/constructor',
    ]) {
      await go(opened.page, hash);
      await opened.page.waitForSelector('main h1');
    }
    assert.equal(await opened.page.evaluate(() => globalThis.ran), undefined);
    // Browsers log the 404 of what there is not.
    opened.faults.length = 0;
  });

  test('in all three panes of Try it', async () => {
    const { page } = opened;
    await go(page, '#/try');
    await page.getByLabel('Message', { exact: true }).fill(SCRIPT);
    await page.getByLabel('Secret of the app').fill(secret);
    await page.locator('.pane .state[data-state=open]').nth(2).waitFor();
    await page.getByRole('button', { name: 'Publish' }).click();
    for (let at = 0; at < 3; at++)
      await page.locator('.pane').nth(at).locator('.heard', { hasText: 'onerror' }).waitFor();
    await assertNothingRan();
  });

  test('the policy would refuse it even so', async () => {
    const answer = await fetch(`${base}/console`);
    const policy = answer.headers.get('content-security-policy');
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /style-src 'self';/);
    const markup = await answer.text();
    assert.doesNotMatch(markup, / style=| on[a-z]+=|<script(?![^>]*src=)|<style/);
  });
});
