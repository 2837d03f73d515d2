import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/order.js';

export default defineConfig({
  // type-graphql loads graphql's CommonJS build; without this alias Vite would take the other one and the two do not mix.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/database.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Many tests wait for a deadline: two cores have time for three. What is imported stays from file to file.
    maxWorkers: 3,
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
