import { defineOp, grad, stopGradient } from '@adjoint/autograd'
import { fromTypedArray, mul, mulAbsorbing, relu, sub, type Tensor, tensor } from '@adjoint/tensor'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { dce } from '../../src/passes/dce.ts'
import { simplify } from '../../src/passes/simplify.ts'
import { filled } from '../arbitraries.ts'
import { expectSameValues, graphFor, linesAfter } from './values.ts'

type Rule = (x: Tensor, y: Tensor) => Tensor

const atLeast = defineOp({
  name: 'atLeast',
  scalar: (m, x) => m.select(m.less(x, m.constant(-1e20)), m.constant(-1e20), x),
  rule: [(_y, x) => x.greater(-1e20)],
})

/** Each rule with the ops that it leaves. */
const rules: Readonly<Record<string, readonly [Rule, readonly string[]]>> = {
  'x * 1 is x': [(x) => x.mul(1), []],
  '1 * x is x': [(x) => tensor(1, { dtype: x.dtype }).mul(x), []],
  'x * -1 is -x': [(x) => x.mul(-1), ['neg']],
  'x / 1 is x': [(x) => x.div(1), []],
  'x / 8 is x * 0.125': [(x) => x.div(8), ['mul']],
  'x / -0.25 is x * -4': [(x) => x.div(-0.25), ['mul']],
  'x ** 1 is x': [(x) => x.pow(1), []],
  'x ** 2 is a square': [(x) => x.pow(2), ['square']],
  '--x is x': [(x) => x.neg().neg(), []],
  'x + -y is x - y': [(x, y) => x.add(y.neg()), ['sub']],
  '-x + y is y - x': [(x, y) => x.neg().add(y), ['sub']],
  'x - -y is x + y': [(x, y) => x.sub(y.neg()), ['add']],
  'reshapes in a row are one': [(x) => x.reshape([6, 2]).expandDims(0).reshape([2, 6]), ['reshape']],
  'a reshape and back is nothing': [(x) => x.expandDims(1).reshape([12]).reshape([3, 4]), []],
  'a reshape to the same shape is nothing': [(x) => x.reshape([3, 4]), []],
  'broadcasting to the same shape is nothing': [(x) => x.broadcastTo([3, 4]), []],
  'a transpose in the same order is nothing': [(x) => x.transpose([0, 1]), []],
  'transposed twice is x': [(x) => x.transpose().transpose(), []],
  'transposes in a row are one': [
    (x) => x.reshape([3, 2, 2]).transpose([1, 2, 0]).transpose([1, 2, 0]),
    ['reshape', 'transpose'],
  ],
  'what stopGradient gives is its operand': [(x) => stopGradient(x), []],
  'x > 0 is seen in relu(x)': [(x) => relu(x).mul(x.greater(0).astype(x.dtype)), ['relu', 'greater', 'astype', 'mul']],
  'an absorbing product with a truth is a choice': [
    (x, y) => mulAbsorbing(x, y.greater(0)),
    ['greater', 'add', 'where'],
  ],
  'an absorbing product with 1 is a sum with 0': [(x) => mulAbsorbing(1, x), ['add']],
  'an absorbing product of 1 and 2 - x is 2 - x, which is never -0': [(x) => mulAbsorbing(sub(2, x), 1), ['sub']],
}

