/** Whole numbers from 1 to `most` that look random and are the same in every run. */
export function numbers(most, count, seed = 1) {
  let state = seed * 2_654_435_761;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + Math.floor((state / 2 ** 32) * most);
  });
}
