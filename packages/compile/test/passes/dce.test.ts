import { type Tensor, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { dce } from '../../src/passes/dce.ts'
import { graphFor, linesAfter } from './values.ts'

test('what no output needs is left out, arguments stay', () => {
  const f = (x: Tensor, y: Tensor): Tensor => {
    y.exp().sum()
    x.mul(2).add(3)
    return x.neg()
  }
  const x = tensor([1, 2])
  expect(linesAfter(dce, (x, y) => f(x, y), x, x)).toEqual([
    '%00 x0 f32[2] input',
    '%01 x1 f32[2] input',
    '%02 neg f32[2] neg %00',
    'return %02',
  ])
})

test('100,000 unused nodes are no trouble', () => {
  const graph = graphFor((x) => {
    let y = x
    for (let i = 0; i < 100_000; i++) y = y.neg()
    return x
  }, tensor(1))
  expect([graph.nodes.length, dce(graph).nodes.length]).toEqual([100_001, 1])
})
