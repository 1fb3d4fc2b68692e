// The description against the program: every route of /api and nothing else, and words and bounds that are the
// program's own. That answers are as described is checked wherever any test of this folder asks anything.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { today } from '../days.mjs';
import { World, ask, onSqlite, reading } from './lib.mjs';
import { document, faults, resolved } from './openapi.mjs';
import { MAY, table } from './routes.mjs';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, name: `${method.toUpperCase()} ${path}`, ...operation })),
);
const parametersOf = (operation) => (operation.parameters ?? []).map(resolved);

/** Calls back for every node of a tree. */
function walk(node, see, key = '') {
  see(node, key);
  if (node !== null && typeof node === 'object') {
    for (const [name, child] of Object.entries(node)) walk(child, see, name);
  }
}

describe('the description alone', () => {
  test('it is OpenAPI 3.1 with title, version and licence', () => {
    assert.match(document.openapi, /^3\.1\.\d+$/);
    assert.ok(document.info.title && document.info.version);
    assert.equal(document.info.license.identifier, 'Apache-2.0');
  });

  test('every reference points at something, and everything that stands there is pointed at', () => {
    const used = new Set();
    walk(document, (node) => {
      if (typeof node?.$ref !== 'string') return;
      resolved(node);
      used.add(node.$ref);
    });
    for (const kind of ['schemas', 'responses', 'parameters']) {
      for (const name of Object.keys(document.components[kind])) {
        assert.ok(used.has(`#/components/${kind}/${name}`), `${kind}/${name} is used nowhere`);
      }
    }
  });

  test('every operation has an id of its own, a summary, a tag, and path parameters that the path has', () => {
    const ids = operations.map((operation) => operation.operationId);
    assert.deepEqual(ids, [...new Set(ids)]);
    const tags = document.tags.map((tag) => tag.name);
    for (const operation of operations) {
      assert.ok(METHODS.includes(operation.method), operation.name);
      assert.match(operation.operationId ?? '', /^[a-z][A-Za-z]+$/, operation.name);
      assert.ok(operation.summary, operation.name);
      assert.ok(operation.tags.every((tag) => tags.includes(tag)), operation.name);
      const inPath = parametersOf(operation).filter((one) => one.in === 'path');
      assert.deepEqual(
        inPath.map((one) => `{${one.name}}`),
        operation.path.match(/\{\w+\}/g) ?? [],
        operation.name,
      );
      assert.ok(inPath.every((one) => one.required));
      for (const one of parametersOf(operation)) assert.ok(one.description && one.schema, `${operation.name} ${one.name}`);
    }
  });

  test('objects say what they have, what they must have, and that there is nothing else', () => {
    walk(document.components, (node, key) => {
      if (node?.type !== 'object' || node.properties === undefined) return;
      assert.equal(node.additionalProperties, false, key);
      for (const name of node.required) assert.ok(name in node.properties, `${key}.${name}`);
    });
  });
});

describe('the description against the table of routes', () => {
  const described = operations.map((operation) => operation.name).sort();
  const routes = table.filter((route) => route.pattern.startsWith('/api/'));
  const routeOf = (operation) => routes.find((route) => `${route.method} ${route.pattern}` === operation.name);

  test('every route of /api is described, and nothing else', () => {
    assert.deepEqual(described, routes.map((route) => `${route.method} ${route.pattern}`).sort());
  });

  test('what needs no identity is what the table opens', () => {
    assert.deepEqual(document.security, [{ bearer: [] }, { cookie: [] }]);
    for (const operation of operations) {
      const isOpen = operation.security?.length === 0;
      assert.equal(isOpen, routeOf(operation).action === 'anybody', operation.name);
      assert.equal('401' in operation.responses, !isOpen, operation.name);
    }
  });

  test('403 stands where a role may be refused or a write may come from another site, 404 where it is about one', () => {
    for (const operation of operations) {
      const { action, subject, method } = routeOf(operation);
      const byRole = !['anybody', 'identified'].includes(action);
      assert.equal('403' in operation.responses, byRole || method !== 'GET', operation.name);
      if (['patient', 'owned', 'found'].includes(subject)) assert.ok('404' in operation.responses, operation.name);
    }
  });

  test('writes take an Idempotency-Key, but for signing in, whose answer is never kept, and what only reads', () => {
    for (const operation of operations.filter((one) => one.method !== 'get')) {
      const takes = parametersOf(operation).some((one) => one.name === 'Idempotency-Key');
      const writes = routeOf(operation).audit !== 'read' && !operation.operationId.startsWith('signIn');
      assert.equal(takes, writes, operation.name);
    }
  });
});

