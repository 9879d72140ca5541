// The laws that every op of the catalogue obeys, present and future, driven by examples.ts. The numbers are those of the
// list of properties in docs/explanation/testing.md.
import { grad, jvp, vjp } from '@adjoint/autograd'
import {
  add,
  apply,
  type FloatDType,
  fromTypedArray,
  isFloat,
  mul,
  type Op,
  ops,
  type Shape,
  type Tensor,
} from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import {
  checkDotProduct,
  cotangents,
  epsOf,
  expectClose,
  expectSame,
  type Fn,
  judgeAlong,
  judgeGradient,
  tangent,
  zerosLike,
} from './checks.ts'
import { examples } from './examples.ts'
import { cotangent, type Domain, dot, draws, like, numbersOf, unit } from './values.ts'

export type OpName = keyof typeof ops

interface Case {
  /** the op as a function of its float operands; any others are fixed, and a truth is made a number */
  readonly f: Fn
  readonly x: readonly Tensor[]
}

export const names = Object.keys(examples) as OpName[] // Object.keys forgets its argument's type

function domainsOf(name: OpName): readonly Domain[] {
  const example = examples[name]
  return 'shapes' in example ? [] : example
}

/** @param shapes of the operands, for an elementwise op; others have theirs in the example */
function caseOf(name: OpName, shapes: readonly Shape[] = [[2, 3], [3], [2, 1]], dtype: FloatDType = 'float64'): Case {
  const example = examples[name]
  const draw = draws(1, dtype)
  const all =
    'shapes' in example
      ? example.shapes.map((shape) => draw(shape))
      : [...example].map((domain: Domain, i) => draw(shapes[i] ?? [], domain))
  const op: Op = ops[name].op
  const call: Fn = 'shapes' in example ? example.call : (...x) => apply(op, x, null)
  const f: Fn = (...floats) => {
    let next = 0
    const y = call(...all.map((one) => (isFloat(one.dtype) ? (floats[next++] ?? one) : one)))
    return isFloat(y.dtype) ? y : y.astype(dtype)
  }
  return { f, x: all.filter((one) => isFloat(one.dtype)) }
}

/** Generic tangents, different from the operands. */
function directions(x: readonly Tensor[], seed: number): Tensor[] {
  const draw = draws(seed)
  return x.map((one) => draw(one.shape).astype(one.dtype))
}

/** Declares the tests of one op. */
export function laws(name: OpName): void {
  describe(name, () => {
    everyOp(name)
    const operands = domainsOf(name).length
    if (operands > 0) elementwise(name, operands)
    if (operands > 1) broadcasting(name, operands)
  })
}

