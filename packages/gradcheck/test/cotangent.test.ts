import { customVjp } from '@adjoint/autograd'
import type { Tensor } from '@adjoint/tensor'
import { expect, it } from 'vitest'
import { adjoint } from '../src/adjoint/index.ts'
import { smooth } from '../src/arbitraries/values.ts'
import { checkGradient } from '../src/gradient.ts'
import { cotangentOf, filled, ndarray, sizeOf } from '../src/ndarray.ts'

const cotangent = (shape: readonly number[]): readonly number[] =>
  cotangentOf(ndarray(new Array<number>(sizeOf(shape)).fill(0), shape)).data

const sizes = Array.from({ length: 12 }, (_, i) => i + 1)
const shapes = sizes.flatMap((a) => sizes.flatMap((b) => sizes.map((c) => [a, b, c] as const)))

it('no two rows, columns or slices are equal, in all shapes of up to three axes of up to 12', () => {
  const equal = shapes.filter((shape) => {
    const all = cotangent(shape)
    return [0, 1, 2].some((axis) => {
      const inner = sizeOf(shape.slice(axis + 1))
      const slices = Array.from({ length: shape[axis] ?? 1 }, (_, k) =>
        all.filter((_one, place) => Math.floor(place / inner) % (shape[axis] ?? 1) === k).join(),
      )
      return new Set(slices).size < slices.length
    })
  })
  expect(equal).toEqual([])
})

it('all are sixteenths from 1 to 2, the first 1', () => {
  const all = cotangent([10_000])
  expect(all[0]).toBe(1)
  for (const one of all) expect(one >= 1 && one < 2 && Number.isInteger(16 * one)).toBe(true)
  expect(new Set(all).size).toBe(16)
})

it('they are 0 where there is no derivative, and exact in float32', () => {
  const y = ndarray([3, Number.NaN, 4, Number.NEGATIVE_INFINITY], [4], 'float32')
  expect(cotangentOf(y).data).toEqual([1, 0, 1.5, 0])
  expect(cotangentOf(filled(ndarray(new Array<number>(100).fill(0), [100], 'float32'), 1)).data).toEqual(cotangent([100])) // biome-ignore format: one line
})

type Call = (x: Tensor) => Tensor
/** With the cotangent left as it is, though the op moves rows. */
const unmoved = (f: Call): Call => customVjp(f, (x: Tensor) => [f(x), (g: Tensor) => [g.reshape(x.shape)]])

it.each<[string, Call, readonly number[]]>([
  ['roll', (x) => x.roll(1, { axis: 0 }), []],
  ['flip', (x) => x.flip({ axis: 0 }), []],
  ['transpose', (x) => x.transpose([1, 0, 2]), [2]],
])('a derivative of %s that moves no rows fails, whatever their length', (_name, f, more) => {
  for (const length of [2, 3, 4, 5, 10, 15]) {
    const shape = [...more, 3, length]
    const at = ndarray(Array.from({ length: sizeOf(shape) }, (_, i) => smooth(0, i)), shape) // biome-ignore format: one line
    expect(checkGradient(unmoved(f), [at], { adapter: adjoint }).verdict).toBe('fail')
    expect(checkGradient(f, [at], { adapter: adjoint }).verdict).toBe('pass')
  }
})
