import { expect, test } from 'vitest'
import { type Compilation, cellsOf, rowsOf, sizesText } from '../../src/compile-time/compilation.ts'

const compilation = (factor: number): Compilation => ({
  compile: 80 * factor,
  compileAgain: 20 * factor,
  secondCall: 3 * factor,
  laterCall: 0.5 * factor,
  moduleBytes: 40_960,
  arenaBytes: 1_048_576,
  kernels: 31,
})

const rows = rowsOf([1, 2, 3].map(compilation))

test('a row of JSON begins with work, peer, variant, microseconds, ratio', () =>
  expect(JSON.stringify(rows[0])).toBe(
    '{"work":"compile-time","peer":"adjoint","variant":"compile","microseconds":160000,"ratio":160,' +
      '"lower":120000,"upper":200000,"rounds":3,"moduleBytes":40960,"arenaBytes":1048576,"kernels":31}',
  ))

test('all four times are there, and counted in later calls', () =>
  expect(rows.map(({ variant, ratio }) => [variant, ratio])).toEqual([
    ['compile', 160],
    ['compile-again', 40],
    ['second-call', 6],
    ['later-calls', 1],
  ]))

test('the table is in milliseconds', () =>
  expect(cellsOf(rows)[3]).toEqual({ what: 'later calls', ms: 1, from: 0.75, to: 1.25, 'later calls': 1 }))

test('sizes are told', () =>
  expect(sizesText(rows)).toBe('31 kernels in a module of 40 KiB, working in an arena of 1,024 KiB.'))

test('of nothing there are no rows', () => {
  expect(rowsOf([])).toEqual([])
  expect(sizesText([])).toBe('')
})