describe('the description against the program', () => {
  let world, patient, thread, task, service;
  before(async () => {
    world = await World.create(onSqlite);
    patient = world.fresh();
    for (const parameter of ['spo2', 'pulse', 'temp', 'glucose']) {
      const value = { spo2: 60, pulse: 300, temp: 37.2, glucose: 6 }[parameter];
      await world.send(patient.login, reading(patient.id, { parameter, value }));
    }
    const written = await world.as(patient.login, `/api/patients/${patient.id}/threads`, { body: { body: 'Hei' } });
    thread = written.body.id;
    const work = { title: 'Ring', due: today(5) };
    task = (await world.as('nurse', `/api/patients/${patient.id}/tasks`, { body: work })).body.id;
    service = (await world.as('nurse', '/api/me')).body.organisation.id;
  });
  after(() => world?.end());

  const urlOf = (operation, query = '') =>
    operation.path
      .replace('{patient}', patient.id)
      .replace('{enrolment}', patient.enrolments[0].id)
      .replace('{id}', 'copd')
      .replace('{organisation}', service)
      .replace('{thread}', thread)
      .replace('{task}', task) + query;
  /** Who may ask: the nurse, where nurses may. */
  const askerOf = (operation) => {
    const { action } = table.find((route) => `${route.method} ${route.pattern}` === operation.name);
    return MAY[action]?.includes('nurse') === false ? 'admin' : 'nurse';
  };
  const required = (operation) => {
    if (operation.path.endsWith('/series')) return '&parameter=spo2';
    if (operation.path === '/api/worklist/curves') return `&of=${patient.id}`;
    if (operation.path === '/api/patients') return '&q=demo';
    return operation.path === '/api/me/today' ? `&patient=${patient.id}` : '';
  };

  test('the server gives out this very document', async () => {
    const answer = await ask(world.server, '/api/openapi.json');
    assert.deepEqual(answer.body, document);
    const headers = { 'If-None-Match': answer.headers.etag };
    assert.equal((await ask(world.server, '/api/openapi.json', { headers })).status, 304);
  });

  test('every GET answers as described, to a nurse and to whoever else may ask', async () => {
    for (const login of ['nurse', 'admin', 'coordinator', 'gp', 'teamlead', 'caseworker', 'journal', patient.login, 'kin1']) {
      for (const operation of operations.filter((one) => one.method === 'get' && one.path !== '/api/events')) {
        const answer = await world.as(login, urlOf(operation, `?lang=en${required(operation)}`));
        assert.ok([200, 403, 404].includes(answer.status), `${operation.name}: ${answer.text}`);
        if (login === askerOf(operation)) assert.equal(answer.status, 200, operation.name);
      }
    }
  });

  test('the validator finds what is wrong: a missing, a wrong and an undescribed member', async () => {
    const { body } = await world.as('nurse', `/api/worklist/${patient.id}`);
    const schema = document.components.schemas.WorklistItem;
    assert.deepEqual(faults(schema, body), []);
    for (const wrong of [
      { ...body, zone: undefined, more: 1 },
      { ...body, zone: 'blue' },
      { ...body, since: 'yesterday' },
      { ...body, version: '1' },
      { ...body, takenBy: {} },
      { ...body, reasons: [{ ...body.reasons[0], rule: 'mood' }] },
    ]) {
      assert.notDeepEqual(faults(schema, wrong), []);
    }
  });

  test('bounds and words of the query are the program’s own', async () => {
    for (const operation of operations.filter((one) => one.method === 'get')) {
      for (const parameter of parametersOf(operation).filter((one) => one.in === 'query')) {
        const schema = resolved(parameter.schema);
        const { name } = parameter;
        const status = async (value) => {
          const more = name === 'parameter' ? '' : required(operation);
          return (await world.as(askerOf(operation), urlOf(operation, `?${name}=${encodeURIComponent(value)}${more}`))).status;
        };
        const about = `${operation.name} ${name}`;
        if (schema.enum && name !== 'lang') {
          for (const word of schema.enum) assert.ok([200, 404].includes(await status(word)), `${about}=${word}`);
          assert.equal(await status('nonsense'), 400, about);
        }
        if (schema.maximum !== undefined) {
          for (const good of [schema.minimum, schema.default, schema.maximum]) assert.equal(await status(good), 200, about);
          for (const bad of [schema.minimum - 1, schema.maximum + 1]) assert.equal(await status(bad), 400, about);
        }
      }
    }
  });

  test('a page has as many items as the default says', async () => {
    for (const path of ['/api/worklist', '/api/enrolments']) {
      const { items } = (await world.as('nurse', path)).body;
      assert.equal(items.length, document.components.parameters.Limit.schema.default);
    }
  });

  test('every outcome that is described is taken, and bodies that are refused are not as described', async () => {
    const { Acknowledgement, Outcome, Transition } = document.components.schemas;
    for (const outcome of Outcome.enum.filter((one) => one !== 'seen')) {
      await world.report(patient, -1);
      const { version } = await world.row(patient);
      const body = { version, outcomes: [outcome] };
      assert.deepEqual(faults(Acknowledgement, body), []);
      const answer = await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, { body });
      assert.equal(answer.status, 200, answer.text);
    }
    const { version } = await world.row(patient);
    for (const body of [
      {},
      { version },
      { version, outcomes: [] },
      { version, outcomes: ['x'] },
      { version: 'x', outcomes: ['seen'] },
      { version, outcomes: ['home_visit'], note: 'x'.repeat(4001) },
    ]) {
      assert.notDeepEqual(faults(Acknowledgement, body), []);
      await world.report(patient, -1);
      const answer = await world.as('nurse', `/api/worklist/${patient.id}/acknowledge`, { body });
      assert.ok([409, 422].includes(answer.status), answer.text);
    }
    for (const body of [{}, { to: 'x', reason: 'y' }, { to: 'paused' }, { to: 'paused', reason: '' }, { to: 'paused', reason: 'y', date: 'z' }]) {
      assert.notDeepEqual(faults(Transition, body), []);
      const path = `/api/enrolments/${patient.enrolments[0].id}/transitions`;
      assert.equal((await world.as('nurse', path, { body })).status, 422);
    }
  });
});
