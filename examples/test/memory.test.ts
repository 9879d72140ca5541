// The memory of a gradient through a chain of n layers: O(n), or O(√n) with checkpoints. The bounds are wide: what grows by 4
// where it should grow by 2 is far outside.
import { grad, scan } from '@adjoint/autograd'
import { full, random, type Tensor, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { ways } from '../memory/chain.ts'
import { type Peak, peakOf } from '../memory/peak.ts'

// 16 KiB an array, so that the numbers outweigh the objects around them
const x: Tensor = random(1).normal([2048], { dtype: 'float64' })
const chain = (way: keyof typeof ways, n: number, every: number): Peak =>
  peakOf((probe) => grad((z: Tensor) => ways[way]?.(n, probe)(z) ?? z)(x), every)

test('checkpoints at √n places: 4 times the layers need 4 times the memory without, and twice with them', {
  timeout: 60_000,
}, () => {
  // how often it is looked at has no factor in common with the length of a stretch
  const kept = [chain('all kept', 256, 101), chain('all kept', 1024, 401)] as const
  const stretches = [chain('√n stretches', 256, 37), chain('√n stretches', 1024, 67)] as const
  const halves = chain('halves of halves', 256, 111)

  // growth by 4 and by 2 are told apart half way between: what is not the chain's own is measured, too
  const halfWay = Math.sqrt(4 * 2)
  expect(kept[1].bytes / kept[0].bytes).toBeGreaterThan(halfWay)
  expect(stretches[1].bytes / stretches[0].bytes).toBeLessThan(halfWay)
  expect(stretches[1].bytes).toBeLessThan(kept[1].bytes / 12)
  expect(halves.bytes).toBeLessThan(stretches[0].bytes)

  // and the price: one more forward pass; log₂ of n / 4 more
  expect(kept.map(({ passed }) => passed)).toEqual([2 * 256, 2 * 1024])
  expect(stretches.map(({ passed }) => passed)).toEqual([3 * 256, 3 * 1024])
  expect(halves.passed).toBe((2 + 6) * 256)
})

test('scan goes through 100,000 steps and back', { timeout: 60_000 }, () => {
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
