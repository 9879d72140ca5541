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
    // only what hangs: a test of seconds takes many on a busy machine, and is no worse for it
    testTimeout: process.env.NIGHTLY === undefined ? 120_000 : 3_600_000,
    pool: 'threads',
    // One worker loads the packages once for many files; no test may leave anything behind that another could see.
    isolate: false,
  },
})
