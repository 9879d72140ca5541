import { allocate, broadcastStrides, rowMajor, sizeOf } from '@adjoint/tensor/backend'
import { fc } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { storedLayout } from '../src/plan/layout.ts'
import { type Region, transfer } from '../src/transfer.ts'
import { floats, shapes } from './arbitraries.ts'

/** A region of a shape: row-major, as a program stores it, or one number throughout. */
const regions = fc.tuple(fc.oneof(shapes(3, 400), fc.constantFrom([0], [2, 0, 3])), floats).chain(([shape, dtype]) => {
  const plain = { shape, strides: rowMajor(shape), offset: 0, length: sizeOf(shape) }
  const reversed = { ...plain, strides: plain.strides.map((step) => -step), offset: Math.max(0, sizeOf(shape) - 1) }
  const layouts = fc.constantFrom(plain, storedLayout(shape, dtype), reversed)
  const region = fc.tuple(layouts, fc.nat(5)).map(([layout, before]): Region => {
    const data = allocate(dtype, before + layout.length + 3).fill(-1)
    return { ...layout, offset: layout.offset + before, data }
  })
  return fc.tuple(region, region, fc.boolean())
})

function numbersOf({ shape, strides, offset, data }: Region): (number | undefined)[] {
  const places = shape.reduce(
    (all, size, axis) => all.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * (strides[axis] ?? 0))),
    [offset],
  )
  return places.map((at) => data[at])
}

test('each element goes to its place, and nothing else changes', () => {
  fc.assert(
    fc.property(regions, ([target, from, repeats]) => {
      for (let i = 0; i < from.data.length; i++) from.data[i] = i
      const scalar = { shape: [], strides: [], offset: from.offset }
      const source = repeats ? { ...from, strides: broadcastStrides(scalar, from.shape) } : from
      transfer(target, source)
      expect(numbersOf(target)).toEqual(numbersOf(source))
      const untouched = target.data.filter((number) => number === -1).length
      expect(untouched).toBe(target.data.length - sizeOf(target.shape))
    }),
  )
})