/** What looks like one, and is none: for -0, NaN, infinity, a carry or another dtype. */
const noRules: Readonly<Record<string, readonly [Rule, readonly string[]]>> = {
  'x + 0 is 0 for -0': [(x) => x.add(0), ['add']],
  'x * 0 is NaN for infinity': [(x) => x.mul(0), ['mul']],
  'x - x is NaN for infinity': [(x) => x.sub(x), ['sub']],
  'x / x is NaN for 0': [(x) => x.div(x), ['div']],
  'x / 3 is not x * (1 / 3)': [(x) => x.div(3), ['div']],
  'a number beside a power of two is none': [
    (x) => x.div(16 * (1 + (x.dtype === 'float32' ? 2 ** -23 : 2 ** -52))),
    ['div'],
  ],
  'x / 0 is no product': [(x) => x.div(0), ['div']],
  'a power of two whose reciprocal is none': [(x) => x.div(2 ** 120), ['div']],
  'x ** 0.5 is not a root for -0 and -Infinity': [(x) => x.pow(0.5), ['pow']],
  'x ** 3 rounds once': [(x) => x.pow(3), ['pow']],
  'x * 1 of more elements broadcasts': [(x) => x.mul(tensor([[[1]], [[1]]])), ['mul']],
  'x < 0 is not seen in relu(x)': [(x) => relu(x).mul(x.less(0).astype(x.dtype)), ['relu', 'less', 'astype', 'mul']],
  'what gives most numbers as they are is not the identity': [(x) => atLeast(x), ['atLeast']],
  'x - y may be -0': [(x, y) => mulAbsorbing(x.sub(y), 1), ['sub', 'add']],
  '2 * x may be -0': [(x) => mulAbsorbing(mul(2, x), 1), ['mul', 'add']],
  '-0 - x may be -0': [(x) => mulAbsorbing(sub(-0, x), 1), ['sub', 'add']],
  'sums do not associate': [(x, y) => x.add(y).sub(y), ['add', 'sub']],
}

const opsAfter = (f: Rule, ...x: [Tensor, Tensor]): string[] => {
  const graph = dce(simplify(graphFor((a, b) => f(a, b), ...x)))
  return graph.nodes.flatMap(({ op }) => op?.name ?? [])
}

const inputs = (dtype: 'float32' | 'float64', seed = 1): [Tensor, Tensor] => [
  filled([3, 4], dtype, seed, 'special'),
  filled([3, 4], dtype, seed + 1, 'special'),
]

describe.each(Object.entries({ ...rules, ...noRules }))('%s', (_name, [f, left]) => {
  test.each(['float32', 'float64'] as const)('in %s', (dtype) => {
    expect(opsAfter(f, ...inputs(dtype))).toEqual(left)
  })

  test('to the bit, special numbers included', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom('float32', 'float64'), (seed, dtype) => {
        const x = inputs(dtype, seed)
        const graph = graphFor((a, b) => f(a, b), ...x)
        expectSameValues(graph, simplify(graph), x)
      }),
      { numRuns: 20 },
    )
  })
})

test('a relu whose input is used no more keeps it out of memory', () => {
  expect(
    linesAfter(
      simplify,
      grad((x: Tensor) => relu(x.mul(3)).sum()),
      tensor([1, -2]),
    ),
  ).toMatchInlineSnapshot(`
    [
      "%00 x0 f32[2] input",
      "%01 constant f32[] constant",
      "%02 mul f32[2] mul %00 %01",
      "%03 relu f32[2] relu %02",
      "%04 constant f32[] constant",
      "%05 greater bool[2] greater %03 %04",
      "%06 constant f32[2] constant",
      "%07 constant f32[] constant",
      "%08 mulAbsorbing f32[2] add %06 %07",
      "%09 mulAbsorbing f32[2] where %05 %08 %07",
      "%10 mulAbsorbing f32[2] mulAbsorbing %09 %01",
      "return %10",
    ]
  `)
})

describe('integers', () => {
  const least = -(2 ** 31)
  const integers = fc.array(fc.oneof(fc.integer(), fc.constantFrom(least, 2 ** 31 - 1, 0, -1)), {
    minLength: 4,
    maxLength: 4,
  })
  const integerRules: readonly Rule[] = [
    (x, y) => x.add(y.neg()),
    (x, y) => x.neg().add(y),
    (x, y) => x.sub(y.neg()),
    (x) => x.neg().neg(),
    (x) => x.mul(-1),
    (x) => x.mul(1),
    (x) => x.pow(2),
    (x) => x.div(4),
    (x, y) => x.astype('float32').add(y.neg()),
    (x, y) => x.astype('float64').sub(y.neg()),
    (x, y) => x.astype('float32').div(2).mul(y.neg()),
  ]
  test.each(integerRules.map((f) => [String(f), f] as const))('%s', (_code, f) => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        const x = [a, b].map((numbers) => fromTypedArray(Int32Array.from(numbers)))
        const graph = graphFor((p, q) => f(p, q), ...x)
        expectSameValues(graph, simplify(graph), x)
      }),
      { numRuns: 30 },
    )
  })
})
