import { expect, it } from 'vitest'
import { exp, matmul, sum } from '../../../src/index.ts'
import { scratchAs, taken } from '../../../src/kernels/wasm/scratch.ts'
import { memory } from '../../memory.ts'
import { numbered } from './large.ts'

it('thousands of ops leave the memory where it was', { timeout: 60_000 }, () => {
  const x = numbered('float32', [64, 64], (i) => (i % 7) / 8)
  const work = (times: number): void => {
    for (let k = 0; k < times; k++) sum(exp(matmul(x, x.transpose())), { axis: 0 })
  }
  work(100) // compiled code and caches come to stay
  const { buffer } = scratchAs('float32')
  const before = memory()
  work(5000)
  expect(memory() - before).toBeLessThan(2 ** 20) // 200 bytes each; one result of 64 by 64 has 16384
  expect(scratchAs('float32').buffer).toBe(buffer)
})

it('what is taken out of the scratch memory is a copy', () => {
  for (const dtype of ['float32', 'float64', 'int32', 'bool'] as const) {
    scratchAs(dtype).fill(1, 0, 70)
    const numbers = taken(dtype, 70)
    scratchAs(dtype).fill(0, 0, 70)
    expect(Array.from(numbers)).toEqual(new Array(70).fill(1))
    expect(numbers.buffer).not.toBe(scratchAs(dtype).buffer)
  }
})
