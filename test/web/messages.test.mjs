// Texts: every key that the web applications use is there in every language, with the same places to fill.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createServer } from 'vite';
import { catalogue } from '../../web/build/messages.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const LANGUAGES = ['nb', 'en'];
const read = (language) => catalogue(readFileSync(join(ROOT, 'po', `${language}.po`), 'utf8'));
const catalogues = new Map(LANGUAGES.map((language) => [language, read(language)]));

const sources = () =>
  readdirSync(join(ROOT, 'web'), { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(ROOT, 'web', name), 'utf8'));

/** What a role may do has names that look like keys. */
const actions = new Set(
  [...readFileSync(join(ROOT, 'src/auth/permit.c'), 'utf8').matchAll(/"([a-z_]+\.[a-z_]+)"/g)].map(
    (found) => found[1],
  ),
);

/** Keys written out in the source, and beginnings of those that are put together. */
function usedKeys() {
  const text = sources().join('\n');
  const whole = [...text.matchAll(/'([a-z]+\.[a-z_]+)'/g)].map((found) => found[1]);
  const begun = [...text.matchAll(/`([a-z]+\.)\$\{/g)].map((found) => found[1]);
  return { whole: new Set(whole), begun: new Set(begun) };
}

const places = (text) =>
  [...new Set([text].flat().join(' ').match(/\{\w+\}/g) ?? [])].sort().join(' ');

describe('texts', () => {
  const areas = new Set([...Object.keys(catalogues.get('nb').texts)].map((key) => key.split('.')[0]));

  for (const language of LANGUAGES) {
    test(`${language} has every key that is used`, () => {
      const { texts } = catalogues.get(language);
      const { whole, begun } = usedKeys();
      const lacking = [...whole].filter(
        (key) => areas.has(key.split('.')[0]) && !actions.has(key) && texts[key] === undefined,
      );
      assert.deepEqual(lacking, []);
      for (const start of begun) {
        if (!areas.has(start.slice(0, -1))) continue;
        assert.ok(
          Object.keys(texts).some((key) => key.startsWith(start)),
          `nothing begins with ${start}`,
        );
      }
    });
  }

  test('every language fills the same places', () => {
    const nb = catalogues.get('nb').texts;
    const en = catalogues.get('en').texts;
    const ar = read('ar').texts;
    for (const key of Object.keys(nb)) {
      assert.notEqual(en[key], undefined, `en lacks ${key}`);
      assert.equal(places(en[key]), places(nb[key]), key);
      if (ar[key] !== undefined) assert.equal(places(ar[key]), places(nb[key]), key);
    }
  });

  test('every mark of direction in the Arabic texts is closed, and none stands in another', () => {
    for (const [key, text] of Object.entries(read('ar').texts)) {
      for (const one of [text].flat()) {
        const marks = one.replace(/[^\u2068\u2069]/g, '');
        assert.match(marks, /^(\u2068\u2069)*$/, key);
        // An Arabic unit beside a number would send the number's sign to its other end.
        assert.doesNotMatch(one, /[+−](?![^\u2069]*\u2069)|\u2068[+−][^\u2069]*\{unit\}/, key);
      }
    }
  });

  test('a plural rule that is more than arithmetic is refused', () => {
    const source = (rule) =>
      `msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=${rule};\\n"\n`;
    assert.equal(catalogue(source('(n != 1)')).plural, '(n != 1)');
    assert.throws(() => catalogue(source('alert(1)')));
  });
});

describe('texts in the browser', () => {
  let vite;
  let i18n;
  let format;

  before(async () => {
    vite = await createServer({
      configFile: resolve(ROOT, 'vite.config.ts'),
      appType: 'custom',
      logLevel: 'error',
      optimizeDeps: { noDiscovery: true },
      server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    });
    globalThis.document = { documentElement: {} };
    i18n = await vite.ssrLoadModule('/shared/i18n.ts');
    format = await vite.ssrLoadModule('/shared/format.ts');
    await i18n.speak('ar');
  });
  after(async () => {
    delete globalThis.document;
    await vite?.close();
  });

  const plain = (text) => text.replace(/[\u2066-\u2069\u200e\u200f]/g, '');

  test('Arabic counts in its six forms', () => {
    const days = (n) => plain(i18n.tn('wait.days', n));
    assert.deepEqual(
      [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111].map(days),
      [
        'أقل من يوم',
        'يوم واحد',
        'يومان',
        '3 أيام',
        '10 أيام',
        '11 يومًا',
        '99 يومًا',
        '100 يوم',
        '102 يوم',
        '103 أيام',
        '111 يومًا',
      ],
    );
  });

  test('what Arabic lacks comes in Norwegian, by the Norwegian rule for plurals; what that lacks is its key', () => {
    assert.equal(i18n.t('list.title'), 'Arbeidsliste');
    assert.equal(i18n.tn('why.unread', 1), '1 ulest melding');
    assert.equal(i18n.tn('why.unread', 11), '11 uleste meldinger');
    assert.equal(i18n.t('no.such'), 'no.such');
    const since = (day) => plain(i18n.tn('reporting.missing', 1, { since: day }));
    assert.deepEqual(['22.11.', 'i går'].map(since), ['Mangler én rapport, siden 22.11.', 'Mangler én rapport, siden i går.']);
    assert.equal(i18n.fill('{a}.{b} … {c}.', { a: 1, b: 2 }), '1.2 … {c}.');
  });

  test('numbers, hours and days in Arabic have Latin digits, a point and 24 hours', () => {
    const evening = new Date(2026, 10, 21, 18, 5).getTime();
    assert.equal(plain(format.number(86.5, 'kg')), '86.5');
    const foreign = [[81.646627, 'kg'], [120.009869, 'mm[Hg]'], [81.655, 'kg'], [2.345678, 'L']];
    assert.deepEqual(foreign.map((one) => plain(format.number(...one))), ['81.6', '120', '81.655', '2.35']);
    assert.equal(plain(format.number(37, 'Cel')), '37.0');
    assert.equal(plain(format.clock(evening)), '18:05');
    assert.equal(plain(format.birthday('1950-03-09')), '09/03/1950');
    assert.match(format.weekday(evening), /السبت.*21.*نوفمبر/);
  });
});
