/** Lets at most `width` pieces of work run at once; the others wait in the order they came. */
export function createLanes(width: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= width) await new Promise<void>((turn) => waiting.push(turn));
    else running += 1;
    try {
      return await work();
    } finally {
      // The lane is handed over, not freed: someone new could slip in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
