import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askOfRightPrograms } from '../src/gradcheck/false-alarms.ts'
import { dtypes, kinds } from '../src/gradcheck/points.ts'
import { policies } from '../src/gradcheck/policies.ts'
import { rowsOf } from '../src/gradcheck/summary.ts'

const silent = { update: () => {}, end: () => {} }
const sayings = await askOfRightPrograms(36, 1, silent, { stops: async () => false })

test('the programs are spread evenly over dtypes and kinds of numbers', () => {
  expect(sayings).toHaveLength(36 * Object.keys(policies).length)
  const cells = Object.groupBy(sayings, ({ point: { origin } }) => `${origin.dtype} ${origin.kind}`)
  expect(Object.keys(cells)).toHaveLength(dtypes.length * Object.keys(kinds).length)
  for (const cell of Object.values(cells)) expect(cell).toHaveLength(3 * Object.keys(policies).length)
})

test('a program is found again by its origin', () => {
  const [kind, programs] = ['on kinks', kinds['on kinks']]
  const saying = sayings.find(({ point: { origin } }) => origin.kind === kind && origin.index === 1)
  const { dtype = 'float64', seed = 0, index = 0 } = saying?.point.origin ?? {}
  const found = fc.sample(programs(dtype), { seed, numRuns: index + 1 })[index]
  expect(found?.inputs).toEqual(saying?.point.program.inputs)
})

test('a row has the shares of its policy', () => {
  const [own, torch] = rowsOf(sayings, [])
  expect(own?.policy).toBe('Adjoint gradcheck')
  expect(own?.falseAlarms).toEqual({ float64: { count: 0, of: 18 }, float32: { count: 0, of: 18 } })
  expect(torch?.falseAlarms.float32.count).toBeGreaterThan(5)
  expect(own?.millisecondsPerProgram).toBeGreaterThan(0)
})
