import { expect, test } from 'vitest'
import { block } from '../../src/engine/report.ts'
import { cellsOf, rowsOf } from '../../src/engine/rows.ts'

const times = (peer: string, variant: string, ...samples: number[]) => ({
  peer,
  variant,
  engine: `${peer} 1.0`,
  samples,
})
const field = [
  times('other', 'default', 40, 44, 42),
  times('adjoint', 'compiled', 20, 22, 21),
  times('absent', 'plain'),
]

test('a row of JSON begins with work, peer, variant, microseconds, ratio', () => {
  const [row] = rowsOf('moons', '', field, {})
  expect(JSON.stringify(row)).toBe(
    '{"work":"moons","peer":"other","variant":"default","microseconds":42,"ratio":2,' +
      '"lower":41,"upper":43,"rounds":3,"engine":"other 1.0"}',
  )
})

test('the ratio of ours, compiled, is 1, and who has no samples has no row', () =>
  expect(rowsOf('moons', '', field, {}).map(({ peer, ratio }) => [peer, ratio])).toEqual([
    ['other', 2],
    ['adjoint', 1],
  ]))

test('there is no ratio where ours did not run', () =>
  expect(rowsOf('moons', '', [times('other', 'default', 40)], {})).toMatchObject([{ ratio: null }]))

test('a case has its name, and its amounts give rates', () => {
  const [row] = rowsOf('matmul', '512', [times('adjoint', 'compiled', 1000)], { flops: 5e7, elements: 2000 })
  expect(row).toMatchObject({ case: '512', gflops: 50, nanosecondsPerElement: 500 })
})

test('a table has quartiles and rates, and bars only where they are asked for', () => {
  const rows = rowsOf('tiny', 'n = 1', field, { elements: 1 })
  expect(cellsOf(rows, false)[0]).toEqual({
    peer: 'other',
    variant: 'default',
    'µs a step': 42,
    from: 41,
    to: 43,
    'ns/element': 42_000,
    ratio: 2,
  })
  expect(cellsOf(rows, true).map(({ speed }) => speed)).toEqual(['██████', '████████████'])
})

test('a page gets a table for each case, the engines, the absent, and how it was measured', () => {
  const rows = ['512', '1024'].flatMap((name) => rowsOf('matmul', name, field, { flops: 1 }))
  const text = block(rows, ['pytorch default'], 'npm run bench -- matmul --write', 9)
  expect(text.match(/^\*\*\d+\*\*$/gm)).toEqual(['**512**', '**1024**'])
  expect(text).toMatch('| other | default | 42 | 41 | 43 | 0 | 2× |')
  expect(text).toMatch('other 1.0; adjoint 1.0.')
  expect(text).toMatch('Not measured: pytorch default.')
  expect(text).toMatch(/Measured \d{4}-\d\d-\d\d by `npm run bench -- matmul --write` in 9 s: .*Node\.js v\d/)
})
