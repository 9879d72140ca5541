import { expect, test } from 'vitest'
import { numbersOf, sampleOf } from '../../src/engine/task.ts'

test('numbers lie around their offset, in disorder', () => {
  const numbers = numbersOf(1000, 0, { scale: 4, offset: 1 })
  expect(Math.min(...numbers)).toBe(-1)
  expect(Math.max(...numbers)).toBeLessThan(3)
  expect(new Set(numbers).size).toBe(101)
  expect(numbersOf(3, 7)).toEqual(numbersOf(10).slice(7))
})

test('a sample has places of the whole range, each once', () => {
  const sample = sampleOf(100_000)
  expect(sample).toHaveLength(61)
  expect(new Set(sample).size).toBe(61)
  expect(sample.every((place) => place >= 0 && place < 100_000)).toBe(true)
  expect(sampleOf(3)).toEqual([0, 1, 2])
})
