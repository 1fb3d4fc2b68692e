// What the build gives for each language (web/build/messages.mjs).
declare module 'virtual:messages/nb' {
  export const texts: Readonly<Record<string, string | readonly string[]>>;
  export const plural: (n: number) => number;
}
declare module 'virtual:messages/en' {
  export const texts: Readonly<Record<string, string | readonly string[]>>;
  export const plural: (n: number) => number;
}
declare module 'virtual:messages/ar' {
  export const texts: Readonly<Record<string, string | readonly string[]>>;
  export const plural: (n: number) => number;
}
