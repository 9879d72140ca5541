import { grad } from '@adjoint/autograd'
import { AdjointError, scope, type Tensor, tensor, where } from '@adjoint/tensor'
import { withInstructionSet } from '@adjoint/tensor/backend'
import { describe, expect, it } from 'vitest'
import { compile, NonFiniteValueError } from '../src/index.ts'
import { instructionSets } from './instruction-sets.ts'

const layers = (x: Tensor): Tensor => {
  const h = scope('fc1', () => x.mul(2).add(1))
  return scope('fc2', () => h.log().mul(3)).sum()
}

function errorOf(f: () => unknown): NonFiniteValueError {
  try {
    f()
  } catch (error) {
    if (error instanceof NonFiniteValueError) return error
  }
  throw new Error('there was no error')
}

describe.each(instructionSets)('checkFinite with %s', (set) => {
  const f = compile(layers, { checkFinite: true })

  it('gives what is finite', () => {
    withInstructionSet(set, () => expect(f(tensor([1, 2])).item()).toBeCloseTo(3 * Math.log(15), 5))
  })

  it('names the first node that is not, with its layer and where it came from', () => {
    withInstructionSet(set, () => {
      const error = errorOf(() => f(tensor([1, -0.5, -3])))
      expect(error).toBeInstanceOf(AdjointError)
      expect(error.node).toBe('fc2/log')
      expect(error.message).toBe('fc2/log [3] is not finite: element 1 is -Infinity (log of fc1/add).')
    })
  })

  it('says when it was given so', () => {
    withInstructionSet(set, () => {
      const error = errorOf(() => f(tensor([1, Number.NaN])))
      expect([error.node, error.message]).toEqual(['x0', 'x0 [2] is not finite: element 1 is NaN (it was given so).'])
    })
  })

  it('finds what only the derivative makes', () => {
    withInstructionSet(set, () => {
      const slope = compile(
        grad((x: Tensor) => scope('root', () => x.sqrt()).sum()),
        { checkFinite: true },
      )
      expect(slope(tensor([4])).toArray()).toEqual([0.25])
      expect(errorOf(() => slope(tensor([0]))).message).toMatch(/^root\/div .*Infinity \(div of constant, root\/sqrt\)/)
    })
  })
})

const quotient = (x: Tensor): Tensor => scope('ratio', () => x.div(x.sub(x)))

it.each<[string, (x: Tensor, y: Tensor) => unknown]>([
  ['is not used', (x) => [x.sub(5).log(), quotient(x)][1]],
  ['only a finite output depends on', (x) => [where(x.greater(1), x.sub(1).log(), 0), quotient(x)]],
  ['is an argument without a use', (x, _y) => quotient(x)],
  ['does no harm on the way', (x) => quotient(where(x.greater(1), x, Number.NEGATIVE_INFINITY).softmax({ axis: 0 }))],
])('does not name what %s', (_name, f) => {
  const error = errorOf(() => compile(f, { checkFinite: true })(tensor([1, 2]), tensor(Number.NaN)))
  expect(error.node).toBe('ratio/div')
})

it('names a constant that the function gives', () => {
  const f = compile((x: Tensor) => [x, tensor([1, Number.NaN])], { checkFinite: true })
  expect(errorOf(() => f(tensor([1]))).message).toBe('constant [2] is not finite: element 1 is NaN (it was given so).')
})

it('what is infinite on the way, but not in the result, is none of its business', () => {
  const f = compile((x: Tensor) => x.log().exp(), { checkFinite: true })
  expect(f(tensor([0])).toArray()).toEqual([0])
})

it('integers are finite', () => {
  expect(compile((x: Tensor) => x.add(1), { checkFinite: true })(tensor([1], { dtype: 'int32' })).toArray()).toEqual([
    2,
  ])
})
