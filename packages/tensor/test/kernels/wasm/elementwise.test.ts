import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NDArray } from '../../../src/array.ts'
import { binary, type DType, DTypeError, ops, type Shape, type Tensor } from '../../../src/index.ts'
import { withInstructionSet } from '../../../src/kernels/instruction-set.ts'
import { elementwiseVectors } from '../../../src/kernels/wasm/elementwise.ts'
import type { ElementwiseOp, Op } from '../../../src/op.ts'
import { functionsIn } from '../../../src/scalar/functions.ts'
import { dtypes, placed, placements } from '../../arbitraries.ts'
import { bitsOf, differing, expectSame, near } from '../../bits.ts'
import { inJavaScript, vectorSets } from '../instruction-sets.ts'
import { largeShapes, numbered, repeating } from './large.ts'

/** How many representable numbers these may be from JavaScript: a little more than the README of @adjoint/wasm has found. */
const ulps: Readonly<Record<string, number>> = {
  ...{ exp: 2, expm1: 3, log: 3, log1p: 3, sinh: 3, cosh: 3, sin: 3, cos: 3, tan: 5, tanh: 7 },
  ...{ asin: 3, acos: 3, atan: 3, atan2: 3, pow: 2, remainder: 0 },
}

/** The same of all else that calls a function: of `erf`, and where a sum or a quotient stands behind one. */
const ulpsOfOthers = 4

/**
 * How far an op may be from JavaScript. What calls no function are instructions that IEEE 754 rounds correctly, as those of
 * JavaScript do: no difference at all.
 */
function boundOf({ name, scalar, arity }: ElementwiseOp<number>): number {
  return ulps[name] ?? (functionsIn(scalar, arity).size > 0 ? ulpsOfOthers : 0)
}

function isElementwise(op: Op<never> | null): op is ElementwiseOp<number> {
  return op?.family === 'elementwise'
}

const descriptors = Object.values(ops)
  .map((fn): Op<never> | null => fn.op)
  .filter(isElementwise)

/** Any numbers, and those at which functions turn, overflow or lose digits, and sums and products of int32 need more bits. */
const values = fc.oneof(
  fc.float(),
  fc.integer(),
  fc.float({ min: -5, max: 5, noNaN: true }),
  fc.float({ min: -120, max: 120, noNaN: true }),
  fc.constantFrom(0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 2 ** -149, -(2 ** -126), 1e-30),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 46341, -65536),
)

/** The dtypes of three operands: floats of one kind, integers, or any; some are bool. */
const threeDTypes = fc.oneof(
  ...[['float32', 'float32', 'bool'], ['float64', 'float64', 'bool'], ['int32', 'int32', 'bool'], dtypes].map((some) =>
    fc.array(fc.constantFrom(...(some as readonly DType[])), { minLength: 3, maxLength: 3 }),
  ),
)

/** Operands that broadcast to a shape, as views. */
const cases = largeShapes(512).chain((full) =>
  fc.record({
    full: fc.constant(full),
    types: threeDTypes,
    operands: fc.tuple(
      ...[0, 1, 2].map((k) =>
        fc
          .tuple(
            fc.nat(k === 0 ? 0 : full.length),
            fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length }),
          )
          .chain(([drop, ones]) => {
            const shape = full.map((size, axis) => (k > 0 && ones[axis] ? 1 : size)).slice(drop)
            return fc.tuple(repeating('float64', shape, values), placements, fc.boolean())
          }),
      ),
    ),
  }),
)

/** Whether an op takes operands of these dtypes: numeric ones do not take bool alone. */
function takes(op: ElementwiseOp<number>, inputs: readonly NDArray[]): boolean {
  try {
    return op.infer(inputs, null) !== null
  } catch (error) {
    if (error instanceof DTypeError) return false
    throw error
  }
}

function run(op: ElementwiseOp<number>, inputs: readonly NDArray[]): Tensor {
  return op.kernel(inputs, null, op.infer(inputs, null))
}

function expectNear(op: ElementwiseOp<number>, actual: Tensor, expected: Tensor): void {
  const bound = boundOf(op)
  if (bound === 0) {
    expectSame(actual, expected)
    return
  }
  const [found, wanted] = [bitsOf(actual), bitsOf(expected)]
  expect({ ...found, data: [] }).toEqual({ ...wanted, data: [] })
  expect(found.data.filter((got, i) => !near(got, wanted.data[i] ?? Number.NaN, bound, wanted.dtype))).toEqual([])
}

