// A nurse's morning, played in a real browser against the real program: first what is red and yellow, then those who
// have not reported, tasks that are due, messages, all greens at once, and what the greens left over. Once by mouse and
// once by keyboard.
//
// Writes build/morning.json: for each way the acts, the seconds that the script took, and the seconds that a person
// would need (bench/morning/hand.mjs). Ends with 1 when somebody had to be opened twice, or a budget is missed.
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { api, launch, logIn, openPage, rows, startServer, until } from '../../test/web/lib.mjs';
import { createHand } from './hand.mjs';
import { measureLoad } from './load.mjs';
import { MORNING, shapeMorning, WORLD } from './world.mjs';

/** Seconds of a person, by the experience that the list is built for. */
const BUDGET = { greens: 60, yellow: 120 };
const RESULT = resolve(import.meta.dirname, '../../build/morning.json');

const panel = (page) => page.locator('.panel');
const said = (page) => page.locator('.list-foot [role="status"]');

/** What the same intent is by mouse and by keyboard. */
const WAYS = {
  mouse: {
    open: (page, hand, row) => hand.click(row.locator('.who')),
    choose: (page, hand, key) => hand.click(panel(page).locator('.choices label').filter({ has: page.locator(`kbd:text-is("${key}")`) })),
    save: (page, hand) => hand.click(panel(page).locator('.save button')),
    seen: (page, hand) => hand.click(panel(page).locator('.save button')),
    next: (page, hand) => hand.click(panel(page).locator('.save button')),
    settle: (page, hand) => hand.click(panel(page).locator('.outcome [data-clear="contacted"]')),
    task: (page, hand) => hand.click(panel(page).locator('.outcome .todo .todo-outcomes button').first()),
    helped: async (page, hand) => {
      await hand.click(panel(page).locator('.outcome .todo-effect label').first());
      await hand.click(panel(page).locator('.outcome .todo-effect button[type="submit"]'));
    },
    read: (page, hand) => hand.click(panel(page).locator('.messages .thread').first()),
    answer: async (page, hand, text) => {
      await hand.click(panel(page).locator('.messages textarea'));
      await hand.type(text);
      await hand.click(panel(page).locator('.messages .compose button[type="submit"]'));
    },
    greens: (page, hand) => hand.click(page.locator('.list-foot').getByRole('button', { name: /Kvitter alle grønne/ })),
    agree: (page, hand) => hand.click(page.locator('dialog.greens').getByRole('button', { name: /^Kvitter \d/ })),
  },
  keyboard: {
    open: async (page, hand) => {
      await hand.press('j');
      await hand.press('Enter');
    },
    choose: (page, hand, key) => hand.press(key),
    save: (page, hand) => hand.press('Enter'),
    seen: async (page, hand) => {
      await hand.press('a');
      await hand.press('Enter');
    },
    next: (page, hand) => hand.press('n'),
    settle: (page, hand) => hand.press('1'),
    task: (page, hand) => hand.press('1'),
    helped: async (page, hand) => {
      await hand.press('1');
      await panel(page).locator('.outcome .todo-effect button[type="submit"]').waitFor();
      await hand.press('Enter');
    },
    read: (page, hand) => hand.press('m'),
    answer: async (page, hand, text) => {
      await until(() => page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'));
      await hand.type(text);
      await hand.press('Control+Enter');
    },
    greens: (page, hand) => hand.press('g'),
    agree: (page, hand) => hand.press('Enter'),
  },
};

/** Which row is open; null when none is. */
const openRow = (page) => page.evaluate(() => document.querySelector('[data-row][data-open]')?.getAttribute('data-row') ?? null);

/** The panel has its record, and the row that it shows is known. */
async function settled(page) {
  await panel(page).locator('.panel-body').waitFor();
  await until(() => panel(page).locator('.bones').count().then((n) => n === 0), { ms: 10_000, says: 'the record never came' });
  return page.locator('[data-row][data-open]');
}

async function readCase(page, hand) {
  await hand.read(panel(page).locator('.verdict'));
  const report = panel(page).locator('section[aria-labelledby="h-report"]');
  if ((await report.count()) > 0) await hand.read(report);
  const advice = panel(page).locator('.advice').first();
  if ((await advice.count()) > 0) await hand.read(advice);
}

/** One after another, as the list gives them, until all are dealt with. */
async function work(page, way, hand, ask) {
  const laps = [];
  const seen = [];
  await way.open(page, hand, rows(page).first());
  for (;;) {
    const row = await settled(page);
    if ((await row.count()) === 0) break;
    const zone = await row.getAttribute('data-zone');
    const who = await row.getAttribute('data-row');
    const { missing, unread, tasks } = await ask(`/api/worklist/${who.split(' ')[0]}`);
    const judged = zone === 'red' || zone === 'yellow';
    if (!judged && !missing && unread === 0 && tasks === 0) break;
    seen.push(who);
    await readCase(page, hand);
    if (unread > 0) await answerMessage(page, way, hand);
    await close(page, way, hand, { zone, missing, tasks });
    await until(async () => (await openRow(page)) !== who, {
      ms: 10_000,
      says: `the next case never came after ${zone} ${who}`,
    });
    laps.push({ kind: judged ? zone : missing ? 'missing' : tasks > 0 ? 'task' : 'message', ...hand.lap() });
    if ((await panel(page).count()) === 0) break;
  }
  return { laps, seen };
}

async function answerMessage(page, way, hand) {
  await way.read(page, hand);
  const thread = panel(page).locator('.conversation');
  await thread.locator('li').first().waitFor();
  await hand.read(thread.locator('ol'));
  await way.answer(page, hand, 'Hei! Ja, det er helt fint.');
  await until(() => panel(page).locator('.conversation textarea').inputValue().then((text) => text === ''), { ms: 10_000, says: 'the answer was not sent' });
}

/** What came of it; a missing report and a task are each settled by one press, with the contact that it was. */
async function close(page, way, hand, { zone, missing, tasks }) {
  if (zone === 'red' || zone === 'yellow') {
    await way.choose(page, hand, '1');
    await way.save(page, hand);
  } else if (missing) await way.settle(page, hand);
  else if (tasks > 0) {
    const todo = panel(page).locator('.outcome .todo').first();
    await todo.waitFor();
    await hand.read(todo);
    const asked = (await todo.locator('.todo-effect').count()) > 0;
    await (asked ? way.helped : way.task)(page, hand);
  } else if (zone === 'green') await way.seen(page, hand);
  else await way.next(page, hand);
}

async function allGreens(page, way, hand) {
  await way.greens(page, hand);
  const dialog = page.locator('dialog.greens');
  await dialog.getByRole('button', { name: /^Kvitter \d/ }).waitFor();
  await hand.read(dialog.locator('.tally'));
  const left = dialog.locator('.left-out');
  if ((await left.count()) > 0) await hand.read(left);
  await way.agree(page, hand);
  await until(() => said(page).innerText().then((text) => /grønne? kvittert/.test(text)), { ms: 10_000, says: 'the greens were not acknowledged' });
  return hand.lap();
}

/** What the greens left: each is looked at and seen. */
async function theRest(page, way, hand, seen) {
  const laps = [];
  while ((await page.locator('[data-row][data-zone="green"]').count()) > 0) {
    if ((await panel(page).count()) === 0) await way.open(page, hand, page.locator('[data-row][data-zone="green"]').first());
    const row = await settled(page);
    const who = await row.getAttribute('data-row');
    if ((await row.getAttribute('data-zone')) !== 'green') {
      await way.next(page, hand);
      await until(async () => (await openRow(page)) !== who);
      continue;
    }
    seen.push(who);
    await readCase(page, hand);
    await way.seen(page, hand);
    await until(() => page.locator(`[data-row="${who}"][data-zone="green"]`).count().then((n) => n === 0), { ms: 10_000, says: `${who} stayed green` });
    await until(async () => (await openRow(page)) !== who);
    laps.push(hand.lap());
  }
  return laps;
}

const sum = (laps, name) => Math.round(laps.reduce((all, lap) => all + lap[name], 0) * 10) / 10;
const summed = (laps) => ({ times: laps.length, acts: sum(laps, 'acts'), seconds: sum(laps, 'seconds'), estimated: sum(laps, 'estimated') });

async function play(name, browser) {
  const server = await startServer(WORLD);
  try {
    const world = await shapeMorning(server);
    const nurse = server.token('nurse');
    const ask = async (path) => (await api(server, nurse, path)).body;
    // Before the morning, whose end is an empty list.
    const load = await measureLoad(browser, server);
    const { context, page, complaints } = await openPage(browser);
    await logIn(page, server, 'nurse');
    await rows(page).first().waitFor();
    const hand = createHand(page);
    const { laps, seen } = await work(page, WAYS[name], hand, ask);
    const greens = await allGreens(page, WAYS[name], hand);
    const rest = await theRest(page, WAYS[name], hand, seen);
    await context.close();
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
    const of = (...kinds) => laps.filter((lap) => kinds.includes(lap.kind));
    return {
      world,
      greens,
      yellow: of('red', 'yellow'),
      missing: summed(of('missing')),
      tasks: summed(of('task')),
      messages: summed(of('message')),
      rest: summed(rest),
      all: hand.whole(),
      openedTwice: seen.length - new Set(seen).size,
      load,
    };
  } finally {
    await server.stop();
  }
}

function faults(name, told) {
  const slow = told.yellow.filter((lap) => lap.estimated > BUDGET.yellow);
  return [
    told.openedTwice > 0 && `${name}: ${told.openedTwice} were opened twice`,
    told.yellow.length !== MORNING.work && `${name}: ${told.yellow.length} of ${MORNING.work} red and yellow were handled`,
    told.missing.times !== MORNING.missing && `${name}: ${told.missing.times} of ${MORNING.missing} missing were called`,
    told.tasks.times !== MORNING.tasks && `${name}: ${told.tasks.times} of ${MORNING.tasks} tasks were done`,
    told.greens.estimated > BUDGET.greens && `${name}: the greens take ${told.greens.estimated} s of ${BUDGET.greens}`,
    slow.length > 0 && `${name}: ${slow.length} red or yellow take more than ${BUDGET.yellow} s`,
  ].filter(Boolean);
}

function print(name, told) {
  const line = (what, { acts, seconds, estimated }) =>
    console.log(`  ${what.padEnd(26)} ${String(acts).padStart(4)} acts ${String(seconds).padStart(7)} s here ${String(estimated).padStart(7)} s for a person`);
  console.log(name);
  line('all greens', told.greens);
  told.yellow.forEach((lap, at) => line(`${lap.kind} ${at + 1}`, lap));
  line(`${told.missing.times} missing`, told.missing);
  line(`${told.tasks.times} tasks`, told.tasks);
  line(`${told.messages.times} messages`, told.messages);
  line(`${told.rest.times} greens left over`, told.rest);
  line('the whole morning', told.all);
  console.log(`  opened twice: ${told.openedTwice}; first load ${told.load.kilobytes} kB, usable after ${told.load.seconds} s at ${told.load.slower}x slower`);
}

const browser = await launch();
const result = { budget: BUDGET };
try {
  for (const name of Object.keys(WAYS)) {
    result[name] = await play(name, browser);
    print(name, result[name]);
  }
} finally {
  await browser.close();
}
mkdirSync(resolve(RESULT, '..'), { recursive: true });
writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
const missed = Object.keys(WAYS).flatMap((name) => faults(name, result[name]));
for (const one of missed) console.error(one);
process.exitCode = missed.length > 0 ? 1 : 0;
