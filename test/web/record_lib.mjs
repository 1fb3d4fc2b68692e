// What the tests of the patient's page share.
import assert from 'node:assert/strict';
import { logIn, openPage } from './lib.mjs';

/** Opens a path as someone; the page must not complain. */
export async function withPage(browser, server, login, path, act, options) {
  const { context, page, complaints } = await openPage(browser, options);
  try {
    await page.goto(`${server.url}/login?return=${encodeURIComponent(path)}`);
    await page.locator(`[data-login="${login}"]`).click();
    await page.waitForURL(server.url + path);
    await act(page, context);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}
export { logIn };

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

const digit = (digits, weights) => {
  const sum = weights.reduce((total, weight, at) => total + weight * digits[at], 0);
  return (11 - (sum % 11)) % 11;
};

/** A synthetic national identifier: month + 80, and the first individual number from here that checks. */
export function nationalId(born, from = 100) {
  const [year, month, day] = born.split('-');
  const start = day + String(Number(month) + 80) + year.slice(2);
  for (let individual = from; individual < 500; individual += 1) {
    const nine = Array.from(start + String(individual).padStart(3, '0'), Number);
    const first = digit(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]);
    const second = digit([...nine, first], [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    if (first < 10 && second < 10) return [...nine, first, second].join('');
  }
  throw new Error('no number checks');
}
