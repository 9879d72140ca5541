import { sizeOf } from '@adjoint/tensor/backend'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { laneAxis, stepOf, storedLayout, storedOrder } from '../../src/plan/layout.ts'
import { floats, shapes } from '../arbitraries.ts'

const anyShape = fc.oneof(shapes(), fc.constantFrom([600, 512], [5, 1024], [2, 6, 256], [0], [3, 0]))
const dtypes = fc.oneof(floats, fc.constantFrom('int32', 'bool'))

/** Where each element of a layout lies. */
function addresses({ shape, strides, offset }: ReturnType<typeof storedLayout>): number[] {
  return shape.reduce(
    (all, size, axis) => all.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * (strides[axis] ?? 0))),
    [offset],
  )
}

describe('the layout of a stored value', () => {
  test('gives each element an address of its own, within its length', () => {
    fc.assert(
      fc.property(anyShape, dtypes, (shape, dtype) => {
        const layout = storedLayout(shape, dtype)
        const all = addresses(layout)
        expect(new Set(all).size).toBe(sizeOf(shape))
        expect(all.every((at) => at >= 0 && at < layout.length)).toBe(true)
      }),
    )
  })

  test('lanes lie side by side along the longer of the last two axes; each row begins at a whole step', () => {
    fc.assert(
      fc.property(anyShape, dtypes, (shape, dtype) => {
        const { strides, length } = storedLayout(shape, dtype)
        const lane = laneAxis(shape)
        const others = strides.filter((_, axis) => axis !== lane)
        if (lane >= 0) expect(strides[lane]).toBe(1)
        expect(others.every((stride) => stride % stepOf(dtype) === 0)).toBe(true)
        expect(length % stepOf(dtype)).toBe(0)
        expect(lane).toBe(
          shape.length > 1 && (shape.at(-2) ?? 0) > (shape.at(-1) ?? 0) ? shape.length - 2 : shape.length - 1,
        )
      }),
    )
  })

  test('rows at distances of a high power of two get one step more', () => {
    expect(storedLayout([600, 512], 'float32').strides).toEqual([1, 600])
    expect(storedLayout([6, 512], 'float32').strides).toEqual([520, 1])
    expect(storedLayout([2, 512], 'float32').strides).toEqual([512, 1])
    expect(storedLayout([6, 512], 'float64').strides).toEqual([516, 1])
  })

  test('0-d and empty values have room for a step', () => {
    expect(storedLayout([], 'float32')).toEqual({ shape: [], strides: [], offset: 0, length: 8 })
    expect(storedLayout([0, 3], 'float64').length).toBe(4)
  })
})

test('loops go over the lanes last', () => {
  expect([storedOrder([]), storedOrder([5]), storedOrder([2, 3, 5]), storedOrder([2, 5, 3])]).toEqual([
    [],
    [0],
    [0, 1, 2],
    [0, 2, 1],
  ])
})
