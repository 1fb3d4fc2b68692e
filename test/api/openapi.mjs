// api/openapi.json as a check: is this answer one that the description promises? A small validator of the part of
// JSON Schema that the document uses; a keyword that it does not know is an error, so that nothing passes unread.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export const document = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../api/openapi.json'), 'utf8'),
);

/** What each node with a $ref came to: answers are many, the document's nodes few. */
const known = new WeakMap();

/** What a $ref points at within a document; members beside it win. */
function resolvedIn(root, node) {
  if (node?.$ref === undefined) return node;
  if (!known.has(node)) known.set(node, followed(root, node));
  return known.get(node);
}

function followed(root, node) {
  const { $ref, ...beside } = node;
  const target = $ref
    .slice(2)
    .split('/')
    .reduce((at, key) => at?.[key], root);
  assert.ok($ref.startsWith('#/') && target !== undefined, `${$ref} points at nothing`);
  return { ...resolvedIn(root, target), ...beside };
}

export const resolved = (node) => resolvedIn(document, node);

const typeOf = (value) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;

const isType = (value, type) => typeOf(value) === type || (type === 'number' && typeOf(value) === 'integer');

const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
};

const patterns = new Map();

function patternOf(text) {
  if (!patterns.has(text)) patterns.set(text, new RegExp(text, 'u'));
  return patterns.get(text);
}

const keywords = {
  $schema: () => [],
  $id: () => [],
  $defs: () => [],
  title: () => [],
  description: () => [],
  default: () => [],
  type: (types, value) => ([types].flat().some((type) => isType(value, type)) ? [] : [`is no ${types}`]),
  enum: (list, value) => (list.includes(value) ? [] : [`is none of ${list}`]),
  pattern: (pattern, value) =>
    typeof value !== 'string' || patternOf(pattern).test(value) ? [] : [`does not match ${pattern}`],
  format: (name, value) => (typeof value !== 'string' || formats[name].test(value) ? [] : [`is no ${name}`]),
  minimum: (least, value) => (typeof value !== 'number' || value >= least ? [] : [`is below ${least}`]),
  exclusiveMinimum: (least, value) => (value > least ? [] : [`is not above ${least}`]),
  maximum: (most, value) => (typeof value !== 'number' || value <= most ? [] : [`is above ${most}`]),
  minLength: (least, value) => (value.length >= least ? [] : [`is shorter than ${least}`]),
  maxLength: (most, value) => (value.length <= most ? [] : [`is longer than ${most}`]),
  minItems: (least, value) => (value.length >= least ? [] : [`has fewer than ${least}`]),
  maxItems: (most, value) => (value.length <= most ? [] : [`has more than ${most}`]),
  minProperties: (least, value) => (Object.keys(value).length >= least ? [] : [`has fewer than ${least} members`]),
  items: (schema, value, _, root) =>
    value.flatMap((one, i) => faults(schema, one, root).map((fault) => `[${i}] ${fault}`)),
  properties: (properties, value, _, root) =>
    Object.keys(properties)
      .filter((key) => key in value)
      .flatMap((key) => faults(properties[key], value[key], root).map((fault) => `.${key} ${fault}`)),
  required: (keys, value) => keys.filter((key) => !(key in value)).map((key) => `lacks ${key}`),
  additionalProperties: (allowed, value, { properties = {} }, root) => {
    const others = Object.keys(value).filter((key) => !(key in properties));
    if (allowed === false) return others.map((key) => `has ${key}, which is not described`);
    return others.flatMap((key) => faults(allowed, value[key], root).map((fault) => `.${key} ${fault}`));
  },
  oneOf: (list, value, _, root) => {
    const each = list.map((one) => faults(one, value, root));
    const fits = each.filter((one) => one.length === 0).length;
    return fits === 1 ? [] : [`fits ${fits} of the alternatives: ${each.join(' | ')}`];
  },
};

/** What is wrong with a value, in words; nothing: it is as the schema says. root: where its $refs point. */
export function faults(given, value, root = document) {
  const schema = resolvedIn(root, given);
  if (schema.type !== undefined && keywords.type(schema.type, value).length > 0) return keywords.type(schema.type, value);
  return Object.entries(schema).flatMap(([keyword, argument]) => {
    assert.ok(keyword in keywords, `the validator does not know ${keyword}`);
    return keywords[keyword](argument, value, schema, root);
  });
}

const templates = Object.keys(document.paths).map((template) => ({
  template,
  // A literal path wins over one with a parameter.
  plain: !template.includes('{'),
  pattern: new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`),
}));

/** The operation of a request, or undefined when no path or method of the document fits. */
export function operationOf(method, url) {
  const path = decodeURIComponent(url.split('?')[0]);
  const [found] = templates.filter((one) => one.pattern.test(path)).sort((a, b) => Number(b.plain) - Number(a.plain));
  const operation = found && document.paths[found.template][method.toLowerCase()];
  return operation && { ...operation, name: `${method} ${found.template}` };
}

/** Is the answer described? Asked of every answer of /api that a test gets. */
export function assertDescribed(method, url, answer) {
  let operation;
  try {
    operation = operationOf(method, url);
  } catch {
    return; // a bad escape: refused before it has a path
  }
  // Heads and paths that the server refuses before it looks for a route.
  if (operation === undefined || answer.status === 431) return;
  const about = `${operation.name} ${answer.status}: ${answer.text.slice(0, 400)}`;
  const response = resolved(operation.responses[answer.status]);
  assert.ok(response, `not described: ${about}`);
  const type = answer.headers['content-type']?.split(';')[0];
  assert.deepEqual(type === undefined ? [] : [type], Object.keys(response.content ?? {}), `content type of ${about}`);
  for (const header of Object.keys(response.headers ?? {})) {
    assert.ok(header.toLowerCase() in answer.headers, `${header} is missing: ${about}`);
  }
  if (answer.body === null) return;
  assert.deepEqual(faults(response.content[type].schema, answer.body), [], about);
}
