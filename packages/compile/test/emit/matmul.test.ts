import { concat, full, matmul, maximum, relu, sigmoid, type Tensor, tensor, where } from '@adjoint/tensor'
import { withInstructionSet } from '@adjoint/tensor/backend'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { compile } from '../../src/index.ts'
import { expectAgreement } from '../agreement.ts'
import { filled, floats, operands, sizes, through, type View, views } from '../arbitraries.ts'
import { instructionSets } from '../instruction-sets.ts'

/** A matrix, or a stack of them, as it lies or transposed. */
function matrices(batch: readonly number[], rows: number, columns: number): fc.Arbitrary<View> {
  const axes = [...batch, rows, columns].map((_, axis) => axis)
  const swapped = [...axes.slice(0, -2), ...axes.slice(-2).toReversed()]
  const plain: View = { name: 'N', stored: [...batch, rows, columns], see: (x) => x }
  const turned: View = { name: 'T', stored: [...batch, columns, rows], see: (x) => x.transpose(swapped) }
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(plain, turned) }, views([...batch, rows, columns]))
}

const batches = fc.constantFrom<[readonly number[], readonly number[], readonly number[]][]>(
  [[], [], []],
  [[], [], []],
  [[3], [], [3]],
  [[], [2], [2]],
  [[2], [2], [2]],
  [
    [2, 1],
    [1, 3],
    [2, 3],
  ],
)

const cases = fc
  .record({ batch: batches, m: sizes, n: sizes, k: fc.oneof(fc.integer({ min: 1, max: 40 }), sizes) })
  .chain(({ batch: [left, right, both], m, n, k }) =>
    fc.record({
      dtype: floats,
      seed: fc.nat(1e6),
      a: matrices(left, m, k),
      b: matrices(right, k, n),
      c: operands([...both, m, n]),
      d: operands([...both, m, n]),
    }),
  )

/** What is computed of a product's elements before they are stored, or cannot be. */
const epilogues: Readonly<Record<string, (...x: Tensor[]) => Tensor | readonly Tensor[]>> = {
  none: (a, b) => matmul(a, b),
  bias: (a, b, c) => matmul(a, b).add(c),
  'bias and relu, with its input': (a, b, c) => {
    const z = matmul(a, b).add(c)
    return [relu(z), z]
  },
  masks: (a, b, c, d) => matmul(a, b).mul(c.greater(0)).mul(d).mulAbsorbing(d.less(c)),
  'a choice': (a, b, c, d) => where(c.lessEqual(d), matmul(a, b), maximum(c, d)),
  sigmoid: (a, b, c) => sigmoid(matmul(a, b).sub(c)),
  'a sum of it': (a, b, c) => [matmul(a, b).mul(c).sum({ axis: -1 }), matmul(a, b).square().mean({ axis: -2 })],
}

function kernelsOf(compiled: { explain(): { groups: readonly { kernel?: string }[] } }): string[] {
  return compiled.explain().groups.flatMap(({ kernel }) => kernel ?? [])
}

describe.each(instructionSets)('products with %s', (set) => {
  const numRuns = set === 'relaxed' ? 40 : 8
  test.each(Object.entries(epilogues))('and behind them: %s', (_name, f) => {
    const kernels = new Set<string>()
    fc.assert(
      fc.property(cases, ({ dtype, seed, a, b, c, d }) => {
        const inputs = [a, b, c, d].map(({ stored }, i) => filled(stored, dtype, seed + i))
        withInstructionSet(set, () => {
          const seen = through([a, b, c, d], f)
          const compiled = compile(seen)
          expectAgreement(seen, inputs, compiled)
          for (const kernel of kernelsOf(compiled)) kernels.add(kernel)
        })
      }),
      { numRuns, seed: 5 }, // with a seed, for both kernels are to be reached
    )
    expect([...kernels].toSorted()).toEqual(set === 'none' ? [] : ['dot', 'lanes'])
  })
})

describe('forms', () => {
  const form = (f: (...x: Tensor[]) => Tensor, ...shapes: number[][]): string[] => {
    const inputs = shapes.map((shape, i) => filled(shape, 'float32', i + 1))
    const compiled = compile(f)
    expectAgreement(f, inputs, compiled)
    return kernelsOf(compiled)
  }

  test('vectors go along the longer axis of the result, or along the sum where that is short', () => {
    expect(form((a, b) => matmul(a, b), [40, 20], [20, 30])).toEqual(['lanes'])
    expect(form((a, b) => matmul(a, b), [3, 20], [20, 30])).toEqual(['lanes'])
    expect(form((a, b) => matmul(a, b.transpose()), [3, 100], [2, 100])).toEqual(['dot'])
    expect(form((a, b) => matmul(a.transpose(), b), [20, 60], [20, 30])).toEqual(['lanes'])
  })

  test('operands that no kernel takes as they lie are copied first', () => {
    const compiled = compile((a: Tensor, b: Tensor) =>
      matmul(a.slice([null, null, 2], ':'), b.slice(':', [null, null, -1])),
    )
    const inputs = [filled([40, 20], 'float64', 1), filled([20, 30], 'float64', 2)] as const
    const eager = matmul(inputs[0].slice([null, null, 2], ':'), inputs[1].slice(':', [null, null, -1]))
    expect(
      compiled(...inputs)
        .sub(eager)
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-13)
    expect(compiled.explain().groups.flatMap(({ nodes }) => nodes)).toContain('slice/copy')
  })
})

