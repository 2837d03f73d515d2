import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The folders with the longest tests, which begin first: what waits for a deadline then has others beside it until the end. */
const FIRST = ['/test/faults/', '/test/exports/', '/test/use-cases/'];

const rank = ({ moduleId }: TestSpecification) => {
  const place = FIRST.findIndex((folder) => moduleId.includes(folder));
  return place === -1 ? FIRST.length : place;
};

/** Long tests first, on a new machine as on one that remembers how long each took. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
