// The memory of a gradient through a chain of n layers: O(n), or O(√n) with checkpoints. The bounds are wide: what grows by 4
// where it should grow by 2 is far outside.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { grad, scan } from '@adjoint/autograd'
import { full, type Tensor, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import type { Peaks } from './memory-run.ts'

test('checkpoints at √n places: 4 times the layers need 4 times the memory without, and twice with them', () => {
  const program = fileURLToPath(new URL('./memory-run.ts', import.meta.url))
  const run = spawnSync(process.execPath, ['--single-threaded-gc', program], { encoding: 'utf8' })
  expect(run.stderr).toBe('')
  const { kept, stretches, halves }: Peaks = JSON.parse(run.stdout)

  expect(kept[1].bytes / kept[0].bytes).toBeGreaterThan(3)
  expect(stretches[1].bytes / stretches[0].bytes).toBeLessThan(2.7)
  expect(stretches[1].bytes).toBeLessThan(kept[1].bytes / 12)
  expect(halves.bytes).toBeLessThan(stretches[0].bytes)

  // and the price: one more forward pass; log₂ of n / 4 more
  expect(kept.map(({ passed }) => passed)).toEqual([2 * 256, 2 * 1024])
  expect(stretches.map(({ passed }) => passed)).toEqual([3 * 256, 3 * 1024])
  expect(halves.passed).toBe((2 + 6) * 256)
})

test('scan goes through 100,000 steps and back', () => {
  const steps = 100_000
  const inputs: Tensor = full([steps], 0.01, { dtype: 'float64' })
  const first: Tensor = tensor(0, { dtype: 'float64' })
  const last = (w: Tensor): Tensor => {
    const step = (h: Tensor, input: Tensor) => [h.mul(w).add(input).tanh() as Tensor, []] as const
    return scan(step, first, inputs)[0]
  }
  const w: Tensor = tensor(0.9, { dtype: 'float64' })
  // the loop in plain numbers, with its derivative carried along
  let [h, slope] = [0, 0]
  for (let i = 0; i < steps; i++) {
    const next = Math.tanh(0.9 * h + 0.01)
    slope = (1 - next * next) * (h + 0.9 * slope)
    h = next
  }
  expect(last(w).item()).toBeCloseTo(h, 12)
  expect(grad(last)(w).item()).toBeCloseTo(slope, 12)
})
