// What the tests of the patient's page share: patients who are well, the way through a report, and what a screen must
// hold.
import assert from 'node:assert/strict';
import { api, axe, openPage, signIn, until } from './lib.mjs';

export const PHONE = { viewport: { width: 390, height: 844 } };

/** Patients of a programme whose last report was green, each given once. */
export function createPatients(server) {
  let next = 1;
  return async (programme = 'copd') => {
    for (; next <= 80; next += 1) {
      const login = `patient${next}`;
      const token = server.token(login);
      const { status, body } = await api(server, token, '/api/me/today');
      const [enrolment, ...more] = body.enrolments ?? [];
      if (status !== 200 || more.length > 0 || enrolment?.programme !== programme) continue;
      if (body.lastReport?.zone !== 'green' || body.measurements.some((one) => one.required && one.last === null)) continue;
      next += 1;
      return { login, token, today: body, id: body.patient.id };
    }
    throw new Error('no patient is left for the tests');
  };
}

/** Signed in as the patient, on their page. */
export async function openMe(browser, server, login, { language = 'nb', ...options } = {}) {
  const { context, page, complaints } = await openPage(browser, { ...PHONE, ...options });
  await page.addInitScript((chosen) => localStorage.setItem('varde.language', chosen), language);
  await signIn(page, server, login, '/me');
  await page.locator('.today').waitFor();
  return { context, page, complaints };
}

export const heading = (page) => page.locator('h1').innerText();
export const press = async (page, text) => {
  for (const key of text) await page.locator(`[data-key="${/\d/.test(key) ? key : 'point'}"]`).click();
};
export const next = (page) => page.locator('button[type="submit"]').click();

/** Does the act, and waits for the screen that it leads to. */
export async function step(page, act) {
  const place = () => page.evaluate(() => JSON.stringify(history.state?.place ?? null));
  const before = await place();
  await act();
  await until(async () => (await place()) !== before, { says: `stays at ${before}` });
}

const placeOf = (page) => page.evaluate(() => history.state?.place ?? { screen: 'today' });

/** What is typed for a measurement that the test does not name: as the last time. */
const lastOf = (today, parameter) =>
  String(
    today.measurements.flatMap((one) => one.parts ?? [one]).find((one) => one.parameter === parameter)?.last?.value ?? '',
  );

/** Through a report to its review: measurements as the last time, first answers, but for those named. */
export async function fillIn(page, today, { values = {}, answers = {} } = {}) {
  const open = page.locator('.due .go');
  if (await open.count()) await step(page, () => open.click());
  for (let screens = 0; screens < 40; screens += 1) {
    const place = await placeOf(page);
    if (place.screen !== 'step' || (await page.locator('.note').count()) > 0) return;
    await fillOne(page, today, place, values, answers);
  }
}

async function fillOne(page, today, place, values, answers) {
  const linkId = place.step.split(' ')[1];
  if (linkId !== undefined || place.step === 'oxygen') {
    const chosen = answers[linkId ?? 'oxygen'] ?? (place.step === 'oxygen' ? 1 : 0);
    // What is answered in own words may be passed over.
    if (await page.locator('.answers label').count()) await page.locator('.answers label').nth(chosen).click();
    return step(page, () => next(page));
  }
  const measure = today.measurements.find((one) => one.parameter === place.step);
  const { parameter } = (measure.parts ?? [measure])[place.part];
  const value = values[parameter] ?? lastOf(today, parameter);
  if (value === '') {
    await step(page, () => page.locator('.stack .quietly').click());
    return step(page, () => page.locator('.stack .go').first().click());
  }
  await press(page, value);
  return step(page, () => next(page));
}

export const sendIt = (page) => page.locator('.review .go').click();

/** What every screen holds: axe, letters of 18 px, targets of 48, answers and pad of 64, and no scrolling sideways. */
export async function holds(page, name) {
  assert.deepEqual(await axe(page), [], name);
  await fits(page, name);
}

/** All but axe. */
export async function fits(page, name) {
  const found = await page.evaluate(() => {
    const faults = [];
    const say = (what, node, size) => faults.push(`${what} ${size}: ${node.outerHTML.slice(0, 80)}`);
    for (const node of document.querySelectorAll('header *, main *')) {
      const { width, height } = node.getBoundingClientRect();
      if (node.closest('svg, .sr') || width === 0) continue;
      const letters = [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim() !== '');
      const size = parseFloat(getComputedStyle(node).fontSize);
      if (letters && size < 18) say('letters', node, size);
      if (node.matches('.pad button, .answers > label, .go') && (height < 63.5 || width < 63.5)) say('answer', node, height);
      const target = node.matches('button, a, textarea, select') && !node.matches('.inline');
      if (target && (height < 47.5 || width < 47.5)) say('target', node, `${width}×${height}`);
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`wider than the screen: ${scrollWidth} > ${clientWidth}`);
    return faults;
  });
  assert.deepEqual(found, [], name);
}
