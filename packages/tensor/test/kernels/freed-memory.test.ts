import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'

const source = new URL('../../src/kernels/freed-memory.ts', import.meta.url)

/** How many pages are new where 150 MiB of arrays are made that were let go just before. */
function newPages(before: string): number {
  const program = `
    ${before}
    const round = () => {
      const arrays = []
      for (let i = 0; i < 60; i++) arrays.push(new Float32Array(650_000).fill(1))
      for (const { buffer } of arrays.reverse()) buffer.transfer(0)
    }
    round()
    const { minorPageFault } = process.resourceUsage()
    round()
    console.log(process.resourceUsage().minorPageFault - minorPageFault)`
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }))
}

// Node.js reads TypeScript from 22.18 on; other C libraries have other rules
const runs = Boolean(process.features.typescript) && JSON.stringify(process.report.getReport()).includes('glibcVersion')

test.runIf(runs)('arrays take over the pages of earlier ones', () => {
  const kept = newPages(`const { keepFreedMemory } = await import('${source}'); keepFreedMemory()`)
  expect(kept).toBeLessThan(newPages('') / 10)
})
