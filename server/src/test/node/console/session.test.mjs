// Logging in and out, the end of a session, a server that is away, and what may be done to connections.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { base, enter, go, open, secret, token } from './browser.mjs';
import { hear } from './crowd.mjs';

describe('session', () => {
  /** One who is in, for the tests that need not begin outside. */
  let inside;

  before(async () => {
    inside = await open();
    await enter(inside.page);
  });

  after(() => inside.close());

  test('a token after the # lets in and is taken out of the address', async () => {
    const { page, close } = await open();
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await enter(page);
    assert.ok(!page.url().includes(token));
    assert.ok(
      asked.every((url) => !url.includes(token)),
      'the token is in no request',
    );
    assert.equal(await page.evaluate(() => document.cookie), '', 'no script sees the cookie');
    await close();
  });

  test('a wrong token is told so, and the right one lets in', async () => {
    const { page, close } = await open();
    await page.goto(`${base}/console#/headroom`);
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('wrong token').waitFor();
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForSelector('.gauge');
    await close();
  });

  test('a session that has ended asks to log in, and goes on where one was', async () => {
    const { page, close } = await open();
    await enter(page, '#/channels');
    await page.waitForSelector('.channels .card > *');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Your session has ended').first().waitFor();
    assert.equal(await page.locator('nav').isHidden(), true);
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForSelector('.channels .card > *');
    assert.match(page.url(), /#\/channels$/);
    await close();
  });

  test('who logs out is out', async () => {
    const { page, close } = await open();
    await enter(page);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').first().waitFor();
    await page.reload();
    await page.waitForSelector('.login');
    await close();
  });

  test('a server that is away is said to be, tried again, and the view goes on', async () => {
    const { page } = inside;
    await go(page, '#/headroom');
    await page.waitForSelector('.gauge');
    await page.context().setOffline(true);
    await go(page, '#/channels');
    await page.getByText('Trying again in').waitFor();
    await page.getByRole('alert').getByText('cannot be reached').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try now' }).click();
    await page.waitForSelector('.pager');
    assert.equal(await page.locator('#gone').isHidden(), true);
  });

  test('pauses between tries grow and have jitter', async () => {
    const { page } = inside;
    const pauses = await page.evaluate(async () => {
      const { pause } = await import('/console/assets/link.js');
      return [0, 1, 2, 3, 4, 5, 20].map((tries) => [pause(tries, () => 0), pause(tries, () => 1)]);
    });
    assert.deepEqual(
      pauses.map(([least]) => least),
      [750, 1500, 3000, 6000, 12000, 22500, 22500],
    );
    assert.deepEqual(pauses.at(-1), [22500, 37500]);
  });

  test('publishing wants the secret of the app', async () => {
    const [client] = await hear('chat');
    const heard = new Promise((done) => {
      client.onmessage = ({ data }) => done(data);
    });
    const { page } = inside;
    await go(page, '#/channels/1/chat');
    await page.getByLabel('Message').fill('from the console');
    await page.getByLabel('Secret of the app').fill('not-the-secret');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.locator('form .problem').waitFor();
    await page.getByLabel('Secret of the app').fill(secret);
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published at').waitFor();
    assert.equal(await heard, 'from the console');
    client.close();
  });

  test('a connection is closed when one says so twice', async () => {
    const [client] = await hear('to-close');
    const closed = new Promise((done) => {
      client.onclose = done;
    });
    const { page } = inside;
    await go(page, '#/channels/1/to-close');
    await page.getByRole('button', { name: /^Close / }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    assert.equal(client.readyState, 1);
    await page.getByRole('button', { name: /^Close / }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close it' }).click();
    await closed;
    await page.getByText('No connection of this node hears it.').waitFor();
  });

  test('channels are searched and paged', async () => {
    const clients = await hear(
      ...Array.from({ length: 60 }, (each, at) => `page-${String(at).padStart(2, '0')}`),
      'other',
    );
    const { page } = inside;
    await go(page, '#/channels');
    await page.getByLabel('Name begins with').fill('page-');
    await page.getByRole('link', { name: 'page-49' }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.channels tbody tr').length === 50);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'page-59' }).waitFor();
    assert.equal(await page.locator('.channels tbody tr').count(), 10);
    assert.equal(await page.getByRole('button', { name: 'Next' }).isDisabled(), true);
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByRole('link', { name: 'page-00' }).waitFor();
    for (const each of clients) each.close();
  });

  test('three clients of Try it hear what one publishes', async () => {
    const { page, faults } = inside;
    faults.length = 0;
    await go(page, '#/try');
    await page.locator('.pane .state[data-state=open]').nth(2).waitFor();
    await page.getByLabel('Message', { exact: true }).fill('to all three');
    await page.getByLabel('Secret of the app').fill(secret);
    await page.getByRole('button', { name: 'Publish' }).click();
    for (const at of [1, 2])
      await page.locator('.pane').nth(at).locator('.heard', { hasText: 'to all three' }).waitFor();
    await page.getByLabel('Event', { exact: true }).fill('greeting');
    await page.getByRole('button', { name: 'Publish' }).click();
    for (const at of [0, 1]) await page.locator('.pane').nth(at).locator('.heard', { hasText: 'greeting' }).waitFor();
    await page.getByLabel('Channel', { exact: true }).fill('another');
    await page.getByLabel('Channel', { exact: true }).press('Tab');
    await page.getByText("'ws://", { exact: false }).filter({ hasText: 'another' }).waitFor();
    assert.deepEqual(faults, []);
  });
});