describe.each(vectorSets)('elementwise kernels with %s', (set) => {
  for (const op of descriptors) {
    it(`${op.name} is what JavaScript gives, for any shapes, strides and numbers`, () => {
      fc.assert(
        fc.property(cases, ({ types, operands }) => {
          const inputs = operands.slice(0, op.arity).map(([x, placement, view], k) => {
            const own = x.astype(types[k] ?? 'float32')
            return view ? placed(own, placement) : own.read()
          })
          if (takes(op, inputs)) expectNear(op, withInstructionSet(set, () => run(op, inputs)), inJavaScript(() => run(op, inputs))) // biome-ignore format: one line
        }),
        { numRuns: 50 },
      )
    })
  }

  it('wraps a formula of int32 to 32 bits where a loop in doubles does', () => {
    const far = numbered('int32', [600], (i) => Math.imul(i, 0x9e3779b1))
    const other = numbered('int32', [600], (i) => Math.imul(i + 5, 0x85ebca6b))
    const formulas = [
      binary('differenceOfSquares', (m, a, b) => m.mul(m.add(a, b), m.sub(a, b))),
      binary('distance', (m, a, b) => m.abs(m.sub(a, b))),
      binary('exceeds', (m, a, b) => m.select(m.less(m.constant(0), m.sub(a, b)), a, m.add(a, m.constant(7)))),
      binary('signOfProduct', (m, a, b) => m.less(m.mul(a, b), m.constant(-3))),
      binary('half', (m, a, b) => m.mul(m.add(a, b), m.constant(0.5))),
      binary('powerOfRest', (m, a, b) => m.pow(m.rem(a, m.constant(13)), m.rem(b, m.constant(40)))),
      binary('upwards', (m, a, b) => m.neg(m.floor(m.neg(m.sub(m.constant(1), m.add(a, b)))))),
    ]
    for (const formula of formulas) {
      const [found, wanted] = [
        withInstructionSet(set, () => formula(far, other)),
        inJavaScript(() => formula(far, other)),
      ]
      expectSame(found, wanted)
    }
  })

  it('is used for floats of size, and for nothing that it cannot do', () => {
    const runs = (name: keyof typeof ops, ...inputs: readonly Tensor[]): boolean => {
      const op: Op<never> | null = ops[name].op
      if (!isElementwise(op)) return false
      const arrays = inputs.map((x) => x.read())
      return withInstructionSet(set, () => elementwiseVectors(op.scalar, arrays, op.infer(arrays, null))) !== null
    }
    const x = numbered('float32', [512], (i) => i)
    expect(descriptors.filter(({ name, arity }) => arity === 1 && !runs(name as keyof typeof ops, x))).toEqual([])
    expect(runs('add', x, x)).toBe(true)
    expect(runs('less', x, x)).toBe(true)
    expect(runs('pow', x, x)).toBe(true)
    const [integers, truths] = [x.astype('int32'), x.astype('bool')]
    expect(runs('add', x, x.astype('float64'))).toBe(true)
    expect(runs('add', x, integers)).toBe(true)
    expect(runs('add', integers, integers)).toBe(true)
    expect(runs('less', integers, truths)).toBe(true)
    expect(runs('where', integers, x, truths)).toBe(true)
    expect(runs('logicalAnd', truths, truths)).toBe(true)
    expect(runs('div', integers, integers)).toBe(true)
    expect(runs('pow', integers, integers)).toBe(true)
    expect(runs('remainder', integers, integers)).toBe(true)
    expect(
      runs(
        'exp',
        numbered('float32', [63], (i) => i),
      ),
    ).toBe(false)
    expect(
      inJavaScript(() => elementwiseVectors(ops.exp.op.scalar, [x.read()], ops.exp.op.infer([x], null))),
    ).toBeNull()
  })

  const block = 2 ** 16
  const shapes: readonly (readonly [Shape, Shape])[] = [
    [[block - 1], [block - 1]],
    [[block], []],
    [[block + 1], [block + 1]],
    [[3, block + 5], [block + 5]],
    [
      [3, block + 5],
      [3, 1],
    ],
    [[block + 5, 3], [3]],
    [
      [block + 5, 3],
      [block + 5, 1],
    ],
    [
      [700, 2, 97],
      [2, 1],
    ],
  ]
  it.each(shapes)('is the same in blocks: %j and %j', (left, right) => {
    const number = (i: number): number => ((i * 37) % 1009) - 500
    const [x, y] = [numbered('float32', left, number), numbered('float32', right, (i) => number(i + 5))]
    const both = (): Tensor[] => [x.add(y), x.less(y), y.mul(x.less(y))]
    const [found, wanted] = [withInstructionSet(set, both), inJavaScript(both)]
    for (const [k, one] of found.entries()) expect(differing(one, wanted[k] ?? one)).toBe(0)
  })
})
