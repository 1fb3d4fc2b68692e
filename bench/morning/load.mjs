// How soon the list can be used on a slow computer, with nothing cached, and what has to be fetched for it.
import { openPage, logIn, rows, until } from '../../test/web/lib.mjs';

const SLOWER = 4;
const TIMES = 5;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** seconds: until the first row answers to a key. kilobytes: over the wire, compressed. */
export async function measureLoad(browser, server) {
  const { context, page } = await openPage(browser);
  const devtools = await context.newCDPSession(page);
  let bytes = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  try {
    await logIn(page, server, 'nurse');
    await rows(page).first().waitFor();
    await devtools.send('Network.enable');
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const times = [];
    const sizes = [];
    for (let time = 0; time < TIMES; time += 1) {
      bytes = 0;
      const started = performance.now();
      await page.goto(`${server.url}/`, { waitUntil: 'commit' });
      await rows(page).first().waitFor();
      await until(
        async () => {
          await page.keyboard.press('j');
          return page.evaluate(() => document.activeElement?.closest('[data-row]') !== null);
        },
        { every: 5, says: 'no row took the focus' },
      );
      times.push(performance.now() - started);
      sizes.push(bytes);
    }
    return { slower: SLOWER, seconds: Math.round(median(times)) / 1000, kilobytes: Math.ceil(median(sizes) / 1000) };
  } finally {
    await context.close();
  }
}
