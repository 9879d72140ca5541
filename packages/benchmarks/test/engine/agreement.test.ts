import { expect, test } from 'vitest'
import { disagreement } from '../../src/engine/agreement.ts'

test('what differs by less than a thousandth of the range agrees', () =>
  expect(disagreement([1.0005, 2, 2.9995], [1, 2, 3])).toBeNull())

test('losses are held against how far they fall: one that stands still does not pass', () =>
  expect(disagreement([0.7, 0.7], [0.7, 0.699])).toBe('it computes 0.7 where 0.699 is right (number 2 of 2)'))

test('a single number is held against itself', () => {
  expect(disagreement([1000.5], [1000])).toBeNull()
  expect(disagreement([1002], [1000])).toMatch('1002')
})

test('neither NaN nor a missing number agrees', () => {
  expect(disagreement([1, Number.NaN, 3], [1, 2, 3])).toMatch('it computes NaN where 2 is right')
  expect(disagreement([1], [1, 2])).toBe('it gives 1 numbers, not 2')
})
