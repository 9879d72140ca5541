import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { canGenerateCode, lines } from './interpreted-run.ts'

// The policy of a page without `unsafe-eval`, enforced by the engine itself.
const flag = '--disallow-code-generation-from-strings'

it('gives the same bits where no code may be generated', () => {
  const program = fileURLToPath(new URL('./interpreted-run.ts', import.meta.url))
  const run = spawnSync(process.execPath, [flag, program], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  expect(run.stderr).toBe('')
  const there: { generated: boolean; lines: string[] } = JSON.parse(run.stdout)
  expect(canGenerateCode()).toBe(true)
  expect(there.generated).toBe(false)
  expect(there.lines.length).toBeGreaterThan(1000)
  const here = lines()
  expect(there.lines.filter((line, i) => line !== here[i]).slice(0, 10)).toEqual([])
})