function everyOp(name: OpName): void {
  test('1: both modes agree with finite differences', () => {
    const { f, x } = caseOf(name)
    for (const { what, judgement, analytic } of judgeGradient(f, x)) {
      expect(judgement.verdict, `${what}: ${analytic} against ${judgement.numeric} ± ${judgement.bar}`).toBe('pass')
    }
  })

  test('2: <w, J v> = <Jᵀ w, v>', () => {
    const { f, x } = caseOf(name)
    checkDotProduct(f, x, directions(x, 2), cotangent(f(...x)))
  })

  test('3: both products are linear, and give exactly 0 for 0', () => {
    const { f, x } = caseOf(name)
    const y = f(...x)
    const eps = epsOf(y, ...x)
    const check = (
      product: (v: readonly Tensor[]) => readonly Tensor[],
      v: readonly Tensor[],
      w: readonly Tensor[],
    ): void => {
      const [ofV, ofW] = [product(v), product(w)]
      const both = product(v.map((one, k) => add(mul(one, 2), mul(w[k] ?? one, -3))))
      both.forEach((result, k) => {
        const [p, q] = [numbersOf(ofV[k] ?? result), numbersOf(ofW[k] ?? result)]
        numbersOf(result).forEach((value, i) => {
          const terms = [2 * (p[i] ?? 0), -3 * (q[i] ?? 0)]
          // a sum of the product (un-broadcasting) may have cancelled: its own terms are of the size of all the others
          const all = [...p, ...q].reduce((sum, term) => sum + Math.abs(term), 0)
          expectClose(
            value,
            terms.reduce((a, b) => a + b),
            all,
            eps,
          )
        })
      })
      for (const result of product(v.map(zerosLike))) expectSame(result, zerosLike(result))
    }
    check((v) => [tangent(f, x, v)], directions(x, 2), directions(x, 3))
    check(([w]) => cotangents(f, x, w ?? y), directions([y], 4), directions([y], 5))
  })

  test('7: a gradient and a tangent have the shape and the dtype of what they belong to', () => {
    const { f, x } = caseOf(name)
    const y = f(...x)
    const signatures = (list: readonly Tensor[]): unknown => list.map(({ shape, dtype }) => [shape, dtype])
    expect(signatures(cotangents(f, x, cotangent(y)))).toEqual(signatures(x))
    expect(signatures([tangent(f, x, directions(x, 2))])).toEqual(signatures([y]))
  })

  test('15: views give what copies give', () => {
    const { f, x } = caseOf(name)
    const views = x.map(backwards)
    const w = cotangent(f(...x))
    const v = directions(x, 2)
    expectSame(f(...views), f(...x))
    expectSame(tangent(f, views, v.map(backwards)), tangent(f, x, v))
    const ofCopies = cotangents(f, x, w)
    cotangents(f, views, backwards(w)).forEach((g, k) => {
      expectSame(g, ofCopies[k] ?? g)
    })
  })

  test('18, 19: nothing is changed, and a second run gives the same bits', () => {
    const { f, x } = caseOf(name)
    const before = x.map(numbersOf)
    const w = cotangent(f(...x))
    const [y, pullback] = vjp(f, ...x)
    const first = pullback(w).map((g) => g.toTypedArray())
    const kept = first.map((g) => Array.from(g))
    for (const g of first) g.fill(7) // what toTypedArray gives is the caller's own
    expect(pullback(w).map(numbersOf)).toEqual(kept)
    expect(cotangents(f, x, w).map(numbersOf)).toEqual(kept)
    expectSame(f(...x), y)
    expect(x.map(numbersOf)).toEqual(before)
  })

  test('21: second derivatives: four ways agree, and with finite differences', () => {
    const { f, x } = caseOf(name)
    const w = cotangent(f(...x))
    const [u, v] = [directions(x, 2), directions(x, 3)]
    const eps = epsOf(w, ...x)
    const weighted = (y: Tensor): Tensor => mul(y, w).sum()
    const gradient = (...at: Tensor[]): Tensor[] => gradients((...z) => weighted(f(...z)), at)
    const gradientAlong = (...at: Tensor[]): Tensor => inner(gradient(...at), u)

    const hessian = x.flatMap((one, k) =>
      numbersOf(one).map((_, i) => {
        const e = x.map((other, j) => (j === k ? unit(other, i) : zerosLike(other)))
        return jvp(gradient, [...x], e)[1].flatMap(numbersOf)
      }),
    )
    const magnitude = hessian.flat().reduce((sum, value) => sum + Math.abs(value), 0)
    hessian.forEach((row, i) => {
      row.forEach((value, j) => {
        expectClose(value, hessian[j]?.[i] ?? Number.NaN, magnitude, eps, `Hessian ${i}, ${j}`)
      })
    })

    const forwardOverReverse = dot(u, jvp(gradient, [...x], v)[1]).sum
    const others = {
      'the other way round': dot(v, jvp(gradient, [...x], u)[1]).sum,
      'reverse over reverse': dot(v, gradients(gradientAlong, x)).sum,
      'reverse over forward': dot(
        u,
        gradients((...at) => weighted(tangent(f, at, v)), x),
      ).sum,
      'forward over forward': dot([w], [tangent((...at) => tangent(f, at, v), x, u)]).sum,
    }
    for (const [way, value] of Object.entries(others)) expectClose(value, forwardOverReverse, 4 * magnitude, eps, way)
    const { verdict, numeric } = judgeAlong(gradientAlong, x, v, [like(gradientAlong(...x), [1])], forwardOverReverse)
    expect(verdict, `${forwardOverReverse} against ${numeric}`).toBe('pass')
  })

  test('50: float32 operands give float32 gradients, close to those of float64', () => {
    const { f, x } = caseOf(name)
    const small = caseOf(name, undefined, 'float32')
    const w = cotangent(f(...x))
    const narrow = cotangents(small.f, small.x, cotangent(small.f(...small.x)))
    cotangents(f, x, w).forEach((g, k) => {
      expect(narrow[k]?.dtype).toBe('float32')
      numbersOf(g).forEach((value, i) => {
        // the terms of this element's derivative: its column of the Jacobian, weighted
        const e = x.map((other, j) => (j === k ? unit(other, i) : zerosLike(other)))
        const { magnitude } = dot([w], [tangent(f, x, e)])
        expectClose(numbersOf(narrow[k] ?? g)[i] ?? Number.NaN, value, magnitude, 2 ** -23, `input ${k}, element ${i}`)
      })
    })
  })
}

