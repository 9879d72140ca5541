import { expect, test } from 'vitest'
import { readTopics } from '../../../reference/catalogue.ts'
import { type Column, columns } from '../../../reference/laws/columns.ts'
import type { Outcome } from '../../../reference/laws/run.ts'
import { format, hasHole, rowsOf } from '../../../reference/laws/table.ts'

const ops = readTopics()
  .flatMap((topic) => topic.ops)
  .filter(({ name }) => ['relu', 'max', 'add'].includes(name))

const suite = ({ names: [op = '', law = ''] }: Outcome): string | null => (law === 'law' ? op : null)
const other = ({ names: [op = '', law = ''] }: Outcome): string | null => (law === 'other' ? op : null)

const some: readonly Column[] = [
  { head: 'one', law: 'the first law', proofs: [{ shownBy: suite }] },
  {
    head: 'two',
    law: 'the second law',
    proofs: [{ shownBy: suite }, { shownBy: other, of: ({ name }) => name !== 'add' }],
    exempt: ({ name }) => (name === 'max' ? 'it is a reduction' : null),
  },
]

const plain = { color: false, ran: true }
const ran = (op: string, law: string, passed = true): Outcome => ({ file: 'a.test.ts', names: [op, law], passed })
const cells = (...outcomes: Outcome[]) =>
  Object.fromEntries(rowsOf(ops, some, outcomes).map(({ op, cells: all }) => [op, all.map(({ kind }) => kind)]))

test('a law is shown where each of its proofs has run and passed', () => {
  expect(cells(ran('relu', 'law'), ran('relu', 'other'), ran('add', 'law'), ran('max', 'law'))).toEqual({
    relu: ['shown', 'shown'],
    add: ['shown', 'shown'],
    max: ['shown', 'exempt'],
  })
})

test('a law without a test, without one of its proofs, or with a test that fails is a hole', () => {
  expect(cells().relu).toEqual(['hole', 'hole'])
  expect(cells(ran('relu', 'law')).relu).toEqual(['shown', 'hole'])
  expect(cells(ran('relu', 'law', false), ran('relu', 'other')).relu).toEqual(['hole', 'hole'])
  expect(cells(ran('relu', 'law'), ran('relu (2)', 'law', false)).relu?.[0]).toBe('hole')
})

test('the table ends with how many holes there are, and names each', () => {
  const [whole, broken] = [
    rowsOf(ops, some, ['relu', 'add', 'max'].flatMap((op) => [ran(op, 'law'), ran(op, 'other')])), // biome-ignore format: one line
    rowsOf(ops, some, [ran('relu', 'law'), ran('add', 'law'), ran('max', 'law')]),
  ]
  expect(hasHole(whole)).toBe(false)
  expect(format(whole, some, plain).split('\n').at(-1)).toBe('3 ops, 2 laws, no hole')
  expect(format(whole, some, plain)).toContain('–¹           does not apply: it is a reduction')
  expect(hasHole(broken)).toBe(true)
  expect(format(broken, some, plain).split('\n').slice(-3)).toEqual(['relu, two: no test shows it', '', '3 ops, 2 laws, 1 hole']) // biome-ignore format: one line
  expect(format(whole, some, plain)).not.toContain('\u001b')
  expect(format(whole, some, { color: true, ran: true })).toContain('\u001b[32m✓')
})

test('every law says for every op whether it applies', () => {
  const rows = rowsOf(ops, columns, [])
  expect(rows.flatMap((row) => row.cells).every(({ kind }) => kind !== 'shown')).toBe(true)
})
