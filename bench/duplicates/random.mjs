/** Chance that is the same in every run with the same seed (mulberry32). */
export function chanceFrom(seed) {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (most) => Math.floor(next() * most);
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    often: (share) => next() < share,
    of: (list) => list[below(list.length)],
    /** The first ones come most: the n-th as often as 1 / n. */
    commonOf: (list) => list[Math.min(list.length - 1, Math.floor((list.length + 1) ** next()) - 1)],
    shuffled(list) {
      const mixed = [...list];
      for (let place = mixed.length - 1; place > 0; place -= 1) {
        const other = below(place + 1);
        [mixed[place], mixed[other]] = [mixed[other], mixed[place]];
      }
      return mixed;
    },
  };
}

const DAY_MS = 86_400_000;

/** An ISO day so many days later. */
export function plusDays(day, days) {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
