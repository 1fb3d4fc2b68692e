import { mkdirSync } from 'node:fs';
const { launch, logIn, openPage, startServer, axe, until, api } = await import('/tmp/wt/me/test/web/lib.mjs');
const OUT = '/tmp/wt/me.png'; mkdirSync(OUT, { recursive: true });
const [w, h, scheme, lang, dueLogin] = [Number(process.argv[2] ?? 390), Number(process.argv[3] ?? 844), process.argv[4] ?? 'light', process.argv[5] ?? 'nb', process.argv[6] ?? 'patient4'];
const tag = `${w}-${scheme}-${lang}`;
const server = await startServer({ patients: 30 }); const browser = await launch();
const { page, complaints } = await openPage(browser, { viewport: { width: w, height: h } , colorScheme: scheme });
page.setDefaultTimeout(8000);
await page.addInitScript((l) => localStorage.setItem('varde.language', l), lang);
let n = 0;
const shot = async (name) => {
  n += 1; await page.waitForTimeout(60);
  await page.screenshot({ path: `${OUT}/${tag}-${String(n).padStart(2, '0')}-${name}.png`, fullPage: true });
  const v = await axe(page); if (v.length) console.log(name, JSON.stringify(v).slice(0, 900));
  const sw = await page.evaluate(() => document.documentElement.scrollWidth); if (sw > w) console.log(name, 'WIDE', sw);
  const [bad, small] = await page.evaluate(() => {
    const bad = [], small = [];
    for (const el of document.querySelectorAll('main *, header *')) {
      if (el.closest('svg')) continue;
      const r = el.getBoundingClientRect(); if (!r.width || el.classList.contains('sr')) continue;
      if ([...el.childNodes].some(c => c.nodeType === 3 && c.data.trim()) && parseFloat(getComputedStyle(el).fontSize) < 18) bad.push(el.outerHTML.slice(0, 60));
      if (el.matches('button, a, input:not([type=radio]):not([type=checkbox]), label') && (r.height < 47.5 || r.width < 47.5) && !el.classList.contains('digits')) small.push(el.outerHTML.slice(0, 70) + r.height);
    }
    return [bad, small];
  });
  if (bad.length || small.length) console.log(name, 'SMALL', bad, small);
};
const next = () => page.locator('button[type=submit]').click();
const type = async (digits) => { for (const d of digits) await page.locator(`[data-key="${d === '.' ? 'point' : d}"]`).click(); };
try {
  await page.goto(`${server.url}/login`);
  const id = await (await page.request.post(`${server.url}/api/session`, { data: { login: dueLogin }, headers: { Origin: server.url } })).status();
  console.log('login', id);
  await page.goto(`${server.url}/me`);
  await page.locator('.due').waitFor(); await shot('today');
  await page.locator('.due .go').click();
  await page.locator('.ask-page').waitFor(); await shot('oxygen');
  await page.locator('.answers label').nth(1).click(); await shot('oxygen-chosen'); await next();
  await page.locator('.pad').waitFor(); await shot('spo2');
  await next(); await shot('spo2-needed');
  await type('71'); await shot('spo2-typed'); await next();
  await page.locator('.again').waitFor(); await shot('again');
  await page.locator('.stack .go').first().click(); await page.locator('.pad').waitFor(); await type('88'); await shot('spo2-again'); await next();
  await page.locator('.pad').waitFor(); await type('999'); await next(); await shot('impossible');
  await next(); await shot('still-impossible');
  await page.locator('[data-key=erase]').click(); await page.locator('[data-key=erase]').click(); await page.locator('[data-key=erase]').click(); await type('84'); await next();
  await page.locator('[data-key=point]').waitFor(); await type('36.8'); await shot('temp'); await next();
  await page.locator('.quietly').click(); await page.locator('.again').waitFor(); await shot('skip'); await page.locator('.stack .go').first().click();
  await page.locator('.answers').waitFor(); await shot('question');
  await page.locator('.answers label').nth(1).click(); await next();
  for (let i = 0; i < 12 && !(await page.locator('.review').count()); i += 1) {
    await page.waitForTimeout(80);
    const labels = page.locator('.answers label'); if (!(await labels.count())) break;
    await labels.first().click(); if (i === 3) await shot('question-nested'); await next(); await page.waitForTimeout(50);
  }
  await page.locator('.review').waitFor({timeout: 5000}).catch(async () => { await shot('stuck'); });
  await shot('review');
  await page.route('**/api/reports', (r) => r.abort('connectionrefused'));
  await page.locator('.review .go').click(); await page.waitForTimeout(300); await shot('sending');
  await page.locator('.waiting').waitFor(); await shot('waiting');
  await page.unroute('**/api/reports'); await page.locator('.review .go').click();
  await page.locator('.result').waitFor(); await shot('result');
  await page.locator('.stack .go').last().click(); await page.locator('.today').waitFor(); await page.waitForTimeout(300); await shot('today-done');
  await page.locator('.help').click(); await page.locator('.calls').waitFor(); await shot('help');
} catch (e) { console.log(String(e)); await shot('failed'); }
console.log(complaints);
await browser.close(); await server.stop();
