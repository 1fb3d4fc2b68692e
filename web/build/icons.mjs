// The design system's style sheet carries its icons as data: URLs, which `default-src 'self'` blocks.
// They become files of their own beside the style sheet.
import { createHash } from 'node:crypto';

const QUOTED = /url\((["'])data:image\/svg\+xml([^]*?)\1\)/g;
const BARE = /url\(data:image\/svg\+xml((?:\\.|[^)\\"'])*)\)/g;

/** The SVG text of what stands after "data:image/svg+xml". */
export function svgOf(rest) {
  const comma = rest.indexOf(',');
  const body = rest.slice(comma + 1);
  if (rest.slice(0, comma).includes('base64')) return Buffer.from(body, 'base64').toString('utf8');
  return decodeURIComponent(body.replace(/\\(.)/g, '$1'));
}

export function iconsAsFiles() {
  return {
    name: 'varde-icons-as-files',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const put = (rest) => {
        const svg = svgOf(rest);
        const hash = createHash('sha256').update(svg).digest('hex').slice(0, 12);
        const fileName = `assets/icon-${hash}.svg`;
        if (bundle[fileName] === undefined) this.emitFile({ type: 'asset', fileName, source: svg });
        return `url("/${fileName}")`;
      };
      for (const [name, asset] of Object.entries(bundle)) {
        if (asset.type !== 'asset' || !name.endsWith('.css')) continue;
        const css = String(asset.source)
          .replace(QUOTED, (_all, _quote, rest) => put(rest))
          .replace(BARE, (_all, rest) => put(rest));
        if (css.includes('data:image')) this.error(`${name} still has a data: URL`);
        asset.source = css;
      }
    },
  };
}
