// The keyboard reaches all that a pointer does, in the order in which it is read, and one sees where it is.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { enter, open, phone, see, VIEWS } from './browser.mjs';
import { hear, join } from './crowd.mjs';

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"]';

describe('keys', () => {
  let clients;
  let member;

  before(async () => {
    clients = await hear('chat', 'prices');
    member = await join('presence-lobby', 'anna', {});
  });

  after(async () => {
    for (const each of clients) each.close();
    member.disconnect();
  });

  /** Marks all that can be reached and is seen; how many these are. */
  function mark(page) {
    return page.evaluate((selector) => {
      const all = [...document.querySelectorAll(selector)].filter(
        (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length,
      );
      all.forEach((element, at) => {
        element.dataset.at = at;
      });
      return all.length;
    }, FOCUSABLE);
  }

  function focused(page) {
    return page.evaluate(() => {
      const { activeElement: element } = document;
      const style = getComputedStyle(element);
      return {
        at: element.dataset.at,
        tag: element.tagName,
        text: element.textContent.slice(0, 30),
        seen: style.outlineStyle !== 'none',
      };
    });
  }

  for (const [device, size] of [
    ['desktop', undefined],
    ['phone', phone],
  ]) {
    test(`Tab reaches everything on ${device}`, async (views) => {
      const { page, close } = await open({ size });
      await enter(page);
      for (const view of VIEWS) {
        await views.test(view[0], () => assertReached(page, view));
      }
      await close();
    });
  }

  async function assertReached(page, view) {
    await see(page, view);
    await page.evaluate(() => document.activeElement.blur());
    const count = await mark(page);
    assert.ok(count > 8, `${count} to reach`);
    const reached = [];
    for (let i = 0; i < count + 3 && reached.length < count; i++) {
      await page.keyboard.press('Tab');
      const now = await focused(page);
      if (now.at === undefined) continue;
      assert.ok(now.seen, `${now.tag} ${now.text} does not show that it has the focus`);
      if (!reached.includes(Number(now.at))) reached.push(Number(now.at));
    }
    assert.deepEqual(
      reached.toSorted((a, b) => a - b),
      Array.from({ length: count }, (each, at) => at),
      'what Tab reached',
    );
  }

  test('the first key leads past the navigation', async () => {
    const { page, close } = await open();
    await enter(page, '#/headroom');
    await page.waitForSelector('.gauge');
    await page.reload();
    await page.waitForSelector('.gauge');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    assert.match(page.url(), /#\/headroom$/);
    await close();
  });

  test('another view takes the focus to its heading', async () => {
    const { page, close } = await open();
    await enter(page);
    await page.focus('nav a[href="#/headroom"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.gauge');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Headroom');
    assert.equal(await page.title(), 'Headroom · Freshet');
    assert.equal(await page.getAttribute('nav a[href="#/headroom"]', 'aria-current'), 'page');
    await close();
  });
});
