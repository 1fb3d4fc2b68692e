// What an operator sees of the service: /metrics, and that dashboard, alert rules and runbook speak of what is there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dayNumber, today } from '../days.mjs';
import { DAY, ask, onEachStore, onSqlite, reading, until, World } from './lib.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const text = (path) => readFileSync(join(ROOT, path), 'utf8');

/** The names with their types and samples: {name: {type, help, samples: [{name, labels, value}]}}. */
function parse(page) {
  const found = new Map();
  for (const line of page.trimEnd().split('\n')) {
    const head = /^# (HELP|TYPE) (\w+) (.+)$/.exec(line);
    if (head) {
      const metric = found.get(head[2]) ?? { samples: [] };
      found.set(head[2], { ...metric, [head[1].toLowerCase()]: head[3] });
      continue;
    }
    const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
    const base = found.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    found.get(base).samples.push({
      name,
      labels: Object.fromEntries([...(labels ?? '').matchAll(/(\w+)="([^"]*)"/g)].map((one) => [one[1], one[2]])),
      value: Number(value),
    });
  }
  return found;
}

/** The value of the one sample of that name with at least these labels; undefined when there is none. */
function valueOf(page, name, labels = {}) {
  const all = [...page.values()].flatMap((metric) => metric.samples);
  const fits = (one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value);
  const samples = all.filter(fits);
  assert.ok(samples.length < 2, `${name} ${JSON.stringify(labels)} is there ${samples.length} times`);
  return samples[0]?.value;
}

const scrape = async (server) => {
  const answer = await ask(server, '/metrics');
  assert.equal(answer.status, 200);
  return parse(answer.text);
};

onEachStore('metrics', (kind) => {
  let world;
  before(async () => {
    world = await World.create(kind);
  });
  after(() => world?.end());

  /** What the database tells is there from the start on; later it is read every ten seconds. */
  const reread = async () => {
    await world.restart();
    return scrape(world.server);
  };

  test('every name has its help and one type, counters end in _total, and histograms add up', async () => {
    await world.as('nurse', '/api/worklist');
    const page = await scrape(world.server);
    for (const [name, { type, help, samples }] of page) {
      assert.match(name, /^varde_[a-z_]+$/);
      assert.ok(help.length > 10, name);
      assert.equal(type === 'counter', name.endsWith('_total'), `${name} is a ${type}`);
      if (type !== 'histogram') continue;
      for (const count of samples.filter((one) => one.name === `${name}_count`)) {
        const rest = Object.entries(count.labels);
        const buckets = samples.filter(
          (one) => one.name === `${name}_bucket` && rest.every(([key, value]) => one.labels[key] === value),
        );
        assert.equal(buckets.at(-1).labels.le, '+Inf');
        assert.equal(buckets.at(-1).value, count.value);
        buckets.reduce((least, one) => (assert.ok(one.value >= least), one.value), 0);
      }
    }
  });

  test('a report counts once, by its channel and zone; the same again and a refused one do not count', async () => {
    const patient = world.fresh();
    const red = await world.limit(patient, 'spo2', 'red');
    const first = await scrape(world.server);
    const body = reading(patient.id, { value: red - 2 });
    const began = Date.now() / 1000;
    assert.equal((await world.send(patient.login, body)).status, 201);
    assert.equal((await world.send(patient.login, body)).status, 200);
    assert.equal((await world.send(patient.login, { ...body, code: {} })).status, 422);
    const now = await scrape(world.server);
    for (const channel of ['fhir', 'app', 'bundle']) {
      for (const zone of ['none', 'green', 'yellow', 'red']) {
        const [was, is] = [first, now].map((page) => valueOf(page, 'varde_reports_total', { channel, zone }));
        assert.equal(is - was, channel === 'fhir' && zone === 'red' ? 1 : 0, `${channel} ${zone}`);
      }
    }
    assert.ok(valueOf(now, 'varde_report_last_timestamp_seconds') >= Math.floor(began));
  });

  test('when the last report came is known after a restart, and who waits is told', async () => {
    const { last } = (await world.store.sql('SELECT max(received_at) AS last FROM report'))[0];
    const page = await reread();
    assert.equal(valueOf(page, 'varde_report_last_timestamp_seconds'), Number(last) / 1000);
    assert.equal(valueOf(page, 'varde_reports_total', { channel: 'fhir', zone: 'red' }), 0);
    const tiers = await world.store.sql('SELECT tier, count(*) AS n, min(since) AS since FROM overview GROUP BY tier');
    for (const [tier, word] of ['red', 'yellow', 'attention'].entries()) {
      const row = tiers.find((one) => Number(one.tier) === tier);
      assert.equal(valueOf(page, 'varde_worklist_rows', { tier: word }), Number(row?.n ?? 0), word);
    }
    const since = Number(tiers.find((one) => Number(one.tier) === 0).since) / 1000;
    const age = valueOf(page, 'varde_red_oldest_seconds');
    assert.ok(age <= Date.now() / 1000 - since + 1 && age > Date.now() / 1000 - since - 60, `${age}`);
  });

  const literal = (hex) => (kind.kind === 'SQLite' ? `x'${hex}'` : `'${hex}'::uuid`);

  /** Hours of their own for the days around today, the same for every service: {open: [first, last]} by day from now. */
  const keepHours = async (open) => {
    await world.store.sql('DELETE FROM opening_hours');
    await world.store.sql('DELETE FROM opening_exception');
    const first = dayNumber(today());
    const rows = [];
    for (const { id } of await world.store.sql("SELECT id FROM organisation WHERE kind = 'service'"))
      for (let day = open[0]; day <= open[1]; day += 1) rows.push(`(${literal(id)}, ${first + day}, 0, 1440, 'test')`);
    if (rows.length > 0)
      await world.store.sql(`INSERT INTO opening_exception (organisation_id, day, opens, closes, reason) VALUES ${rows}`);
  };

  test('a red that nobody has taken waits while its service is open; without hours the clock counts', async () => {
    for (const [open, waits] of [
      [[1, 0], true],
      [[-30, 2], true],
      [[5, 6], false],
    ]) {
      await keepHours(open);
      const page = await reread();
      const untaken = valueOf(page, 'varde_red_untaken_seconds');
      const inHours = valueOf(page, 'varde_red_untaken_open_seconds');
      assert.ok(untaken > 0);
      assert.ok(waits ? Math.abs(untaken - inHours) < 60 : inHours === 0, `open ${open}: ${inHours} of ${untaken}`);
    }
  });

  test('a red that somebody has taken waits no more, until the take falls back', async () => {
    await keepHours([-30, 2]);
    const [{ id }] = await world.store.sql("SELECT id FROM account WHERE login = 'nurse'");
    const take = (at) =>
      world.store.sql(`UPDATE overview SET taken_by = ${literal(id)}, taken_at = ${at} WHERE tier = 0`);
    await take(Date.now());
    const taken = await reread();
    assert.equal(valueOf(taken, 'varde_red_untaken_seconds'), 0);
    assert.equal(valueOf(taken, 'varde_red_untaken_open_seconds'), 0);
    assert.ok(valueOf(taken, 'varde_red_oldest_seconds') > 0);
    await take(Date.now() - DAY);
    const back = await reread();
    assert.ok(valueOf(back, 'varde_red_untaken_open_seconds') > 0);
  });

  test('answers count by route and take time, streams take none, and an unknown path makes no name', async () => {
    const patient = world.fresh();
    const page = await scrape(world.server);
    const stream = await world.listen('nurse');
    await world.as('nurse', '/api/worklist');
    await ask(world.server, '/api/never-heard-of');
    await ask(world.server, '/api/patients/0123456789abcdefghjkmnpqrs', { token: world.token('nurse') });
    await stream.close();
    const counted = async () => {
      const now = await scrape(world.server);
      const of = (name, labels) => (valueOf(now, name, labels) ?? 0) - (valueOf(page, name, labels) ?? 0);
      return {
        list: of('varde_http_route_answers_total', { method: 'GET', route: '/api/worklist', class: '2xx' }),
        patient: of('varde_http_route_answers_total', { method: 'GET', route: '/api/patients/{patient}', class: '4xx' }),
        streams: of('varde_http_route_answers_total', { method: 'GET', route: '/api/events', class: '2xx' }),
        timed: valueOf(now, 'varde_http_route_seconds_total', { method: 'GET', route: '/api/events' }),
        seconds: of('varde_http_route_seconds_total', { method: 'GET', route: '/api/worklist' }),
        read: of('varde_http_answer_duration_seconds_count', { kind: 'api', access: 'read' }),
        routes: now.get('varde_http_route_answers_total').samples.map((one) => one.labels.route),
      };
    };
    // A stream counts when it is over, which is noticed when it is to tell something.
    const now = await until(async () => {
      await world.send('nurse', reading(patient.id));
      const one = await counted();
      return one.streams === 1 && one;
    }, { ms: 20_000, every: 100 });
    assert.deepEqual([now.list, now.patient, now.timed, now.read], [1, 1, undefined, 2]);
    assert.ok(now.seconds > 0);
    const table = execFileSync(process.env.VARDE_BIN ?? join(ROOT, 'build/varde'), ['routes'], { encoding: 'utf8' });
    const known = new Set(table.trim().split('\n').map((line) => JSON.parse(line).pattern));
    for (const route of now.routes) assert.ok(known.has(route), `${route} is no route`);
  });

  test('jobs: how late, failures, when they last went well; the backup has its own line and is never late', async () => {
    const now = Date.now();
    const hour = 3600 * 1000;
    await world.store.sql('DELETE FROM job');
    for (const [name, due, leased, done, failures] of [
      ['test-late', now - hour, 0, now - 2 * hour, 3],
      ['test-leased', now - hour, now + hour, 0, 0],
      ['test-due-later', now + hour, 0, now, 0],
      ['backup', 0, 0, now - hour, 0],
    ]) {
      await world.store.sql(`INSERT INTO job (name, due_at, leased_until, done_at, failures)
        VALUES ('${name}', ${due}, ${leased}, ${done}, ${failures})`);
    }
    const page = await until(async () => {
      const one = await scrape(world.server);
      return valueOf(one, 'varde_backup_timestamp_seconds') > 0 && one;
    }, { ms: 20_000, every: 500 });
    const late = (name) => valueOf(page, 'varde_job_late_seconds', { name });
    assert.ok(late('test-late') >= 3600 && late('test-late') < 3700, `${late('test-late')}`);
    assert.deepEqual([late('test-leased'), late('test-due-later'), late('backup')], [0, 0, undefined]);
    assert.equal(valueOf(page, 'varde_job_failures', { name: 'test-late' }), 3);
    assert.equal(valueOf(page, 'varde_job_done_timestamp_seconds', { name: 'test-due-later' }), now / 1000);
    assert.equal(valueOf(page, 'varde_backup_timestamp_seconds'), (now - hour) / 1000);
    await world.store.sql('DELETE FROM job');
  });

  test('what is due and not done, and single rows that fail, are told; readyz says how many fail', async () => {
    const now = Date.now();
    const rows = await world.store.sql('SELECT id FROM patient ORDER BY id LIMIT 3');
    const [one, two, three] = rows.map(({ id }) => (kind.kind === 'SQLite' ? `x'${id}'` : `'${id}'`));
    // The job would do them: a dead one's lease, and a pause after failures, hold it off.
    await world.store.sql(`INSERT INTO job (name, due_at, leased_until, failures) VALUES ('due', ${now + 1e6}, ${now + 3600_000}, 1)
      ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at, leased_until = excluded.leased_until, failures = 1`);
    await world.store.sql('DELETE FROM patient_due');
    for (const [patient, due, attempts] of [[one, now - 1000_000, 0], [two, 0, 0], [three, now + 60_000, 4]])
      await world.store.sql(`INSERT INTO patient_due (patient_id, due_at, looked_at, attempts, failed_at)
        VALUES (${patient}, ${due}, ${now - 2000_000}, ${attempts}, 0)`);
    await world.store.sql('DELETE FROM outbox');
    const said = (page) =>
      ['patients', 'outbox'].map((what) => ['rows', 'failing'].map((name) => valueOf(page, `varde_due_${name}`, { what })).join());
    const page = await until(async () => {
      const seen = await scrape(world.server);
      return said(seen).join(' ') === '2,1 0,0' && seen;
    }, { ms: 30_000, every: 500, says: 'the rows were never told' });
    const oldest = valueOf(page, 'varde_due_oldest_seconds', { what: 'patients' });
    assert.ok(oldest >= 1000 && oldest < 1200, `${oldest}`);
    assert.equal(valueOf(page, 'varde_due_oldest_seconds', { what: 'outbox' }), 0);
    const ready = await ask(world.server, '/readyz');
    assert.equal(ready.status, 200);
    assert.match(ready.text, /^ready\n/);
    assert.match(ready.text, /^failing: patients who cannot be looked at: 1$/m);
    await world.store.sql('DELETE FROM patient_due');
    await world.store.sql('DELETE FROM job');
  });

  test('the database, the machine and the program tell what they take', async () => {
    const page = await scrape(world.server);
    const sqlite = kind.kind === 'SQLite';
    assert.equal(valueOf(page, 'varde_database_info', { kind: sqlite ? 'sqlite' : 'postgresql' }), 1);
    assert.equal(valueOf(page, 'varde_database_up'), 1);
    assert.ok(valueOf(page, 'varde_database_size_bytes') > 500_000);
    assert.equal(valueOf(page, 'varde_database_disk_free_bytes') > 0, sqlite);
    assert.equal(valueOf(page, 'varde_database_wal_bytes') >= 0, sqlite);
    assert.ok(valueOf(page, 'varde_process_cpu_seconds_total') > 0);
    assert.ok(valueOf(page, 'varde_process_open_fds') > 5);
    assert.ok(valueOf(page, 'varde_process_open_fds') < valueOf(page, 'varde_process_max_fds'));
    assert.ok(valueOf(page, 'varde_resident_bytes') > 1e6);
    assert.ok(Math.abs(valueOf(page, 'varde_process_start_time_seconds') - Date.now() / 1000) < 300);
    assert.ok(valueOf(page, 'varde_sessions') > 0);
  });

  test('while the database is gone the rest is told at once, and that it is gone', async () => {
    const patient = world.fresh();
    world.token(patient.login);
    const restore = await world.store.stall();
    const failing = world.send(patient.login, reading(patient.id));
    try {
      const stuck = (page) =>
        kind.kind === 'SQLite'
          ? valueOf(page, 'varde_writer_running_seconds') > 0
          : valueOf(page, 'varde_database_up') === 0;
      const page = await until(async () => {
        const one = await scrape(world.server);
        return stuck(one) && one;
      }, { ms: 20_000, every: 50, says: 'it is not told' });
      assert.ok(page.size > 40);
      assert.ok(valueOf(page, 'varde_report_last_timestamp_seconds') > 0);
      assert.ok(valueOf(page, 'varde_database_size_bytes') > 0, 'what was seen last is still told');
      assert.ok(valueOf(page, 'varde_database_seen_timestamp_seconds') > 0);
    } finally {
      await restore();
      await failing;
    }
    await until(async () => valueOf(await scrape(world.server), 'varde_database_up') === 1, { ms: 20_000, every: 200 });
  });
});

// ---- dashboard, rules, runbook ----

const RULES = 'contrib/prometheus/varde.rules.yml';
const DASHBOARD = 'contrib/grafana/varde.json';

/** The rules, of which only our own form is read: [{alert, expr, severity, runbook}]. */
function rulesOf(yaml) {
  return yaml.split(/^ {6}- alert: /m).slice(1).map((part) => ({
    alert: /^\w+/.exec(part)[0],
    expr: /^ {8}expr:([\s\S]*?)^ {8}\w+:/m.exec(part)[1].replace(/^\s*>/, '').trim(),
    severity: /severity: (\w+)/.exec(part)?.[1],
    says: /summary: ./.test(part) && /description: ./.test(part),
    runbook: /runbook_url: (\S+)/.exec(part)?.[1],
  }));
}

/** Every query of the dashboard, also those of its variables and annotations. */
const dashboardOf = (json) => [
  ...json.panels.flatMap((panel) => (panel.targets ?? []).map((target) => target.expr)),
  ...json.annotations.list.map((one) => one.expr),
  ...json.templating.list.flatMap((one) => (one.definition ? [one.definition] : [])),
];

/** What is wrong with an expression, given what the server tells. */
function wrongWith(expr, page) {
  const wrong = [];
  const typeOf = (name) => {
    if (page.has(name)) return page.get(name).type === 'histogram' ? 'none' : page.get(name).type;
    const base = name.replace(/_(bucket|sum|count)$/, '');
    return page.get(base)?.type === 'histogram' ? 'counter' : 'none';
  };
  const names = [...expr.matchAll(/\bvarde_\w+\b/g)].map(([name]) => name);
  for (const name of names) if (typeOf(name) === 'none') wrong.push(`${name} is not told`);
  for (const [, by, name] of expr.matchAll(/\b(rate|increase|irate)\(\s*(varde_\w+)/g))
    if (typeOf(name) !== 'counter') wrong.push(`${by} of ${name}, which is no counter`);
  for (const [, by, name] of expr.matchAll(/\b(predict_linear|changes|delta|deriv)\(\s*(varde_\w+)/g))
    if (typeOf(name) !== 'gauge') wrong.push(`${by} of ${name}, which is no gauge`);
  for (const [, name] of expr.matchAll(/\b(varde_\w+_total|varde_\w+_bucket)\b(?!\{[^}]*\}\[)/g)) wrong.push(`${name} without its rate`);
  for (const [, inner] of expr.matchAll(/histogram_quantile\(([\s\S]*)/g))
    if (!/^[\d.]+, sum by \([^)]*\ble\b[^)]*\)\s*\(rate\(varde_\w+_bucket/.test(inner)) wrong.push('a quantile of no bucket');
  for (const [, name, selector] of expr.matchAll(/\b(varde_\w+)\{([^}]*)\}/g)) {
    const samples = (page.get(name) ?? page.get(name.replace(/_(bucket|sum|count)$/, '')))?.samples ?? [];
    const known = new Set(['job', 'instance', ...samples.flatMap((one) => Object.keys(one.labels))]);
    for (const [, label] of selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g))
      if (!known.has(label)) wrong.push(`${name} has no label ${label}`);
  }
  return wrong;
}

const anchorOf = (title) => title.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-');
const headingsOf = (markdown) => [...markdown.matchAll(/^#+ (.+)$/gm)].map((one) => one[1]);

describe('dashboard, alert rules and runbook', () => {
  let world, page;
  before(async () => {
    world = await World.create(onSqlite, { patients: 20 });
    const now = Date.now();
    await world.store.sql(`INSERT INTO job (name, due_at) VALUES ('test', ${now})`);
    await world.restart();
    await world.as('nurse', '/api/worklist');
    page = await scrape(world.server);
    // Told only where varde itself speaks TLS.
    page.set('varde_tls_certificate_expiry_timestamp_seconds', { type: 'gauge', samples: [] });
  });
  after(() => world?.end());

  test('an expression that asks for what is not there is found', () => {
    for (const expr of [
      'varde_nothing',
      'rate(varde_writer_waiting{job="varde"}[5m])',
      'varde_http_requests_total',
      'predict_linear(varde_http_requests_total{job="varde"}[6h], 1)',
      'histogram_quantile(0.5, sum by (le) (varde_http_answer_duration_seconds_bucket))',
      'varde_http_answer_duration_seconds',
      'varde_worklist_rows{zone="red"}',
    ]) {
      assert.notDeepEqual(wrongWith(expr, page), [], expr);
    }
  });

  test('the dashboard asks only for what the server tells, by its type and labels', () => {
    const dashboard = JSON.parse(text(DASHBOARD));
    const all = dashboardOf(dashboard);
    assert.ok(all.length > 50);
    for (const expr of all) {
      const labels = expr.replaceAll('job=~"$job",instance=~"$instance"', 'job="varde"').replace(/label_values\((.*), \w+\)/, '$1');
      assert.deepEqual(wrongWith(labels, page), [], expr);
    }
    const ids = dashboard.panels.map((panel) => panel.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(dashboard.schemaVersion >= 38);
    for (const panel of dashboard.panels) {
      const { x, y, w, h } = panel.gridPos;
      assert.ok(x + w <= 24);
      const overlaps = (other) =>
        other !== panel &&
        x < other.gridPos.x + other.gridPos.w && other.gridPos.x < x + w &&
        y < other.gridPos.y + other.gridPos.h && other.gridPos.y < y + h;
      assert.ok(!dashboard.panels.some(overlaps), `${panel.title} lies over another`);
      if (panel.type === 'row') continue;
      assert.ok(panel.description.length > 15, `${panel.title} says nothing of itself`);
      assert.equal(panel.datasource.uid, '${datasource}');
      if (panel.type !== 'heatmap') assert.ok(panel.fieldConfig.defaults.unit, `${panel.title} has no unit`);
    }
    const rows = dashboard.panels.filter((panel) => panel.type === 'row').map((panel) => panel.title);
    assert.equal(rows.length, 6);
  });

  test('whatever the server tells has its place on the dashboard', () => {
    const all = dashboardOf(JSON.parse(text(DASHBOARD))).join('\n');
    for (const name of page.keys()) assert.ok(all.includes(name), `${name} is nowhere`);
  });

  test('the rules ask only for what the server tells, and each says how bad it is and where to read on', () => {
    const rules = rulesOf(text(RULES));
    assert.ok(rules.length >= 13);
    for (const { alert, expr, severity, says, runbook } of rules) {
      assert.deepEqual(wrongWith(expr, page), [], `${alert}: ${expr}`);
      assert.match(severity, /^(critical|warning)$/);
      assert.ok(says, alert);
      assert.equal(runbook, `docs/operating.md#${alert.toLowerCase()}`);
    }
  });

  test('each alert has its section in the runbook with what to do, and each section its alert', () => {
    const runbook = text('docs/operating.md');
    const alerts = new Set(rulesOf(text(RULES)).map((rule) => rule.alert));
    const sections = new Map(
      runbook.split(/^## /m).slice(1).map((part) => [part.slice(0, part.indexOf('\n')), part]),
    );
    const told = [...sections.keys()].filter((title) => /^Varde\w+$/.test(title));
    assert.deepEqual(told.sort(), [...alerts].sort());
    for (const alert of alerts)
      for (const word of ['For patients.', 'See it.', 'First.', 'Then.', 'Call.'])
        assert.ok(sections.get(alert).includes(`**${word}**`), `${alert} does not say: ${word}`);
    for (const [, name] of runbook.matchAll(/\b(varde_\w+)\b/g)) assert.ok(page.has(name), `${name} is not told`);
  });

  test('the links of the runbook lead somewhere', () => {
    const from = 'docs/operating.md';
    for (const [, target] of text(from).matchAll(/\]\(([^)\s]+)\)/g)) {
      const [path, anchor] = target.split('#');
      const file = path === '' ? from : join(dirname(from), path);
      assert.ok(existsSync(join(ROOT, file)), `${target}: there is no ${file}`);
      if (anchor !== undefined) assert.ok(headingsOf(text(file)).map(anchorOf).includes(anchor), `${target}: no such section`);
    }
  });

  test('each panel that names an alert names one that exists', () => {
    const alerts = new Set(rulesOf(text(RULES)).map((rule) => rule.alert));
    for (const [name] of text(DASHBOARD).matchAll(/\bVarde[A-Z]\w+/g)) assert.ok(alerts.has(name), name);
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  const only = { skip: promtool ? false : 'promtool is not here (Debian: apt-get install prometheus)' };
  const check = (args, input) => {
    const run = spawnSync('promtool', args, { cwd: join(ROOT, 'contrib/prometheus'), encoding: 'utf8', input });
    assert.equal(run.status, 0, run.stdout + run.stderr);
    return run.stdout + run.stderr;
  };

  test('promtool finds nothing in what the server tells', only, async () => {
    assert.equal(check(['check', 'metrics'], (await ask(world.server, '/metrics')).text).trim(), '');
  });

  test('promtool reads the rules and the example of a configuration', only, () => {
    check(['check', 'rules', 'varde.rules.yml']);
    check(['check', 'config', 'prometheus.example.yml']);
  });

  test('each alert fires when it should, and does not when it should not', only, () => {
    check(['test', 'rules', 'varde.test.yml', 'varde-days.test.yml']);
    const tried = text('contrib/prometheus/varde.test.yml') + text('contrib/prometheus/varde-days.test.yml');
    const cases = [...tried.matchAll(/alertname="(\w+)"[^\n]*\n[^\n]*\n +exp_samples: \[(.*)\]/g)];
    for (const { alert, severity } of rulesOf(text(RULES))) {
      const of = cases.filter((one) => one[1] === alert).map((one) => one[2]);
      assert.ok(of.some((samples) => samples.includes(severity)), `${alert} is never seen ${severity}`);
      assert.ok(of.includes(''), `${alert} is never seen silent`);
    }
  });
});
