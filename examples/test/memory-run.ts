// Prints the peaks of gradients through chains of layers, as JSON. memory.test.ts runs it in a process of its own: what other
// tests have left behind, and let go while this is measured, would count.
import { grad } from '@adjoint/autograd'
import { random, type Tensor } from '@adjoint/tensor'
import { ways } from '../memory/chain.ts'
import { type Peak, peakOf } from '../memory/peak.ts'

export interface Peaks {
  readonly kept: readonly [Peak, Peak]
  readonly stretches: readonly [Peak, Peak]
  readonly halves: Peak
}

// 16 KiB an array, so that the numbers outweigh the objects around them
const x: Tensor = random(1).normal([2048], { dtype: 'float64' })
const measured = (way: keyof typeof ways, n: number, every: number): Peak =>
  peakOf((probe) => grad((z: Tensor) => ways[way]?.(n, probe)(z) ?? z)(x), every)

// The engine itself may hold something for a while, code that it makes or what it has not let go, during a measurement or
// before it: not each time.
const chain = (way: keyof typeof ways, n: number, every: number): Peak => {
  const [, middle] = [1, 2, 3].map(() => measured(way, n, every)).sort((a, b) => a.bytes - b.bytes)
  return middle ?? { bytes: Number.NaN, passed: 0 }
}

// how often it is looked at has no factor in common with the length of a stretch
const peaks: Peaks = {
  kept: [chain('all kept', 256, 101), chain('all kept', 1024, 401)],
  stretches: [chain('√n stretches', 256, 37), chain('√n stretches', 1024, 67)],
  halves: chain('halves of halves', 256, 111),
}
console.log(JSON.stringify(peaks))