/** Sums long enough for packed panels, enough rows for several chunks of them, and tiles of every height and width. */
describe('long sums', () => {
  const lengths: readonly (readonly [number, number, number])[] = [
    [1, 900, 1],
    [1, 100, 17],
    [5, 900, 3],
    [20, 128, 33],
    [21, 131, 8],
    [33, 100, 17],
    [21, 131, 40],
    [45, 129, 20],
    [77, 900, 20],
    [20, 900, 130],
    [1, 90, 7],
    [4, 90, 11],
    [7, 90, 5],
    [44, 60, 43],
    [50, 900, 25],
    [2, 900, 25],
  ]
  test.each(lengths)('%i x %i x %i', (m, k, n) => {
    for (const dtype of ['float32', 'float64'] as const) {
      for (const [left, right] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ]) {
        const f = (a: Tensor, b: Tensor, c: Tensor): Tensor =>
          relu(matmul(left ? a.transpose() : a, right ? b.transpose() : b).add(c))
        const x = [
          filled(left ? [k, m] : [m, k], dtype, 1),
          filled(right ? [n, k] : [k, n], dtype, 2),
          filled([n], dtype, 3),
        ] as const
        const [found, wanted] = [compile(f)(...x).toTypedArray(), f(...x).toTypedArray()]
        // each of k terms of up to 4 may be rounded
        const bound = 4 * k * (dtype === 'float32' ? 2 ** -24 : 2 ** -53) * Math.sqrt(k)
        expect(wanted.filter((number, i) => !(Math.abs(number - (found[i] ?? Number.NaN)) <= bound))).toHaveLength(0)
      }
    }
  })
})

test.each(instructionSets)('what is rounded off does not grow with the length of the sum, with %s', (set) => {
  const n = 100_003
  const forms: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
    dot: (a, b) => matmul(a.slice(':', [0, n]), b),
    lanes: (a, b) => matmul(a.slice(':', [null, null, 2]), b), // its numbers do not lie side by side
  }
  // A part adds up 256 rounds of 1 to 7 terms, so that there are n / 256 parts at most. Each term and each part costs a rounding,
  // and so do the product, the rest of less than a round, and the lanes. Of positive numbers all sums are less than the last.
  const bound = (7 * 256 + n / 256 + 16) * 2 ** -24
  const alike = full([1, 2 * n], 0.1)
  const tiny = full([1, 2 * n - 2], 2 ** -25) // added one by one to 1, each would be lost
  const y = full([n, 1], 1)
  withInstructionSet(set, () => {
    for (const [kernel, f] of Object.entries(forms)) {
      const compiled = compile(f)
      for (const x of [alike, concat([tensor([[1, 1]]), tiny], { axis: 1 })]) {
        const wanted = f(x.astype('float64'), y.astype('float64')).item()
        expect(Math.abs(compiled(x, y).item() / wanted - 1)).toBeLessThan(bound)
        if (set !== 'none') expect(compiled.explain().groups.map((group) => group.kernel)).toEqual([kernel])
      }
    }
  })
})

test('special numbers of an operand appear where they must, and nowhere else', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 40 }), sizes, floats, fc.nat(1e6), (m, k, n, dtype, seed) => {
      const a = filled([m, k], dtype, seed)
      const b = filled([k, n], dtype, seed + 1)
      // one row of the left one, so that NaN and infinity must stay in one row of the result
      const x = a.mul(where(filled([m, 1], dtype, seed + 2, 'ties').greater(1), Number.POSITIVE_INFINITY, 1))
      for (const [f, p, q] of [
        [(u: Tensor, v: Tensor) => matmul(u, v), x, b],
        [(u: Tensor, v: Tensor) => matmul(u, v.transpose()), x, b.transpose().add(0)],
      ] as const) {
        const kinds = (y: Tensor): number[] => Array.from(y.toTypedArray(), (v) => (Number.isFinite(v) ? 0 : v))
        expect(kinds(compile(f)(p, q))).toEqual(kinds(f(p, q)))
      }
    }),
    { numRuns: 40 },
  )
})

describe('an operand of the product that is read beside it, too', () => {
  const x = filled([20, 20], 'float32')
  test.each<[string, (x: Tensor) => Tensor]>([
    ['as a number', (x) => matmul(x, x).add(x)],
    ['in a truth', (x) => where(x.greater(0), matmul(x, x), 0)],
    ['in a truth of truths', (x) => where(x.greater(0).notEqual(x.less(1)), matmul(x, x), x)],
    ['transposed', (x) => matmul(x, x.transpose()).add(x.transpose())],
  ])('%s', (_name, f) => expectAgreement(f, [x]))
})

test('an operand may be a constant of one number', () => {
  expectAgreement((x) => [matmul(x, full([9, 30], 0.5)), matmul(full([2, 20], -1), x)], [filled([20, 9], 'float32')])
})

test('truths that are made of each other in many ways are looked at once', () => {
  const f = (x: Tensor): Tensor => {
    const y = matmul(x, x)
    let [s, t] = [x.greater(0), y.less(1)]
    for (let i = 0; i < 60; i++) [s, t] = [t, s.notEqual(t)]
    return where(t, y, 0)
  }
  expectAgreement(f, [filled([9, 9], 'float64')])
})
