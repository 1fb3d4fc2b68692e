// What the tests of the patient's page share.
import assert from 'node:assert/strict';
import { openPage, signIn } from './lib.mjs';

export { nationalId } from '../national_id.mjs';

/** Opens a path as someone; the page must not complain. */
export async function withPage(browser, server, login, path, act, options) {
  const { context, page, complaints } = await openPage(browser, { reducedMotion: 'reduce', ...options }); // no colour is read half way
  try {
    await signIn(page, server, login, path);
    await page.waitForURL(server.url + path);
    await act(page, context);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

export const part = (page, name) =>
  page.getByRole('navigation', { name: 'Deler av pasientens side' }).getByRole('link', { name, exact: true });

/** By Tab alone, until the focus is there. */
export async function tabTo(page, selector, { most = 120, key = 'Tab' } = {}) {
  for (let at = 0; at < most; at += 1) {
    await page.keyboard.press(key);
    const there = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);
    if (there) return;
  }
  throw new Error(`${selector} is not reached by ${key}`);
}

/** Over what stands there. */
export async function typeOver(page, text) {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}
