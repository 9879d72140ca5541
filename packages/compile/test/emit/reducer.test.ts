import { max, mean, min, prod, sum, type Tensor } from '@adjoint/tensor'
import { sizeOf, withInstructionSet } from '@adjoint/tensor/backend'
import { fc } from '@fast-check/vitest'
import { describe, expect, it, test } from 'vitest'
import { compile } from '../../src/index.ts'
import { expectAgreement, expectSameNumbers } from '../agreement.ts'
import { filled, floats, operands, shapes, through, views } from '../arbitraries.ts'
import { instructionSets } from '../instruction-sets.ts'

const reductions = { sum, mean, max, min }

/** An operand, another one that broadcasts to it, and the axes to reduce. */
const cases = shapes().chain((shape) =>
  fc.record({
    dtype: floats,
    x: views(shape),
    y: operands(shape),
    seed: fc.nat(1e6),
    axis: fc.option(fc.subarray(shape.map((_, axis) => axis)), { nil: undefined }),
    keepDims: fc.boolean(),
  }),
)

describe.each(instructionSets)('reductions with %s', (set) => {
  const numRuns = set === 'relaxed' ? 60 : 10

  describe.each(Object.entries(reductions))('%s', (_name, reduce) => {
    test.each(['smooth', 'singular'] as const)('of %s numbers, along any axes', (kind) => {
      fc.assert(
        fc.property(cases, ({ dtype, x, y, seed, axis, keepDims }) => {
          const options = axis === undefined ? { keepDims } : { axis, keepDims }
          const inputs = [x, y].map(({ stored }, i) => filled(stored, dtype, seed + i, kind))
          const f = through([x, y], (a, b) => [reduce(a, options), reduce(a.mul(b), options)])
          withInstructionSet(set, () => expectAgreement(f, inputs))
        }),
        { numRuns },
      )
    })
  })

  test('several in one loop, whose elements are results too, and what is computed of them', () => {
    fc.assert(
      fc.property(cases, ({ dtype, x, y, seed, axis }) => {
        const options = axis === undefined ? { keepDims: true } : { axis, keepDims: true }
        const inputs = [x, y].map(({ stored }, i) => filled(stored, dtype, seed + i))
        const softmax = through([x, y], (a, b) => {
          const z = a.mul(b)
          const e = z.sub(max(z, options)).exp()
          return [e.div(sum(e, options)), z, mean(z, options), sum(z.square(), options), max(z.neg(), options)]
        })
        withInstructionSet(set, () => expectAgreement(softmax, inputs))
      }),
      { numRuns },
    )
  })

  test('the largest and the smallest of equal, infinite and undefined numbers are the eager ones', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom('ties', 'special'), ({ dtype, x, seed, axis }, kind) => {
        const options = axis === undefined ? {} : { axis }
        const f = through([x], (a) => [max(a, options).add(0), min(a, options).add(0)]) // which of 0 and -0 is larger is open
        withInstructionSet(set, () => expectSameNumbers(f, [filled(x.stored, dtype, seed, kind)]))
      }),
      { numRuns },
    )
  })
})

test('a sum of float32 is that of float64, rounded', () => {
  fc.assert(
    fc.property(shapes(3, 5000), fc.nat(1e6), fc.boolean(), (shape, seed, along) => {
      const x = filled(shape, 'float32', seed)
      const axis = along ? shape.map((_, i) => i) : shape.map((_, i) => i).slice(0, 1)
      const total = (y: Tensor): Tensor => sum(y.square(), { axis })
      const [found, exact] = [compile(total)(x).toTypedArray(), total(x.astype('float64')).toTypedArray()]
      // each square is rounded before it is added, and the sum at the end: 2 roundings, and far smaller ones of float64
      for (const [i, number] of exact.entries()) {
        expect(Math.abs((found[i] ?? 0) - number)).toBeLessThanOrEqual(2.001 * 2 ** -24 * number)
      }
    }),
    { numRuns: 60 },
  )
})

test.each([...instructionSets])('a product of float32 is that of float64, rounded, with %s', (set) => {
  fc.assert(
    fc.property(shapes(3, 5000), fc.nat(1e6), fc.boolean(), (shape, seed, along) => {
      const x = filled(shape, 'float32', seed).mul(0.1).add(1)
      const axis = along ? shape.map((_, i) => i) : shape.map((_, i) => i).slice(0, 1)
      const product = (y: Tensor): Tensor => prod(y, { axis })
      const found = withInstructionSet(set, () => compile(product)(x).toTypedArray())
      // half a unit of float32, and what n products in float64 may lose in either order
      for (const [i, number] of product(x.astype('float64')).toTypedArray().entries()) {
        const bound = (2 ** -24 + 2 * 2 ** -53 * sizeOf(shape)) * Math.abs(number) + 2 ** -150
        expect(Math.abs((found[i] ?? 0) - number)).toBeLessThanOrEqual(bound)
      }
    }),
    { numRuns: 30 },
  )
})

test('100,000 float32 ones with a small rest do not lose it', () => {
  const x = filled([100_000], 'float32').mul(0).add(0.1)
  expect(compile((y: Tensor) => y.sum())(x).item()).toBeCloseTo(sizeOf([100_000]) * Math.fround(0.1), 2)
})

// To add vectors in float32 before the sum in float64 takes them would be faster, and would overflow.
it('a mean of huge float32 numbers is finite', () => {
  const x = filled([16], 'float32').mul(0).add(3e38)
  expect(compile((y: Tensor) => y.mean())(x).item()).toBe(x.mean().item())
})
