// The laws that every op of the catalogue obeys, present and future, driven by examples.ts. The numbers are those of the
// list of properties in docs/explanation/testing.md.
import { grad, jvp, vjp } from '@adjoint/autograd'
import { expectClose, laws, type OpExample } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { add, isFloat, mul, type Tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { catalogue, inputsOf } from './catalogue.ts'
import { cotangents, epsOf, type Fn, tangent } from './checks.ts'
import { cotangent, dot, draws, numbersOf } from './values.ts'

const all = laws(catalogue, adjoint)

describe.each(Object.entries(catalogue))('%s', (name, example) => {
  for (const { law, check } of all.filter(({ op }) => op === name)) test(law, check)

  test('2: the dot-product test: ⟨w, J v⟩ = ⟨Jᵀ w, v⟩', () => {
    const { f, x } = caseOf(example)
    const w = cotangent(f(...x))
    const v = directions(x, 2)
    const [forward, backward] = [dot([w], [tangent(f, x, v)]), dot(cotangents(f, x, w), v)]
    expectClose(forward.value, backward.value, forward.magnitude + backward.magnitude, epsOf(w, ...x), '⟨w, J v⟩')
  })

  test('18, 19: nothing is changed, and a pullback can be called twice', () => {
    const { f, x } = caseOf(example)
    const before = x.map(numbersOf)
    const w = cotangent(f(...x))
    const [, pullback] = vjp(f, ...x)
    const first = pullback(w).map((g) => g.toTypedArray())
    const kept = first.map((g) => Array.from(g))
    for (const g of first) g.fill(7) // what toTypedArray gives is the caller's own
    expect(pullback(w).map(numbersOf)).toEqual(kept)
    expect(x.map(numbersOf)).toEqual(before)
  })

  test('21: second derivatives are the same in all orders of modes', () => {
    const { f, x } = caseOf(example)
    const w = cotangent(f(...x))
    const [u, v] = [directions(x, 2), directions(x, 3)]
    const weighted = (y: Tensor): Tensor => mul(y, w).sum()
    const gradient = (...at: Tensor[]): Tensor[] => gradients((...z) => weighted(f(...z)), at)
    const forwardOverReverse = dot(u, jvp(gradient, [...x], v)[1])
    const others = {
      'reverse over reverse': dot(
        v,
        gradients((...at) => inner(gradient(...at), u), x),
      ),
      'reverse over forward': dot(
        u,
        gradients((...at) => weighted(tangent(f, at, v)), x),
      ),
      'forward over forward': dot([w], [tangent((...at) => tangent(f, at, v), x, u)]),
    }
    for (const [way, { value, magnitude }] of Object.entries(others)) {
      expectClose(value, forwardOverReverse.value, magnitude + forwardOverReverse.magnitude, epsOf(w, ...x), way)
    }
  })
})

interface Case {
  /** the op as a function of its float operands; any others are fixed */
  readonly f: Fn
  readonly x: readonly Tensor[]
}

function caseOf(example: OpExample<Tensor>): Case {
  const every = inputsOf(example)
  const f: Fn = (...floats) => {
    let next = 0
    return example.call(...every.map((one) => (isFloat(one.dtype) ? (floats[next++] ?? one) : one)))
  }
  return { f, x: every.filter((one) => isFloat(one.dtype)) }
}

/** Generic tangents, different from the operands. */
function directions(x: readonly Tensor[], seed: number): Tensor[] {
  const draw = draws(seed)
  return x.map((one) => draw(one.shape).astype(one.dtype))
}

/** The gradient of a scalar function by all its arguments. */
function gradients(f: Fn, x: readonly Tensor[]): Tensor[] {
  return grad((all: Tensor[]) => f(...all))([...x])
}

/** Σ ⟨aₖ, bₖ⟩ as a tensor, for derivatives to pass through. */
function inner(a: readonly Tensor[], b: readonly Tensor[]): Tensor {
  return a.map((one, k) => mul(one, b[k] ?? one).sum()).reduce((sum, term) => add(sum, term))
}
