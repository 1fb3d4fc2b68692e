// The checks of ./dev lint, tried on small trees that hold what they must find and what they must let through.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const TOOLS = path.resolve(import.meta.dirname, '../../tools');

/** What a check says of a tree {path: text}, one finding a line. */
function findings(check, tree) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'varde-check-'));
  try {
    for (const [name, text] of Object.entries(tree)) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), text);
    }
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
    const run = spawnSync(path.join(TOOLS, check), [root], { encoding: 'utf8', env });
    assert.equal(run.stderr, '');
    const lines = run.stdout.replaceAll(`${root}/`, '').split('\n').filter((line) => line !== '');
    assert.equal(run.status, lines.length > 0 ? 1 : 0);
    return lines;
  } finally {
    fs.rmSync(root, { recursive: true });
  }
}

/** A tree whose own headers exist, and one file that includes `header`. */
function including(file, header) {
  const line = header.startsWith('<') ? header : `"${header}"`;
  const tree = { [`src/${file}`]: `/* what */\n#include ${line}\n` };
  if (!header.startsWith('<')) tree[`src/${header}`] ??= '';
  return findings('check_includes', tree);
}

for (const [file, header] of [
  ['base/str.c', 'base/arena.h'],
  ['store/db.c', 'base/str.h'],
  ['patient/patient.c', 'store/db.h'],
  ['patient/patient.c', 'enrolment/enrolment.h'],
  ['patient/patient.c', 'patient/patient_store.h'],
  ['patient/patient_api.c', 'http/request.h'],
  ['patient/patient_fhir.c', 'router.h'],
  ['event/event_api.c', 'app.h'],
  ['report/report_fhir.c', 'observation/observation_fhir.h'],
  ['main.c', 'http/server.h'],
  ['clinical/zone.c', '<math.h>'],
  ['store/sqlite.c', '<sqlite3.h>'],
]) {
  test(`${file} may include ${header}`, () => assert.deepEqual(including(file, header), []));
}

