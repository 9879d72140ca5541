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
    pool: 'threads',
    // One worker loads the packages once for many files; no test may leave anything behind that another could see.
    isolate: false,
  },
})
