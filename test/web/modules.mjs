// The applications' own modules, for tests of rules that need no browser.
import { resolve } from 'node:path';
import { createServer } from 'vite';

/** `ssrLoadModule('/clinician/…')` loads one; close it afterwards. */
export const serveModules = () =>
  createServer({
    configFile: resolve(import.meta.dirname, '../../vite.config.ts'),
    appType: 'custom',
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  });
