// Builds the two web applications into plain files that the program embeds. Everything must hold under
// `default-src 'self'`: no inline script or style, no data: URLs.
import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { fontsAhead } from './web/build/fonts.mjs';
import { iconsAsFiles } from './web/build/icons.mjs';
import { messages } from './web/build/messages.mjs';

const root = import.meta.dirname;

export default defineConfig({
  root: resolve(root, 'web'),
  publicDir: false,
  plugins: [messages(resolve(root, 'po')), iconsAsFiles(), fontsAhead()],
  build: {
    outDir: process.env.VARDE_WEB_OUT ?? resolve(root, 'build/web'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        index: resolve(root, 'web/index.html'),
        login: resolve(root, 'web/login.html'),
        me: resolve(root, 'web/me.html'),
      },
      output: {
        codeSplitting: {
          groups: [
            // What every page needs, and what the work list needs: one file each, as a request costs more than bytes.
            { name: 'base', test: /\/node_modules\/@?preact\/|\/web\/shared\/|messages\/nb$/, priority: 2, minShareCount: 3 },
            { name: 'desk', test: /\/web\/(shared|clinician\/(frame|worklist|curves))\//, priority: 1, minShareCount: 2 },
          ],
        },
      },
    },
  },
});
