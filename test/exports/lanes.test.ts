import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLanes } from '../../src/exports/lanes.js';

const width = fc.integer({ min: 1, max: 4 });

/** Pieces of work that end when they are told to. */
function pieces(count: number) {
  return Array.from({ length: count }, () => Promise.withResolvers<void>());
}

test('whatever comes, no more than the width runs at once, those that wait begin in their order, and the rest is refused', async () => {
  await fc.assert(
    fc.asyncProperty(
      width,
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 12 }),
      async (lanes, room, count) => {
        const inLane = createLanes(lanes, room);
        const work = pieces(count);
        const begun: number[] = [];
        let running = 0;
        let most = 0;
        const answers = work.map(({ promise }, index) =>
          inLane(async () => {
            begun.push(index);
            most = Math.max(most, (running += 1));
            await promise;
            running -= 1;
          }),
        );
        work.forEach(({ resolve }) => resolve());
        const outcomes = await Promise.allSettled(answers);
        const taken = Math.min(count, lanes + room);
        expect(begun).toEqual(Array.from({ length: taken }, (_, index) => index));
        expect(most).toBe(Math.min(count, lanes));
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(taken);
      },
    ),
  );
});

test('work that fails makes room for the next as work that succeeds does', async () => {
  const inLane = createLanes(1);
  const failing = inLane(() => Promise.reject(new Error('no')));
  const next = inLane(async () => 'done');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('done');
});

test('who waits and goes away leaves the place to others, and its work is never begun', async () => {
  const inLane = createLanes(1, 1);
  const [first] = pieces(1);
  const running = inLane(() => first!.promise);
  const nobody = new AbortController();
  let isBegun = false;
  const waiting = inLane(async () => (isBegun = true), nobody.signal);
  await expect(inLane(async () => {})).rejects.toMatchObject({ code: 'EXPORT_BUSY' });
  nobody.abort(new Error('gone'));
  await expect(waiting).rejects.toThrow('gone');
  const instead = inLane(async () => 'in its place');
  first!.resolve();
  await running;
  await expect(instead).resolves.toBe('in its place');
  expect(isBegun).toBe(false);
});

test('who is gone before it comes is not even let in', async () => {
  const inLane = createLanes(1);
  await expect(inLane(async () => 'done', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  await expect(inLane(async () => 'done')).resolves.toBe('done');
});
