import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { type Block, part, stage } from '../../../src/kernels/wasm/stage.ts'

const blocks: fc.Arbitrary<Block> = fc
  .record({
    rows: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 20, max: 30 })),
    columns: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 20, max: 30 })),
    before: fc.nat(3),
    columnStride: fc.constantFrom(1, 1, 1, 0, 2, -1),
    gap: fc.constantFrom<(number | 'same')[]>(0, 0, 1, 40, -1, 'same', 'same'),
  })
  .map(({ rows, columns, before, columnStride, gap }) => {
    const width = Math.max(1, (columns - 1) * Math.abs(columnStride) + 1)
    const rowStride = gap === 'same' ? 0 : gap === -1 ? -width : width + gap
    const below = Math.max(0, -rowStride) * (rows - 1) + Math.max(0, -columnStride) * (columns - 1)
    const above = Math.max(0, rowStride) * (rows - 1) + Math.max(0, columnStride) * (columns - 1)
    const data = Float32Array.from({ length: before + below + above + 1 }, (_, i) => i)
    return { data, offset: before + below, rows, columns, rowStride, columnStride }
  })

test.prop([blocks, fc.nat(5)])('puts each element where the stride says, within twice the room', (block, at) => {
  const room = 2 * block.rows * block.columns
  const scratch = new Float32Array(at + room + 3).fill(-1)
  const stride = stage(scratch, at, block)
  for (let row = 0; row < block.rows; row++) {
    for (let column = 0; column < block.columns; column++) {
      const wanted = block.offset + row * block.rowStride + column * block.columnStride
      expect(scratch[at + row * stride + column]).toBe(wanted)
    }
  }
  expect(scratch.subarray(0, at).every((value) => value === -1)).toBe(true)
  expect(scratch.subarray(at + room).every((value) => value === -1)).toBe(true)
})

it('a part keeps the strides', () => {
  const block = { data: new Float32Array(100), offset: 7, rows: 5, columns: 6, rowStride: 10, columnStride: 2 }
  expect(part(block, 2, 3, 1, 2)).toEqual({ ...block, offset: 7 + 20 + 6, rows: 1, columns: 2 })
})
