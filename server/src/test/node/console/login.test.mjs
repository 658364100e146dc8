// Entering a server in production: by its password, or by an OpenID Connect issuer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertSound, guarded, open, password } from './browser.mjs';

describe('login', () => {
  test('a wrong password is told so, the right one lets in, and a script sees neither it nor the cookie', async () => {
    const { page, faults, close } = await open();
    await page.goto(`${guarded}/console#/headroom`);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('wrong password').waitFor();
    await assertSound(page, 'a refused login');
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.gauge');
    assert.match(page.url(), /#\/headroom$/);
    assert.equal(await page.evaluate(() => document.cookie), '');
    assert.equal(await page.evaluate((word) => document.documentElement.outerHTML.includes(word), password), false);
    assert.equal(await page.getByText('development', { exact: true }).count(), 0);
    const cookies = await page.context().cookies();
    assert.deepEqual(
      cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite })),
      [{ httpOnly: true, sameSite: 'Strict' }],
    );
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByText('by password').first().waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  test('who is at the issuer comes back and is in, under the name it said', async () => {
    const { page, faults, close } = await open();
    await page.goto(`${guarded}/console`);
    await page.getByRole('link', { name: 'Log in with your provider' }).click();
    await page.waitForSelector('body[data-state=in]');
    assert.ok(page.url().startsWith(`${guarded}/console`), page.url());
    assert.doesNotMatch(page.url(), /code=|state=/);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByText('ada@example.com').first().waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').first().waitFor();
    assert.deepEqual(faults, []);
    await close();
  });

  test('an answer of an issuer that this browser did not ask for lets nobody in', async () => {
    const { page, close } = await open();
    await page.goto(`${guarded}/console/login/oidc/callback?code=the-code&state=guessed`);
    await page.getByText('began in another browser').first().waitFor();
    await page.getByLabel('Password').waitFor();
    await close();
  });
});
