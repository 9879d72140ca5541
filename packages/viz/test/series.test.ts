import { expect, test } from 'vitest'
import { prepare } from '../src/series.ts'

const one = (y: number[], x: number[] = y.map((_, i) => i + 1)) => [{ name: 'train', x, y }]

test('lengths that differ are named', () => {
  expect(() => prepare('lossCurve', one([1, 2, 3, 4], [1, 2, 3]), false)).toThrow(
    new RangeError('lossCurve: series "train" has 3 x and 4 y; give one y for each x.'),
  )
})

test('nothing to draw is an error that says why', () => {
  expect(() => prepare('f', [], false)).toThrow(RangeError)
  expect(() => prepare('f', { name: 'a' } as never, false)).toThrow('give a list of series, such as [{ name, x, y }].')
  expect(() => prepare('f', [{ name: 'a', x: [1], y: { size: 1 } }] as never, false)).toThrow(
    'series 0 has no lists x and y; give { name, x, y }, with x and y arrays of numbers. Of a tensor, give toTypedArray().',
  )
  expect(() => prepare('f', one([]), false)).toThrow(
    new RangeError('f: series "train" has no points; give it at least one.'),
  )
  expect(() => prepare('f', one([Number.NaN, Number.NaN]), false)).toThrow(
    new RangeError('f: no point can be drawn; train: left out 2 NaN, the first at x = 1.'),
  )
})

test('what is no series, or no number, is named', () => {
  expect(() => prepare('f', [null] as never, false)).toThrow(/^f: series 0 has no lists x and y; give \{ name, x, y \}/)
  expect(() => prepare('f', [{ x: [1], y: [1] }] as never, false)).toThrow(
    new TypeError('f: the name of series 0 is undefined; give { name, x, y }, with a string.'),
  )
  for (const [value, words] of [
    ['q', '"q"'],
    [1n, '1n'],
    [[0.5], 'a list'],
  ] as const) {
    expect(() => prepare('f', one([1, value as never]), false)).toThrow(
      new TypeError(`f: series "train" has ${words} at index 1 of y; give numbers in a flat list.`),
    )
  }
})

test('what cannot be drawn splits a curve and is counted', () => {
  const { curves, x, y, whole } = prepare('f', one([3, Number.NaN, 2, 5, Number.NEGATIVE_INFINITY, -1e301, 4]), false)
  expect(curves[0]?.runs).toEqual([
    [[1, 3]],
    [
      [3, 2],
      [4, 5],
    ],
    [[7, 4]],
  ])
  expect(curves[0]?.gaps).toBe('train: left out 1 NaN, 1 infinite, 1 beyond 1e+300, the first at x = 2')
  expect([x, y, whole]).toEqual([[1, 7], [2, 5], true])
})

test('a logarithm takes positive numbers only', () => {
  const { curves } = prepare('f', one([1, 0, -1, 1e-301]), true)
  expect(curves[0]?.runs).toEqual([[[1, 1]]])
  expect(curves[0]?.gaps).toBe('train: left out 2 not positive (log scale), 1 below 1e-300, the first at x = 2')
  expect(prepare('f', one([1, 0, -1]), false).curves[0]?.gaps).toBeUndefined()
})

test('an x that is not finite is a gap, named by its index', () => {
  const { curves, whole } = prepare('f', one([1, 2, 3], [0.5, Number.NaN, 2]), false)
  expect(curves[0]?.gaps).toBe('train: left out 1 NaN, the first at index 1')
  expect(whole).toBe(false)
})

test('typed arrays are arrays', () => {
  const { curves } = prepare('f', [{ name: 'a', x: Float32Array.of(1, 2), y: Float64Array.of(3, 4) }], false)
  expect(curves[0]?.runs).toEqual([
    [
      [1, 3],
      [2, 4],
    ],
  ])
})
