/** The same numbers for the same seed (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const upTo = (n) => Math.floor(next() * n);
  return {
    upTo,
    chance: (share) => next() < share,
    between: (least, most) => least + upTo(most - least + 1),
    pick: (list) => list[upTo(list.length)],
  };
}
