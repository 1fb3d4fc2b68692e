// The pages name the font of their letters at once: the browser would find it only when the style sheet is there and
// words are drawn.
const LATIN = /inter-latin-wght-normal-[^/]+\.woff2$/;

export function fontsAhead() {
  return {
    name: 'varde-fonts-ahead',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const fonts = Object.keys(bundle ?? {}).filter((name) => LATIN.test(name));
        return fonts.map((name) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${name}`, crossorigin: true },
          injectTo: 'head',
        }));
      },
    },
  };
}
