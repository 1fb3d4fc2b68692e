// Texts by key in the chosen language. Reading a text inside a component subscribes it to the language.
import { signal } from '@preact/signals';
import * as nb from 'virtual:messages/nb';
import { remember, remembered } from './storage';

export const LANGUAGES = ['nb', 'en', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Values = Readonly<Record<string, string | number>>;

/** Those that have the texts of clinicians too. */
export const WHOLE: readonly Language[] = ['nb', 'en'];
const DEFAULT: Language = 'nb';

interface Catalogue {
  readonly texts: Readonly<Record<string, string | readonly string[]>>;
  readonly plural: (n: number) => number;
}

const SOURCES: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  // Needed in every language, for what that lacks: so it comes with the page.
  nb: () => Promise.resolve(nb),
  en: () => import('virtual:messages/en'),
  ar: () => import('virtual:messages/ar'),
};

const EMPTY: Catalogue = { texts: {}, plural: (n) => Number(n !== 1) };
/** The chosen language's, and the one that has what that lacks. */
const catalogues = signal<readonly [Catalogue, Catalogue]>([EMPTY, EMPTY]);

const chosen = LANGUAGES.find((one) => one === remembered('language'));
export const language = signal<Language>(chosen ?? DEFAULT);
/** What can be chosen on this page. */
export const offered = signal<readonly Language[]>(LANGUAGES);

/** Offers only these here. Another one, chosen on another page, gives way but is not forgotten. */
export function offer(languages: readonly Language[]): void {
  offered.value = languages;
  if (!languages.includes(language.value)) language.value = DEFAULT;
}

/** Loads the language's texts, then switches: a page never stands without words. */
export async function speak(to: Language): Promise<void> {
  catalogues.value = await Promise.all([SOURCES[to](), SOURCES[DEFAULT]()]);
  language.value = to;
  document.documentElement.lang = to;
  document.documentElement.dir = to === 'ar' ? 'rtl' : 'ltr';
}

/** The user's own choice, which the browser keeps. */
export async function choose(to: Language): Promise<void> {
  await speak(to);
  remember('language', to);
}

/** A value that ends in a full stop, as a Norwegian date does, ends the sentence too. */
export const fill = (text: string, values: Values): string =>
  text.replace(/\{(\w+)\}(\.(?!\S))?/g, (all, name: string, stop: string = '') => {
    const value = values[name];
    if (value === undefined) return all;
    const said = String(value);
    return said.endsWith('.') ? said : said + stop;
  });

const catalogueOf = (key: string): Catalogue =>
  catalogues.value.find(({ texts }) => texts[key] !== undefined) ?? EMPTY;

/** The text of a key; the key itself where it is missing, so that a gap is seen and named. */
export function t(key: string, values: Values = {}): string {
  const text = catalogueOf(key).texts[key];
  return fill((typeof text === 'string' ? text : text?.[0]) ?? key, values);
}

/** The form of a text for a count, which is also {n}. */
export function tn(key: string, n: number, values: Values = {}): string {
  const { texts, plural } = catalogueOf(key);
  const forms = texts[key];
  const text = typeof forms === 'string' ? forms : (forms?.[plural(n)] ?? forms?.[0]);
  return fill(text ?? key, { n, ...values });
}

/** A text that may not exist, such as that of a word the server may get before we do. */
export const tMaybe = (key: string, otherwise: string): string => {
  const text = t(key);
  return text === key ? otherwise : text;
};
