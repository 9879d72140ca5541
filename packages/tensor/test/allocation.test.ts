import fc from 'fast-check'
import { expect, it } from 'vitest'
import { allocate, arraysOn, copyOf, ownCopyOf } from '../src/allocation.ts'
import { tensor } from '../src/index.ts'

const dtypes = ['bool', 'int32', 'float32', 'float64'] as const

const request = fc.record({
  dtype: fc.constantFrom(...dtypes),
  // of all kinds: in the object itself, in a block of each kind, with memory of its own
  size: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 300 }), fc.nat({ max: 1500 })),
})

it('an array is zeros, and nobody else writes into it', () => {
  fc.assert(
    fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
      const arrays = requests.map(({ dtype, size }, k) => {
        const array = allocate(dtype, size)
        expect(array).toHaveLength(size)
        expect(array.every((value) => value === 0)).toBe(true)
        return array.fill(k + 1)
      })
      for (const [k, array] of arrays.entries()) expect(array.every((value) => value === k + 1)).toBe(true)
    }),
  )
})

it('a block of small arrays is at most 32 times as large as an array in it', () => {
  for (const dtype of dtypes) {
    for (let bytes = 72; bytes <= 4096; bytes += 8) {
      const { buffer, byteLength } = allocate(dtype, bytes / (dtype === 'bool' ? 1 : dtype === 'float64' ? 8 : 4))
      expect(byteLength).toBe(bytes)
      expect(buffer.byteLength).toBeLessThanOrEqual(32 * bytes)
    }
  }
})

it('copies hold the numbers; one of its own has memory that may be transferred', () => {
  fc.assert(
    fc.property(request, fc.nat({ max: 9 }), ({ dtype, size }, begin) => {
      const data = allocate(dtype, begin + size + 3).map((_, i) => i % 7)
      const expected = Array.from(data.slice(begin, begin + size))
      const copy = copyOf(data, begin, begin + size)
      const own = ownCopyOf(copy)
      data.fill(0)
      expect(Array.from(copy)).toEqual(expected)
      copy.fill(0)
      expect(Array.from(own)).toEqual(expected)
      expect(own.buffer.byteLength).toBe(own.byteLength)
    }),
  )
})

it('the numbers of a tensor come in memory that may be transferred, whatever its layout', () => {
  const x = tensor(Array.from({ length: 8 }, (_, i) => Array.from({ length: 5 }, (_, j) => i + j)))
  for (const y of [x, x.transpose(), x.add(1)]) {
    const numbers = y.toTypedArray()
    expect(numbers.buffer.byteLength).toBe(numbers.byteLength)
    expect(numbers.buffer).not.toBe(y.toTypedArray().buffer)
  }
})

it('arrays on a memory read the same bytes', () => {
  const { bool, int32, float32, float64 } = arraysOn(new ArrayBuffer(16))
  float64[1] = 1
  expect([bool[15], int32[3], float32[3]]).toEqual([63, 1072693248, 1.875])
})
