/** True when one change makes `a` into `b`: a character more, less or other, or two neighbours exchanged. Equal texts count too. */
export function oneChangeApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) || // another one, or the same text
    restA.slice(1) === restB || // one more
    restA === restB.slice(1) || // one less
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

/** True when the letters of the shorter text stand in the longer one in the same order, and only one is missing. */
export function oneLetterMissing(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length !== short.length + 1) return false;
  return [...long].some((_, place) => long.slice(0, place) + long.slice(place + 1) === short);
}
