import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => vi.unstubAllGlobals())

test.runIf(process.platform === 'linux')('one block is made, as large as what glibc learns from', async () => {
  vi.resetModules() // it asks once
  const { keepFreedMemory } = await import('../../src/kernels/freed-memory.ts')
  const made: number[] = []
  class Recorded extends ArrayBuffer {
    constructor(bytes: number) {
      super(bytes)
      made.push(bytes)
    }
  }
  vi.stubGlobal('ArrayBuffer', Recorded)
  for (let k = 0; k < 2; k++) keepFreedMemory()
  expect(made).toHaveLength(1)
  expect(made[0]).toBeGreaterThan(2 ** 24) // mallopt(3): 32 MiB at most
  expect(made[0]).toBeLessThan(2 ** 25)
})
