import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { TypedArray } from '../../src/dtype.ts'
import { type Generator, numpyRandom } from '../../src/random/index.ts'

interface Reference {
  readonly streams: readonly { seed: number; calls: readonly Call[] }[]
  readonly digests: readonly {
    seed: number
    size: number
    random_sample: string
    randint: string
    permutation: string
  }[]
}

interface Call {
  readonly call: string
  readonly args: readonly number[]
  readonly result: readonly number[]
}

const reference: Reference = JSON.parse(
  readFileSync(new URL('../reference/numpy-random-state.json', import.meta.url), 'utf8'),
)

/** What NumPy's calls are here. */
const calls: Record<string, (rng: Generator, a: number, b: number, n: number) => ArrayLike<number>> = {
  random_sample: (rng, n) => Array.from({ length: n }, () => rng.next()),
  randn: (rng, n) => Array.from({ length: n }, () => rng.nextNormal()),
  uniform: (rng, low, high, n) => rng.uniform([n], { low, high, dtype: 'float64' }).toTypedArray(),
  normal: (rng, mean, std, n) => rng.normal([n], { mean, std, dtype: 'float64' }).toTypedArray(),
  randint: (rng, low, high, n) => rng.randint(low, high, [n]).toTypedArray(),
  permutation: (rng, n) => rng.permutation(n).toTypedArray(),
  shuffle: (rng, n) => {
    const items = Array.from({ length: n }, (_, i) => i)
    rng.shuffle(items)
    return items
  },
}

describe.each(reference.streams)(
  'numpyRandom($seed) is numpy.random.RandomState($seed)',
  ({ seed, calls: expected }) => {
    const rng = numpyRandom(seed)
    const ours = expected.map(({ call, args }) => {
      const [a = 0, b = 0, n = 0] = args
      return Array.from(calls[call]?.(rng, a, b, n) ?? [])
    })

    it.each(expected.map(({ call, args, result }, i) => ({ i, call, args, result })))('$i: $call($args)', (one) => {
      expect(ours[one.i]).toEqual(one.result)
    })
  },
)

describe.each(reference.digests)('100,000 numbers of numpyRandom($seed)', (expected) => {
  const { seed, size } = expected

  it('are the doubles of random_sample', () => {
    expect(sha256(numpyRandom(seed).uniform([size], { dtype: 'float64' }).toTypedArray())).toBe(expected.random_sample)
  })

  it('are the integers of randint', () => {
    expect(sha256(numpyRandom(seed).randint(0, 1000, [size]).toTypedArray())).toBe(expected.randint)
  })

  it('are the permutation', () => {
    expect(sha256(numpyRandom(seed).permutation(size).toTypedArray())).toBe(expected.permutation)
  })
})

function sha256(data: TypedArray): string {
  return createHash('sha256').update(data).digest('hex')
}
