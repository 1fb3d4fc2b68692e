// Texts: every key that the web applications use is there in every language, with the same places to fill.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { catalogue } from '../../web/build/messages.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const LANGUAGES = ['nb', 'en'];
const read = (language) => catalogue(readFileSync(join(ROOT, 'po', `${language}.po`), 'utf8'));
const catalogues = new Map(LANGUAGES.map((language) => [language, read(language)]));

const sources = () =>
  readdirSync(join(ROOT, 'web'), { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(join(ROOT, 'web', name), 'utf8'));

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
        (key) => areas.has(key.split('.')[0]) && texts[key] === undefined,
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
    for (const key of Object.keys(nb)) {
      assert.notEqual(en[key], undefined, `en lacks ${key}`);
      assert.equal(places(en[key]), places(nb[key]), key);
    }
  });

  test('a plural rule that is more than arithmetic is refused', () => {
    const source = (rule) =>
      `msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=${rule};\\n"\n`;
    assert.equal(catalogue(source('(n != 1)')).plural, '(n != 1)');
    assert.throws(() => catalogue(source('alert(1)')));
  });
});
