// A nurse's hand and eye at a page: does acts, counts them, and says how long a person would need for them.
//
// The estimate follows the keystroke-level model (Card, Moran and Newell 1980) with its usual figures, and reading at
// 210 words a minute. It depends on what has to be done and read alone, not on how fast this machine is.

const SECONDS = { key: 0.28, point: 1.1, press: 0.2, home: 0.4, think: 1.35 };
const WORDS_A_SECOND = 3.5;

export function createHand(page) {
  let acts = 0;
  let estimated = 0;
  let at = 'keyboard';
  const started = performance.now();
  let mark = { acts: 0, estimated: 0, time: started };

  const move = (to) => {
    if (at !== to) estimated += SECONDS.home;
    at = to;
  };
  const decide = () => (estimated += SECONDS.think);

  return {
    async click(locator) {
      decide();
      move('mouse');
      acts += 1;
      estimated += SECONDS.point + SECONDS.press;
      await locator.click();
    },
    /** One shortcut, which is one decision. */
    async press(key) {
      decide();
      move('keyboard');
      acts += 1;
      estimated += SECONDS.key;
      await page.keyboard.press(key);
    },
    async type(text) {
      move('keyboard');
      acts += 1;
      estimated += SECONDS.key * text.length;
      await page.keyboard.type(text);
    },
    async read(locator) {
      const text = await locator.innerText();
      estimated += text.split(/\s+/).filter(Boolean).length / WORDS_A_SECOND;
    },
    /** What was done since the last lap. */
    lap() {
      const now = { acts, estimated, time: performance.now() };
      const lap = tell(mark, now);
      mark = now;
      return lap;
    },
    whole: () => tell({ acts: 0, estimated: 0, time: started }, { acts, estimated, time: performance.now() }),
  };
}

const tenths = (seconds) => Math.round(seconds * 10) / 10;

/** seconds: of the clock here. estimated: of a person. */
const tell = (from, to) => ({
  acts: to.acts - from.acts,
  seconds: tenths((to.time - from.time) / 1000),
  estimated: tenths(to.estimated - from.estimated),
});
