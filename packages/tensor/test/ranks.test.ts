// Axes are counted from either end; what needs an axis says so of a 0-d tensor; what is empty stays empty.
import { describe, expect, it } from 'vitest'
import { fromTypedArray, ops, ShapeError, type Tensor, tensor } from '../src/index.ts'
import { type Bits, bitsOf, expectSame } from './bits.ts'
import { alongAxes, needAnAxis, ofNothing, ofNumbers, reductions } from './ranks.ts'

/** Numbers that all differ, in no order. */
function generic(shape: readonly number[]): Tensor {
  const size = shape.reduce((product, n) => product * n, 1)
  return fromTypedArray(
    Float64Array.from({ length: size }, (_, i) => ((i * 7) % 25) - 11.5),
    shape,
  )
}

const bits = (result: Tensor | readonly Tensor[]): Bits[] => [result].flat().map(bitsOf)

describe('axes', () => {
  it.each(Object.entries(alongAxes))('%s', (_name, { call, shape = [2, 3, 4], rank = shape.length }) => {
    const x = generic(shape)
    const all = Array.from({ length: rank }, (_, axis) => bits(call(x, axis)))
    expect(all.map((_, axis) => bits(call(x, axis - rank)))).toEqual(all)
    for (const axis of [rank, -rank - 1]) expect(() => call(x, axis)).toThrow(ShapeError)
  })
})

describe('axes that are kept', () => {
  it.each(reductions)('%s', (name) => {
    const x = generic([2, 3, 4])
    // the signatures of several families have no common type
    const reduced = (options: object): Tensor => Reflect.apply(ops[name], undefined, [x, options])
    for (const axis of [0, 1, 2]) {
      const [plain, kept] = [reduced({ axis }), reduced({ axis, keepDims: true })]
      expect(bitsOf(kept)).toEqual(bitsOf(plain.expandDims(axis)))
    }
  })
})

describe('0-d operands', () => {
  it.each(Object.entries(needAnAxis))('%s', (_name, call) => {
    expect(() => call(tensor(0))).toThrow(ShapeError)
  })

  it.each(Object.entries(ofNumbers))('%s', (_name, [call, result]) => {
    expectSame(call(tensor(-3)), result)
  })
})

describe('empty operands', () => {
  it.each(Object.entries(ofNothing))('%s', (_name, { call, shape }) => {
    expect(call().shape).toEqual(shape)
    // where numbers come from nothing, they are sums of nothing
    expect(Array.from(call().toTypedArray()).every((value) => value === 0)).toBe(true)
  })
})
