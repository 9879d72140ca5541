import { grad } from '@adjoint/autograd'
import { full, max, softmax, sum, type Tensor } from '@adjoint/tensor'
import { expect, it } from 'vitest'
import { expectAgreement } from './agreement.ts'

it('what cancels behind the derivative of max may differ by its rounding, and by no more', () => {
  const x = full([1, 32], 0.3, { dtype: 'float64' })
  const g = grad((x: Tensor): Tensor => sum(softmax(max(x, { axis: 0 }), { axis: 0 }))) // s (1 - Σ s)
  expect(g(x).toArray()).toEqual([new Array(32).fill(0)])
  expectAgreement(g, [x], (x) => g(x).add(1e-18)) // s is 1/32, 1 - Σ s may be off by 2^-53 or more
  expect(() => expectAgreement(g, [x], (x) => g(x).add(1e-13))).toThrow('allowed')
})
