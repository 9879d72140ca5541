import { type Tensor, where } from '@adjoint/tensor'
import { expect, it } from 'vitest'
import { adjoint } from '../src/adjoint/index.ts'
import { smooth } from '../src/arbitraries/values.ts'
import { laws } from '../src/laws/index.ts'

it('an op of four operands obeys all laws', () => {
  const call = (a: Tensor, b: Tensor, c: Tensor, d: Tensor): Tensor => a.mul(b).add(c.mul(d))
  const all = laws({ cross: { call, operands: [smooth, smooth, smooth, smooth] } }, adjoint)
  expect(all.length).toBeGreaterThan(8)
  for (const { check } of all) check()
})

it('operands that are no floats have numbers of their dtype', () => {
  const seen = new Set<number>()
  const call = (truth: Tensor, x: Tensor): Tensor => {
    for (const value of truth.toTypedArray()) seen.add(Number(value))
    return where(truth, x, x.mul(2))
  }
  for (const { check } of laws({ choose: { call, operands: [{ dtype: 'bool' }, smooth] } }, adjoint)) check()
  expect(seen).toEqual(new Set([0, 1]))
})
