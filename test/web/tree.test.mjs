// What those hear who do not see: the accessibility tree of the list, whole also where rows are out of sight.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { api, onStage, openList, openPage, rows, until } from './lib.mjs';

/** Each node of the browser's own tree that is not left out, with what it is called. */
async function treeOf(context, page) {
  const session = await context.newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const below = (node) =>
    (node.childIds ?? [])
      .map((id) => byId.get(id))
      .filter((child) => child !== undefined)
      .flatMap((child) => (child.ignored ? below(child) : [child]));
  const all = (node) => [node, ...below(node).flatMap(all)];
  return { nodes: nodes.filter((node) => !node.ignored), below, all };
}
const role = (node) => node.role?.value;
const name = (node) => node.name?.value ?? '';

describe('the tree of the work list', () => {
  let server;
  let browser;
  let context;
  let page;
  let tree;
  let items;

  onStage({}, async (stage) => {
    ({ server, browser } = stage);
    ({ context, page } = await openPage(browser));
    await openList(page, server, 'nurse');
    await page.keyboard.press('End');
    await until(async () => {
      ({ items } = (await api(server, server.token('nurse'), '/api/worklist?limit=500')).body);
      const keys = await rows(page).evaluateAll((all) => all.map((row) => row.dataset.row.split(' ')[0]));
      return keys.join() === items.map(({ patient }) => patient.id).join();
    });
    await page.keyboard.press('Home');
    await until(async () => (await page.locator('svg.spark').count()) > 5);
    tree = await treeOf(context, page);
  });

  const tableRows = () => {
    const [table] = tree.nodes.filter((node) => role(node) === 'table');
    assert.equal(name(table), 'Arbeidsliste');
    return tree.all(table).filter((node) => role(node) === 'row');
  };

  test('is one table with its name, its column heads, and every row, seen or not', () => {
    assert.equal(tree.nodes.filter((node) => role(node) === 'table').length, 1);
    const all = tableRows();
    assert.equal(all.length, items.length + 1);
    assert.deepEqual(tree.below(all[0]).map((head) => [role(head), name(head)]), [
      ['columnheader', 'Sone'],
      ['columnheader', 'Pasient'],
      ['columnheader', 'Hvorfor'],
      ['columnheader', '14 dager'],
      ['columnheader', 'Venter'],
      ['columnheader', 'Uleste og oppgaver'],
      ['columnheader', 'Tatt'],
    ]);
  });

  test('gives each row a head with name and age, and seven cells, the zone as a word first', () => {
    tableRows()
      .slice(1)
      .forEach((row, at) => {
        const cells = tree.below(row);
        assert.deepEqual(
          cells.map(role),
          ['cell', 'rowheader', 'cell', 'cell', 'cell', 'cell', 'cell'],
          name(row),
        );
        assert.match(name(cells[0]), /^(Rød|Gul|Grønn|Uteblitt|Usikker|Ingen)/);
        const [button] = tree.all(cells[1]).filter((node) => role(node) === 'button');
        assert.match(name(button), new RegExp(`^${items[at].patient.name} \\d+ år$`));
        assert.notEqual(name(cells[2]), '', 'why is said');
      });
  });

  // Who stands first, with which parameter and how its last value was, is up to the hour.
  test('says a small curve in words, with its parameter', () => {
    const [first] = tableRows().slice(1);
    const [image] = tree.all(first).filter((node) => role(node) === 'image' || role(node) === 'img');
    assert.match(name(image), /^[^,:]+, 14 dager: .+ \S+, (rød|gul|grønn|ubekreftet)\. Lavest [\d,]+, høyest [\d,]+ \S+, \d+ dager med verdi$/);
  });

  test('has its landmarks, its tiles as one choice, and its silent regions', () => {
    const has = (what, called) =>
      tree.nodes.some((node) => role(node) === what && called.test(name(node)));
    assert.ok(has('main', /^$/));
    assert.ok(has('navigation', /./));
    assert.ok(has('search', /^$/));
    assert.ok(has('combobox', /^Søk etter pasient$/));
    assert.ok(has('heading', /^Arbeidsliste$/));
    const [group] = tree.nodes.filter((node) => role(node) === 'group' && name(node) === 'Vis');
    const tiles = tree.all(group).filter((node) => role(node) === 'radio');
    assert.deepEqual(
      tiles.map((tile) => name(tile).replace(/^\d+\+? ?/, '')),
      ['Alle', 'Rød', 'Usikker', 'Gul', 'Meldinger', 'Oppgaver', 'Uteblitt', 'Grønn'],
    );
    const live = tree.nodes.filter((node) => role(node) === 'status');
    assert.ok(live.length >= 3, 'a new red, a lost line and what was done are told in regions that stand there');
    assert.deepEqual(live.map(name).filter((words) => words !== ''), [], 'and say nothing unasked');
  });

  test('tells of the panel as a part of its own, named by the patient', async () => {
    await rows(page).first().locator('.who').press('Enter');
    await page.locator('.panel .report').first().waitFor();
    const after = await treeOf(context, page);
    const panel = after.nodes.find((node) => role(node) === 'complementary');
    assert.ok(name(panel).startsWith(items[0].patient.name));
    const [button] = after.nodes.filter(
      (node) => role(node) === 'button' && name(node).startsWith(`${items[0].patient.name} `),
    );
    assert.equal(button.properties.find((one) => one.name === 'expanded')?.value.value, true);
  });
});