for (const [file, header, why] of [
  ['base/str.c', 'store/db.h', /base\/ may include only base/],
  ['clinical/zone.c', 'base/str.h', /clinical\/ may include only clinical/],
  ['store/db.c', 'patient/patient.h', /store\/ may include only/],
  ['http/server.c', 'store/db.h', /http\/ may include only/],
  ['patient/patient.c', 'http/request.h', /only patient's \*_api\.c/],
  ['patient/patient_store.c', 'app.h', /only patient's \*_api\.c/],
  ['patient/patient.c', 'enrolment/enrolment_store.h', /ask enrolment\/enrolment\.h/],
  ['report/report.c', 'observation/observation_fhir.h', /only \*_fhir\.c/],
  ['store/db.c', 'app.h', /store\/ may include only|arrow/],
  ['clinical/zone.c', '<time.h>', /pure/],
  ['store/writer.c', '<sqlite3.h>', /belongs to src\/store\/sqlite/],
  ['patient/patient.c', '<libpq-fe.h>', /belongs to src\/store\/postgres/],
]) {
  test(`${file} may not include ${header}`, () => {
    const lines = including(file, header);
    assert.equal(lines.length, 1);
    assert.match(lines[0], new RegExp(`^src/${file}:2: `));
    assert.match(lines[0], why);
  });
}

test('an include that names no header of ours is found, and one in a comment is not', () => {
  const lines = findings('check_includes', { 'src/base/a.c': '/* #include "b.h" */\n#include "str.h"\n' });
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^src\/base\/a\.c:2: str\.h: no such header/);
});

const banned = (code, file = 'src/patient/a.c') => findings('check_banned', { [file]: code });

for (const code of [
  'strcpy(a, b);',
  'n = atoi(text);',
  'struct tm *t = gmtime (&now);',
  'snprintf(sql, size, "SELECT id FROM patient WHERE name = \'%s\'", name);',
  'buf_printf(out, "DELETE FROM report WHERE id = %d", id);',
  'if (db_kind(db) == DB_POSTGRES) {',
  'bool is_sqlite = true;',
  'now = time(NULL);',
  'clock_gettime(CLOCK_REALTIME, &ts);',
  'assert(count++ < 3);',
  'assert((n = next()) > 0);',
]) {
  test(`banned: ${code}`, () => assert.equal(banned(`void f(void)\n{\n    ${code}\n}\n`).length, 1));
}

for (const code of [
  'buf_strcpy_like(a);',
  '/* strcpy(a, b) */',
  'puts("strcpy(a, b)");',
  'request->system(1);',
  'db_query(db, "SELECT id FROM patient WHERE name = ?1", name);',
  'snprintf(text, size, "%d of %d", a, b);',
  'assert(a == b && c <= d);',
  'clock_gettime(CLOCK_MONOTONIC, &ts);',
  'puts("sqlite:./varde.db");',
  'strcpy(a, b); /* allowed: the size was checked above */',
]) {
  test(`let through: ${code}`, () => assert.deepEqual(banned(`void f(void)\n{\n    ${code}\n}\n`), []));
}

test('a global that changes is found; constants, types, functions and caches filled once are not', () => {
  assert.equal(banned('static int count;\n').length, 1);
  assert.equal(banned('int level = 3;\n').length, 1);
  assert.equal(banned('static struct user users[8];\n').length, 1);
  assert.deepEqual(banned('static const int LIMIT = 3;\nstatic const char *const NAMES[] = {"a"};\n'), []);
  assert.deepEqual(banned('struct user;\ntypedef int number;\nstatic int next(void);\nenum kind {\n    A\n};\n'), []);
  assert.deepEqual(banned('static int table[3];\nvoid f(void)\n{\n    pthread_once(&once, fill);\n}\n'), []);
});

test('store/ may know its databases, and clock.c the time', () => {
  assert.deepEqual(banned('void f(void)\n{\n    sqlite_open(a);\n}\n', 'src/store/db.c'), []);
  assert.deepEqual(banned('void f(void)\n{\n    time(NULL);\n}\n', 'src/base/clock.c'), []);
});

test('a function of over 100 lines is found by name, one of 100 is not', () => {
  const func = (lines) => `static int add(int a)\n{\n${'    a++;\n'.repeat(lines)}}\n`;
  assert.deepEqual(findings('check_lengths', { 'src/a.c': func(100) }), []);
  const lines = findings('check_lengths', { 'src/a.c': func(101) });
  assert.equal(lines.length, 1);
  assert.match(lines[0], /^src\/a\.c:2: add\(\) has 101 lines/);
});

test('a long table is not a function, and a file of over 800 lines is found', () => {
  assert.deepEqual(findings('check_lengths', { 'src/a.c': `static const int T[] =\n{\n${'    1,\n'.repeat(200)}};\n` }), []);
  assert.match(findings('check_lengths', { 'src/a.h': '\n'.repeat(801) })[0], /^src\/a\.h:1: 801 lines/);
});

const HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n';
const po = (texts) =>
  HEADER + Object.entries(texts).map(([key, text]) => `msgid "${key}"\nmsgstr "${text}"\n\n`).join('');
const texts = (nb, en, more = {}) => findings('check_texts', { 'po/nb.po': po(nb), 'po/en.po': po(en), ...more });

test('catalogues with the same keys and names are good', () => {
  assert.deepEqual(texts({ a: 'Hei {name}', b: 'Ja' }, { a: 'Hi {name}', b: 'Yes' }), []);
});

test('a key that one language lacks, or has alone, is found', () => {
  assert.match(texts({ a: 'Ja', b: 'Nei' }, { a: 'Yes' })[0], /^po\/en\.po:1: "b" of po\/nb\.po is missing/);
  assert.match(texts({ a: 'Ja' }, { a: 'Yes', c: 'No' })[0], /^po\/en\.po:\d+: "c" is not in po\/nb\.po/);
});

test('an empty text and a name that differs are found', () => {
  assert.match(texts({ a: 'Ja' }, { a: '' })[0], /"a" has no text/);
  assert.equal(texts({ a: 'Hei {name}' }, { a: 'Hi {nmae}' }).length, 2);
});

test('another language may lack what clinicians meet, and nothing that patients meet', () => {
  const nb = { 'zone.red': 'rød', 'list.title': 'Liste', 'error.list': 'Ingen' };
  const arabic = (ar, more = {}) => texts(nb, nb, { 'po/ar.po': po(ar), ...more });
  assert.deepEqual(arabic({ 'zone.red': 'x' }), []);
  assert.deepEqual(arabic({ 'zone.red': 'x', 'list.title': 'y' }), []);
  assert.match(arabic({})[0], /^po\/ar\.po:1: "zone\.red" of po\/nb\.po is missing/);
  assert.match(arabic({ 'zone.red': 'x', 'zone.pink': 'y' })[0], /"zone\.pink" is not in po\/nb\.po/);
  const page = "t('list.title');\n";
  assert.deepEqual(arabic({ 'zone.red': 'x' }, { 'web/clinician/x.tsx': page }), []);
  assert.deepEqual(arabic({ 'zone.red': 'x' }, { 'web/patient/x.tsx': page }), [
    'web/patient/x.tsx:1: the text "list.title" is not in po/ar.po',
  ]);
  const section = `${po({ 'a.b': 'Ja' })}\n# Web: Patient\nmsgid "c.d"\nmsgstr "Nei"\n\n# Web: Other\nmsgid "e.f"\nmsgstr "Nei"\n`;
  const lines = findings('check_texts', { 'po/nb.po': section, 'po/en.po': section, 'po/ar.po': po({}) });
  assert.deepEqual(lines, ['po/ar.po:1: "c.d" of po/nb.po is missing']);
});

test('a form of a plural may leave out its count and nothing else', () => {
  const plural = (one, many) =>
    `${HEADER.trimEnd()}\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\nmsgid "a"\nmsgid_plural "a"\nmsgstr[0] "${one}"\nmsgstr[1] "${many}"\n`;
  const held = (one, many) => {
    const nb = plural('{n} {what}', '{n} {what}');
    return findings('check_texts', { 'po/nb.po': nb, 'po/en.po': plural(one, many) });
  };
  assert.deepEqual(held('one {what}', '{n} {what}'), []);
  assert.match(held('one', '{n} {what}')[0], /"a" lacks \{what\}/);
  assert.match(held('one {what}', 'many {what}')[0], /"a" lacks \{n\}/);
});

test('a broken catalogue is found where it breaks', () => {
  const lines = findings('check_texts', { 'po/nb.po': `${po({ a: 'Ja' })}msgid "b\n`, 'po/en.po': po({ a: 'Yes' }) });
  assert.match(lines[0], /^po\/nb\.po:\d+: /);
});

test('a key used in C or in the web that does not exist is found, one that does is not', () => {
  const c = 'f(text_of(language, "a"));\ng(text_of(who(request), "c"));\n/* text_of(x, "d") */\n';
  const ts = "t('a');\ntn('e', 3);\nstart('f');\n";
  const lines = texts({ a: 'Ja' }, { a: 'Yes' }, { 'src/x/x.c': c, 'web/x.tsx': ts });
  assert.deepEqual(
    lines.map((line) => line.replace(/ is not.*/, '')),
    ['src/x/x.c:2: the text "c"', 'web/x.tsx:2: the text "e"'],
  );
});

const licences = (license, page) =>
  findings('check_licences', {
    'packages.txt': '## build\ngcc\n',
    'package-lock.json': JSON.stringify({
      packages: { '': { devDependencies: { vite: '1' } }, 'node_modules/vite': { license } },
    }),
    'docs/licences.md': page,
  });
const PAGE = '`gcc` `vite`\nAll are under one of these: MIT, ISC,\nApache-2.0.\n';

test('dependencies that are named, under licences that are accepted, are good', () => {
  for (const licence of ['MIT', 'Apache-2.0', '(GPL-3.0 OR ISC)', 'MIT AND ISC']) {
    assert.deepEqual(licences(licence, PAGE), []);
  }
});

test('a dependency that is not named, or under another licence or none, is found', () => {
  assert.match(licences('MIT', PAGE.replace('`gcc`', ''))[0], /^packages\.txt:2: gcc is not in/);
  assert.match(licences('MIT', PAGE.replace('`vite`', ''))[0], /^package\.json:1: vite is not in/);
  for (const licence of ['GPL-3.0', 'MIT AND GPL-3.0', undefined]) {
    assert.match(licences(licence, PAGE)[0], /^package-lock\.json:1: node_modules\/vite is under/);
  }
});

/** A tree with one test of each kind, its requirements and hazards; the table as it would be made. */
function traced(requirements, hazards = '') {
  return {
    'test/clinical/one.cases': 'case at the limit is red\n  value spo2 85 %\n',
    'test/api/two.test.mjs': "test('a red stands on the list', () => {});\ntest(`${what}: 422`, () => {});\n",
    'test/store/test_three.c': 'int main(void)\n{\n    ON_BOTH(nothing_is_lost),\n}\n',
    'docs/safety/requirements.txt': requirements,
    'docs/safety/requirements.md': '',
    'docs/safety/hazards.md': hazards,
  };
}
const STALE = /requirements\.md is not what the tests say/;

for (const [what, reference] of [
  ['a file of cases', '`test/clinical/one.cases`'],
  ['a test by its name', '`test/api/two.test.mjs` "a red stands on the list"'],
  ['the beginning of one, in a folder', '`test/api` "a red stands…"'],
  ['a part of one', '`test/api` "…on the list"'],
  ['one whose name is filled in', '`test/api/two.test.mjs` "broken JSON: 422"'],
  ['one of C', '`test/store/test_three.c` "nothing_is_lost"'],
]) {
  test(`a requirement may name ${what}`, () => {
    const lines = findings('check_trace', traced(`# Judging\nT1 It is judged\n  ${reference}\n`));
    assert.equal(lines.length, 1);
    assert.match(lines[0], STALE);
  });
}

for (const [what, requirements, hazards, why] of [
  ['a test that is not there', '# A\nT1 It\n  `test/api` "a green…"\n', '', /requirements\.txt:2: no test "a green…"/],
  ['a file that is not there', '# A\nT1 It\n  `test/api/nine.test.mjs`\n', '', /there is no test\/api\/nine/],
  ['a requirement without a test', '# A\nT1 It\n', '', /T1 is shown by no test/],
  ['an id that stands twice', '# A\nT1 It\n  `test/api`\nT1 Too\n  `test/api`\n', '', /T1 stands twice/],
  ['a line that is nothing', 'words\n', '', /neither a section, a requirement/],
  ['a hazard whose test is gone', '', '| lost | kept | `test/store/test_three.c`: "nothing_is_doubled" |\n', /hazards\.md:1: no test/],
]) {
  test(`found in the safety papers: ${what}`, () => {
    const lines = findings('check_trace', traced(requirements, hazards));
    assert.ok(lines.some((line) => why.test(line)), lines.join('\n'));
  });
}
