// A module per language out of po/*.po: `import('virtual:messages/nb')` gives the texts by key, and the
// rule that picks a plural form. The catalogues are read at build only; the browser gets JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import gettext from 'gettext-parser';

const PREFIX = 'virtual:messages/';

/** C's expression for plural forms, held to numbers and operators, since it becomes code. */
export function pluralExpression(header) {
  const found = /plural\s*=\s*([^;]+)/.exec(header ?? '')?.[1]?.trim() ?? '(n != 1)';
  if (!/^[n\d\s?:()<>=!&|%+-]+$/.test(found)) throw new Error(`plural forms: ${found}`);
  return found;
}

/** {texts: {key: text or [forms]}, plural: expression}; a key without a text is left out. */
export function catalogue(source) {
  const po = gettext.po.parse(source);
  const texts = {};
  for (const [key, entry] of Object.entries(po.translations[''] ?? {})) {
    if (key === '' || entry.msgstr.every((text) => text === '')) continue;
    texts[key] = entry.msgid_plural === undefined ? entry.msgstr[0] : entry.msgstr;
  }
  return { texts, plural: pluralExpression(po.headers['Plural-Forms']) };
}

export function messages(folder) {
  return {
    name: 'varde-messages',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const file = join(folder, `${id.slice(PREFIX.length + 1)}.po`);
      this.addWatchFile(file);
      const { texts, plural } = catalogue(readFileSync(file, 'utf8'));
      return `export const texts = ${JSON.stringify(texts)};\nexport const plural = (n) => Number(${plural});\n`;
    },
  };
}
