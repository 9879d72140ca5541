import { expect, test } from 'vitest'
import { nameProblems, readNames } from '../../reference/names-page.ts'

const names = readNames()

test('a missing op and an unknown one are told', () => {
  const some = new Map([...names].filter(([op]) => op === 'add' || op === 'sub'))
  expect(nameProblems(some, new Set(['add', 'mul']))).toEqual([
    'scripts/reference/names.json has no row for mul; write one.',
    'scripts/reference/names.json has a row for sub, which is no op.',
  ])
})

test('a name is one of its framework, or -', () => {
  const forms = {
    numpy: /^(-|np\.[\w.]+|x\.astype|x\[\.\.\.\])$/,
    torch: /^(-|torch\.[\w.]+|F\.\w+|x\.to|x\[\.\.\.\])$/,
    jax: /^(-|jnp\.[\w.]+|lax\.\w+|jax\.[\w.]+|x\.astype|x\.at\[[i.]+\]\.\w+|x\[\.\.\.\])$/,
    tfjs: /^(-|tf\.[\w.]+)$/,
  }
  const wrong = [...names].flatMap(
    ([op, row]) =>
    (['numpy', 'torch', 'jax', 'tfjs'] as const).filter((one) => !forms[one].test(row[one])).map((one) => `${op}: ${row[one]}`), // biome-ignore format: one line
  )
  expect(wrong).toEqual([])
})