function elementwise(name: OpName, count: number): void {
  test('16: empty operands have empty gradients', () => {
    const { f, x } = caseOf(name, [[0, 3], [3], [1, 1]])
    const gradients = cotangents(f, x, cotangent(f(...x)))
    expect(gradients.map(({ shape }) => shape)).toEqual(x.map(({ shape }) => shape))
    expect(gradients.flatMap(numbersOf).every((value) => value === 0)).toBe(true)
    expect(tangent(f, x, directions(x, 2)).size).toBe(0)
  })

  test('17: 0-d stays 0-d, and has the derivative of the same number in a list', () => {
    const { f, x } = caseOf(name, new Array<Shape>(count).fill([]))
    const list = x.map((one) => one.reshape([1]))
    const lists = cotangents(f, list, cotangent(f(...list)))
    cotangents(f, x, cotangent(f(...x))).forEach((g, k) => {
      expect(g.shape).toEqual([])
      expect(numbersOf(g)).toEqual(numbersOf(lists[k] ?? g))
    })
  })
}

function broadcasting(name: OpName, count: number): void {
  const whole: Shape = [2, 3, 2]
  const parts: Shape[] = [[], [2], [3, 1], [1, 3, 2], [2, 1, 1], [1, 1, 1]]
  const operands = Array.from({ length: count }, (_, i) => i)

  test.each(operands)('8: operand %i repeated by hand gives the same, and its gradient is then summed', (small) => {
    for (const part of parts) {
      const { f, x } = caseOf(name, operands.map((i) => (i === small ? part : whole))) // biome-ignore format: one line
      const tiled = x.map((one) => fromTypedArray(one.broadcastTo(whole).toTypedArray(), whole))
      const w = cotangent(f(...tiled))
      expectSame(f(...x), f(...tiled))
      const gradients = cotangents(f, x, w)
      cotangents(f, tiled, w).forEach((terms, k) => {
        const g = gradients[k] ?? terms
        expect(g.shape).toEqual(x[k]?.shape)
        // Σ over the repetitions: the terms of the repeated gradient that belong to one element of the small one
        const owner = numbersOf(like(g, numbersOf(g).map((_, i) => i)).broadcastTo(whole)) // biome-ignore format: one line
        numbersOf(g).forEach((value, i) => {
          const own = numbersOf(terms).filter((_, at) => owner[at] === i)
          const [sum, magnitude] = [own.reduce((a, b) => a + b, 0), own.reduce((a, b) => a + Math.abs(b), 0)]
          expectClose(value, sum, magnitude, epsOf(...x), `operand ${k}, element ${i}`)
        })
      })
      expectSame(
        tangent(f, x, directions(x, 2)),
        tangent(
          f,
          tiled,
          directions(x, 2).map((v) => v.broadcastTo(whole)),
        ),
      )
    }
  })

  test('7: operands of different dtypes: each gradient has its own operand’s', () => {
    const { f, x } = caseOf(name)
    for (const narrow of x.keys()) {
      const mixed = x.map((one, k) => one.astype(k === narrow ? 'float32' : 'float64'))
      const y = f(...mixed)
      const gradients = cotangents(f, mixed, cotangent(y))
      expect(gradients.map(({ dtype }) => dtype)).toEqual(mixed.map(({ dtype }) => dtype))
      expect(tangent(f, mixed, directions(mixed, 2)).dtype).toBe(y.dtype)
      checkDotProduct(f, mixed, directions(mixed, 2), cotangent(y))
    }
  })
}

/** The gradient of a scalar function by all its arguments. */
function gradients(f: Fn, x: readonly Tensor[]): Tensor[] {
  return grad((all: Tensor[]) => f(...all))([...x])
}

/** Σ ⟨aₖ, bₖ⟩ as a tensor, for derivatives to pass through. */
function inner(a: readonly Tensor[], b: readonly Tensor[]): Tensor {
  return a.map((one, k) => mul(one, b[k] ?? one).sum()).reduce((sum, term) => add(sum, term))
}

/** The same numbers, but as a view that runs backwards through its buffer, with gaps. */
function backwards(x: Tensor): Tensor {
  if (x.rank === 0)
    return fromTypedArray(Float64Array.of(0, x.item(), 0))
      .astype(x.dtype)
      .slice(1)
  const items = x.shape.map(() => [null, null, -2] as const)
  const shape = x.shape.map((size) => 2 * size)
  const flipped = x.shape.map(() => [null, null, -1] as const)
  return x
    .slice(...flipped)
    .unslice(shape, ...x.shape.map(() => [1, null, 2] as const))
    .slice(...items)
}
