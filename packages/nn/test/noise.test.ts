import { grad, record } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { DTypeError, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { TrainingContext } from '../src/index.ts'
import { noise, philox } from '../src/noise.ts'

const key = (seed: number, step: number): Tensor => tensor([seed, step], { dtype: 'int32' })
const drawn = (k: Tensor, stream: number, size: number): number[] =>
  Array.from(noise(k, { stream, shape: [size] }).toTypedArray())

test("philox gives the known answers of its authors' library, Random123", () => {
  const cases: readonly (readonly [counter: number[], key: [number, number], words: number[]])[] = [
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ]
  for (const [counter, [low, high], words] of cases) {
    const state = Uint32Array.from(counter)
    philox(state, low, high)
    expect(Array.from(state)).toEqual(words)
  }
})

describe('noise', () => {
  test('is a function of its key and stream', () => {
    expect(drawn(key(7, 1), 0, 9)).toEqual(drawn(key(7, 1), 0, 9))
    const first = drawn(key(7, 1), 0, 9)
    for (const other of [drawn(key(8, 1), 0, 9), drawn(key(7, 2), 0, 9), drawn(key(7, 1), 1, 9)]) {
      expect(other.filter((value, i) => value === first[i])).toEqual([])
    }
    expect(drawn(key(7, 1), 0, 9).slice(0, 5)).toEqual(drawn(key(7, 1), 0, 5))
  })

  test('is uniform: its mean, its variance and its serial correlation are those of [0, 1), within five deviations', () => {
    const n = 100_000
    const x = drawn(key(1, -3), 2, n)
    expect(Math.min(...x.slice(0, 1000))).toBeGreaterThanOrEqual(0)
    const mean = x.reduce((sum, value) => sum + value, 0) / n
    const variance = x.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / n
    const serial = x.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * ((x[i] ?? 0) - 0.5), 0) / n
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n))
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n)) // (x - 1/2)² has the variance 1/180
    expect(Math.abs(serial)).toBeLessThan(5 * Math.sqrt(1 / 144 / n))
  })

  test('makes normal numbers, whose first four moments are right within five deviations', () => {
    const n = 100_000
    const x = new TrainingContext(key(1, 2)).normal([n]).astype('float64')
    const moments = [1, 2, 3, 4].map((power) => x.pow(power).mean().item())
    const wanted = [0, 1, 0, 3]
    const variances = [1, 2, 15, 96] // of z, z², z³, z⁴: E z²ᵖ - (E zᵖ)²
    moments.forEach((moment, i) => {
      expect(Math.abs(moment - (wanted[i] ?? 0))).toBeLessThan(5 * Math.sqrt((variances[i] ?? 0) / n))
    })
    const context = new TrainingContext(key(1, 2))
    expect(context.normal([3]).toArray()).not.toEqual(context.normal([3]).toArray())
  })

  test('can be recorded and compiled: another key gives other numbers', () => {
    const f = (k: Tensor): Tensor => noise(k, { stream: 0, shape: [3] }).mul(2)
    expect(record(f, key(0, 0)).outputs.map(({ shape, dtype }) => [shape, dtype])).toEqual([[[3], 'float32']])
    const compiled = compile(f)
    for (const step of [0, 1]) expect(compiled(key(3, step)).toArray()).toEqual(f(key(3, step)).toArray())
  })

  test('is a constant to derivatives', () => {
    const slope = grad((x: Tensor) => x.mul(noise(key(0, 0), { stream: 0, shape: [2] })).sum())
    expect(Array.from(slope(zeros([2])).toTypedArray())).toEqual(drawn(key(0, 0), 0, 2))
  })

  test('says what a key is', () => {
    expect(() => noise(tensor([1, 2]), { stream: 0, shape: [1] })).toThrow(DTypeError)
    expect(() => noise(tensor([1], { dtype: 'int32' }), { stream: 0, shape: [1] })).toThrow(ShapeError)
  })
})
