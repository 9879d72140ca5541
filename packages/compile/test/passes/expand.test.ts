import { apply, composed, exp, isFloat, maximum, type Tensor, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { expand } from '../../src/passes/expand.ts'
import { expectSameValues, graphFor } from './values.ts'

const like = (inputs: readonly Tensor[]) => ({ shape: inputs[0]?.shape ?? [], dtype: inputs[0]?.dtype ?? 'float32' })
const one = (inputs: readonly Tensor[]): Tensor => inputs[0] ?? tensor(0)

const plusExp = composed('plusExp', 1, like, (inputs) => one(inputs).add(exp(one(inputs))))
const nested = composed('nested', 1, like, (inputs) => maximum(apply(plusExp, inputs, null), 3))
const nothing = composed('nothing', 1, like, one)

const x = tensor([[0, 1], [-2, 3]]) // biome-ignore format: a table
const namesOf = (f: (x: Tensor) => Tensor) => expand(graphFor((a) => f(a), x)).nodes.flatMap(({ op }) => op?.name ?? [])

test('a composed op becomes its parts, and those of its parts', () => {
  expect(namesOf((a) => apply(nested, [a.neg()], null).sum())).toEqual(['neg', 'exp', 'add', 'maximum', 'sum'])
  expect(namesOf((a) => apply(nothing, [a], null).sum())).toEqual(['sum'])
})

test('the parts are named after it', () => {
  const graph = expand(graphFor((a) => apply(nested, [a], null), x))
  expect(graph.nodes.filter(({ op }) => op !== null).map(({ name }) => name)).toEqual([
    'nested/plusExp/exp',
    'nested/plusExp/add',
    'nested/maximum',
  ])
})

test('values stay the same', () => {
  const f = (a: Tensor) => apply(nested, [apply(nothing, [a.mul(2)], null)], null).add(apply(nested, [a], null))
  const graph = graphFor(f, x)
  expect(graph.outputs.every(({ dtype }) => isFloat(dtype))).toBe(true)
  expectSameValues(graph, expand(graph), [x])
})
