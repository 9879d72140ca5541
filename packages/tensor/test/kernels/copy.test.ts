import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { allocate } from '../../src/allocation.ts'
import type { DType } from '../../src/dtype.ts'
import { assign } from '../../src/kernels/copy.ts'
import { rowMajor } from '../../src/shape.ts'

const dtypes = fc.constantFrom<DType[]>('float32', 'float64', 'int32', 'bool')

// around the length from which rows are copied at once
const columns = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 60, max: 70 }))

// what integers and truth make something of
const special = [Number.NaN, Number.POSITIVE_INFINITY, -0, -1.5, 256, 3e9]

test.prop([
  fc.tuple(dtypes, dtypes),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), columns),
  fc.tuple(fc.nat(2), fc.nat(2)),
  fc.constantFrom(1, 1, 1, 2, -1),
])('puts each number where it belongs, and touches nothing else', ([to, from], shape, [gap, before], step) => {
  const [planes, rows, width] = shape
  const spread = rowMajor([planes, rows, width + gap])
  const source = allocate(from, before + planes * rows * width * 2 + 2)
  for (let i = 0; i < source.length; i++) source[i] = from === 'bool' ? i % 2 : (special[i % 13] ?? i % 251)
  const backwards = step < 0 ? width - 1 : 0
  const strides = [rows * width * Math.abs(step), width * Math.abs(step), step]
  const target = allocate(to, planes * rows * (width + gap) + 3).fill(1)
  const wanted = target.slice()
  for (let p = 0; p < planes; p++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < width; c++) {
        const [a = 0, b = 0, d = 0] = strides
        const value = source[before + backwards + p * a + r * b + c * d] ?? Number.NaN
        wanted[2 + p * (spread[0] ?? 0) + r * (spread[1] ?? 0) + c] = to === 'bool' ? Number(value !== 0) : value
      }
    }
  }
  assign(
    { data: target, shape, strides: spread, offset: 2 },
    { data: source, shape, strides, offset: before + backwards },
  )
  expect(target).toEqual(wanted)
})
