// Texts by key in the chosen language. Reading a text inside a component subscribes it to the language.
import { signal } from '@preact/signals';
import { remember, remembered } from './storage';

export type Language = 'nb' | 'en';
export type Values = Readonly<Record<string, string | number>>;

interface Catalogue {
  readonly texts: Readonly<Record<string, string | readonly string[]>>;
  readonly plural: (n: number) => number;
}

const SOURCES: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  nb: () => import('virtual:messages/nb'),
  en: () => import('virtual:messages/en'),
};

const EMPTY: Catalogue = { texts: {}, plural: (n) => Number(n !== 1) };
const catalogue = signal<Catalogue>(EMPTY);

export const language = signal<Language>(remembered('language') === 'en' ? 'en' : 'nb');

/** Loads the language's texts, then switches: a page never stands without words. */
export async function speak(to: Language): Promise<void> {
  const { texts, plural } = await SOURCES[to]();
  catalogue.value = { texts, plural };
  language.value = to;
  document.documentElement.lang = to;
  remember('language', to);
}

export const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));

/** The text of a key; the key itself where it is missing, so that a gap is seen and named. */
export function t(key: string, values: Values = {}): string {
  const text = catalogue.value.texts[key];
  return fill((typeof text === 'string' ? text : text?.[0]) ?? key, values);
}

/** The form of a text for a count, which is also {n}. */
export function tn(key: string, n: number, values: Values = {}): string {
  const { texts, plural } = catalogue.value;
  const forms = texts[key];
  const text = typeof forms === 'string' ? forms : (forms?.[plural(n)] ?? forms?.[0]);
  return fill(text ?? key, { n, ...values });
}

/** A text that may not exist, such as that of a word the server may get before we do. */
export const tMaybe = (key: string, otherwise: string): string => {
  const text = t(key);
  return text === key ? otherwise : text;
};
