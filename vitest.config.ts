import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'examples/test/**/*.test.ts',
      'scripts/test/**/*.test.ts',
      'docs/test/**/*.test.ts',
    ],
    setupFiles: ['scripts/replay.ts'],
    // a property test of a second takes many on a busy machine, and is no worse for it
    testTimeout: 20_000,
    pool: 'threads',
    // One worker loads the packages once for many files; no test may leave anything behind that another could see.
    isolate: false,
  },
})
