import { expect, test } from 'vitest'
import { ops } from '../../../packages/tensor/src/index.ts'
import { readTopics } from '../../reference/catalogue.ts'
import { readRules } from '../../reference/rules.ts'

const all = readTopics().flatMap((topic) => topic.ops)
const signatureOf = (name: string): string | undefined => all.find((op) => op.name === name)?.signature

test('every op of the catalogue is on a page, once', () => {
  expect(all.map(({ name }) => name).toSorted()).toEqual(Object.keys(ops).toSorted())
})

test('every op says what it does, what it takes and gives, and shows it', () => {
  const incomplete = all.filter(({ doc }) => {
    return doc.blocks.length === 0 || doc.params.length === 0 || doc.returns === null || doc.examples.length === 0
  })
  expect(incomplete.map(({ name }) => name)).toEqual([])
})

test('signatures are what types let through, in one line', () => {
  expect(signatureOf('neg')).toBe('neg(x: Tensor | number): Tensor')
  expect(signatureOf('sum')).toBe('sum(x: Tensor, options?: { axis?: number | number[], keepDims?: boolean }): Tensor')
  expect(signatureOf('variance')).toContain('keepDims?: boolean, ddof?: number }')
  expect(signatureOf('slice')).toBe('slice(x: Tensor, ...items: SliceItem[]): Tensor')
  expect(signatureOf('topK')).toContain('): [values: Tensor, indices: Tensor]')
  expect(signatureOf('conv2d')).toContain('{ stride?, padding?, dilation?, groups? }')
  // no word of the rules of shapes is left over
  expect(all.filter(({ signature }) => /Arg<|Out<|unknown|undefined/.test(signature))).toEqual([])
})

test('parameters are documented under the names that they have', () => {
  const wrong = all.flatMap(({ name, doc, signature }) =>
    doc.params
      .map((param) => param.name.replace('options.', ''))
      .filter((param) => !new RegExp(`\\b${param}\\b`).test(signature))
      .map((param) => `${name}: ${param}`),
  )
  expect(wrong).toEqual([])
})

test('a rule is shown with its remarks, and with what stands under a name', () => {
  const rules = readRules()
  expect(rules.get('add')?.code).toBe('add: [1, 1],')
  expect(rules.get('abs')?.code).toContain('// 0 at 0')
  expect(rules.get('pow')?.code).toMatch(/^\/\/ absorbing/)
  expect(rules.get('max')?.code).toContain('const extremum')
  const withRule = all.filter(({ op }) => op !== null).map(({ name }) => name)
  expect([...rules.keys()].toSorted()).toEqual(withRule.toSorted())
})
