// Gradients that other frameworks have got wrong, with numbers computed elsewhere (reference/bug-cases.json).
import { readFileSync } from 'node:fs'
import { grad, stopGradient, vjp } from '@adjoint/autograd'
import { checkGradient, type GradientCheck, report } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import {
  add,
  atan2,
  clip,
  concat,
  type DType,
  det,
  div,
  einsum,
  fromTypedArray,
  log,
  matmul,
  maximum,
  minimum,
  mul,
  mulAbsorbing,
  pow,
  relu,
  type Shape,
  sub,
  type Tensor,
  tensor,
  trace,
  where,
} from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { numbersOf } from './values.ts'

interface Numbers {
  readonly shape: Shape
  readonly data: unknown
}

interface Case {
  readonly id: string
  readonly kind: string
  readonly expression: string
  readonly dtype: DType
  readonly inputs: Readonly<Record<string, Numbers>>
  readonly cotangent: 'ones' | Numbers
  readonly expected_value: Numbers
  readonly expected_gradient: Readonly<Record<string, Numbers>>
}

const file = new URL('reference/bug-cases.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly Case[] }

const constant = (data: readonly number[] | readonly (readonly number[])[]): Tensor =>
  tensor(data, { dtype: 'float64' })

/** The gradient by one argument of a function's sum, which is the derivative of each element where they are independent. */
const slope = (f: (...x: Tensor[]) => Tensor, index: number = 0) =>
  grad((...x: Tensor[]) => f(...x).sum(), { argnums: index })

// The article's network of two hidden units on XOR, samples as columns.
const xor = (w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor): Tensor => {
  const [x, y] = [constant([[0, 0, 1, 1], [0, 1, 0, 1]]), constant([[0, 1, 1, 0]])] // biome-ignore format: tables
  const a = matmul(w2, matmul(w1, x).add(b1).tanh()).add(b2).sigmoid()
  return mul(y, log(a)).add(mul(sub(1, y), log(sub(1, a)))).mean().neg() // biome-ignore format: one formula
}

/** A matrix as a batch of one image of one channel. */
const image = (x: Tensor): Tensor => x.slice(null, null)

const bce = (p: Tensor): Tensor => {
  const y = constant([1, 0])
  return mulAbsorbing(y, log(p))
    .add(mulAbsorbing(sub(1, y), p.neg().log1p()))
    .neg()
}

/** The cases as functions of their inputs, in the order of the file. */
const functions: Readonly<Record<string, (...x: Tensor[]) => Tensor>> = {
  'bc01-bias-row': (a, b) => add(a, b),
  'bc03-scalar-0d': (a, s) => mul(a, s),
  'bc04-shape1-stays-shape1': (x, y) => mul(x, y),
  'bc06-lead-and-interior': (a, b) => add(a, b),
  'bc07-div': (a, b) => div(a, b),
  'bc09-pow': (a, b) => pow(a, b),
  'bc10-maximum': (a, b) => maximum(a, b),
  'bc12-atan2': (a, b) => atan2(a, b),
  'bc13-batched-matmul': (a, b) => matmul(a, b),
  'bc15-matmul-vector-left': (v, m) => matmul(v, m),
  'bc16-matmul-vector-right': (m, v) => matmul(m, v),
  'bc18-zero-size': (a, b) => add(a, b),
  'bc19-where-branches': (a, b) => where(tensor([[true, false], [false, true]]), a, b), // biome-ignore format: a table
  'ac02-x-plus-x': (x) => add(x, x),
  'ac03-x-minus-x': (x) => sub(x, x),
  'ac05-x-pow-x': (x) => pow(x, x),
  'ac06-x-xT': (x) => matmul(x, x.transpose()),
  'ac08-multipath-order': (x) => {
    const xa = x.mul(1)
    return x.mul(xa).add(x.mul(x).mul(1)).add(x.mul(xa))
  },
  'ac09-fan-out-9': (x) => Array.from({ length: 9 }, (_, k) => x.mul(k + 1)).reduce((a, b) => add(a, b)),
  'ac11-shared-buffer': (x, z) => add(x, z).sum().add(x.mul(x).sum()),
  'ac12-view-buffer': (x) => x.reshape([2, 1]).mul(constant([[1], [2]])).sum().add(x.mul(x).sum()), // biome-ignore format: one formula
  'ac14-backward-twice': (x) => x.mul(x).mul(x),
  'ac15-unused-input': (x) => x.mul(2),
  'ac17-stop-gradient': (x) => x.mul(stopGradient(x)),
  'ac18-constant': () => constant([7]),
  'ax02-mean-axis0': (a) => a.mean({ axis: 0, keepDims: true }),
  'ax03-mean-axes-0-2': (a) => a.mean({ axis: [0, 2] }),
  'ax05-max-axis1-no-keepdims': (a) => a.max({ axis: 1 }),
  'ax06-cumsum-axis0': (a) => a.cumsum({ axis: 0 }),
  'ax08-transpose-perm': (x) => x.transpose([1, 2, 0]),
  'ax09-prod-axis-neg': (a) => a.prod({ axis: -1 }),
  'ax11-var-ddof0': (x) => x.variance(),
  'ax12-var-ddof1': (x) => x.variance({ ddof: 1 }),
  'ax14-transposed-view': (x) => x.transpose().mul(constant([[1, 2], [3, 4], [5, 6]])), // biome-ignore format: a table
  'ax15-strided-slice': (x) => x.slice([null, null, -2]).mul(constant([1, 10, 100])),
  'ax17-0d': (x) => x.mul(x),
  'ix01-gather-dup': (x) => x.take([0, 0]),
  'ix03-take-along-axis': (a) => a.takeAlongAxis([[1, 1], [0, 1]], { axis: 1 }), // biome-ignore format: a table
  'ix04-negative-index': (x) => x.slice(-1),
  'ix06-scatter-add': (s) => constant([0, 0]).scatterAdd([1, 1, 0], s),
  'ix07-pad-reflect': (x) => x.pad(1, { mode: 'reflect' }),
  'ix09-concat-uneven': (...x) => concat(x, { axis: -1 }),
  'ix10-tile': (x) => x.tile([2, 2]),
  'ix12-diag-trace': (a) => trace(a).mul(2).add(a.tril().sum()),
  'ix13-einsum-repeated': (a) => einsum('ii->i', a).sum().add(einsum('ij,ij->', a, a)), // biome-ignore format: one formula
  'kk02-abs0': (x) => x.abs(),
  'kk03-max-two-ties': (x) => x.max(),
  'kk05-maximum-tie': (a, b) => maximum(a, b),
  'kk06-maximum-x-x': (x) => maximum(x, x),
  'kk08-clip-inf': (x) => clip(x, null, 1),
  'kk09-clip-exp-overflow': (x) => minimum(x.exp(), 1),
  'kk11-median-sort': (x) => x.sort().mul(constant([1, 10, 100])),
  'kk12-maxpool-overlap': (x) => x.maxPool1d(2, { stride: 1 }),
  'kk14-floor': (x) => x.floor().add(x.round()).add(x.sign()),
  'kk15-floordiv': (a, b) => div(a, b).floor(),
  'kk18-bce-logits-at-0': (z) => maximum(z, 0).sub(z.mul(constant([1, 0]))).add(z.abs().neg().exp().log1p()), // biome-ignore format: one formula
  'kk19-logaddexp-tie': (a, b) => maximum(a, b).add(sub(a, b).abs().neg().exp().log1p()), // biome-ignore format: one formula
  'sg01-sqrt0': (x) => x.sqrt(),
  'sg02-zero-times-sqrt0': (x) => x.sqrt().mul(0),
  'sg04-where-log': (x) => where(x.greater(0), log(x), 0),
  'sg05-where-pow-overflow': (a) => where(a.less(15), a, pow(10, a.exp())),
  'sg07-pow-0-1': (x) => x.pow(1),
  'sg08-pow-0-0': (x) => x.pow(0),
  'sg10-pow-negative-base': (x) => x.pow(3).add(x.pow(2)),
  'sg11-pow-half-0': (x) => x.pow(0.5),
  'sg13-prod-two-zeros': (x) => x.prod(),
  'sg14-prod-single-zero-element': (x) => x.prod({ axis: 0 }),
  'sg16-norm-0': (x) => x.norm(),
  'sg17-norm-squared-0': (x) => x.norm().pow(2),
  'sg19-layernorm-constant': (x) => div(sub(x, x.mean()), x.variance().add(1e-5).sqrt()),
  'sg20-hypot-overflow': (a, b) => {
    const scale = maximum(a.abs(), b.abs())
    return div(a, scale).square().add(div(b, scale).square()).sqrt().mul(scale)
  },
  'sg22-xlogy': (x, y) => mulAbsorbing(x, log(y)),
  'sg23-atan2-00': (a, b) => atan2(a, b),
  'sg25-power-series': (z) => pow(z, tensor([0, 1], { dtype: 'int32' })).sum(),
  'ov01-logsumexp-big': (x) => x.logsumexp(),
  'ov02-logsumexp-neginf': (x) => x.logsumexp(),
  'ov04-softmax-big': (x) => x.softmax(),
  'ov05-log-softmax-big': (x) => x.logSoftmax(),
  'ov07-log-sigmoid': (x) => x.neg().softplus().neg(),
  'ov08-tanh-saturated': (x) => x.tanh().add(x.neg().sigmoid()),
  'ov10-variance-cancellation': (x) => x.variance(),
  'ov11-f32-sum': (x) => x.sum(),
  'ls01-bce-grad': bce,
  'ls02-bce-perfect': bce,
  'ls04-bce-composed-saturated': (z) => z.softplus(), // as the loss of logits: composed, sigmoid(40) is 1 and ln(1 - 1) is -∞
  'ls05-softmax-ce': (z) => mul(constant([0.2, 0.8]), z.logSoftmax()).sum().neg(), // biome-ignore format: one formula
  'ls07-softmax-ce-labels': (y) => mul(y, constant([3, -2]).logSoftmax()).sum().neg(), // biome-ignore format: one formula
  'ls08-mse-mean': (p) =>
    sub(p, constant([0, 4]))
      .square()
      .mean(),
  'nn02-xor-net': xor as (...x: Tensor[]) => Tensor,
  'nn03-symmetric-units': xor as (...x: Tensor[]) => Tensor,
  'nn05-conv': (x, k) => image(x).conv2d(image(k)).squeeze(),
  'nn06-conv-stride-leftover': (x, k) => image(x).conv2d(image(k), { stride: 2 }).slice(0, 0),
  'nn08-attention-mask': (x) => x.add(constant([0, Number.NEGATIVE_INFINITY, 0])).softmax().slice(0), // biome-ignore format: one formula
  'nn09-relu-dead': (w, b) => relu(matmul(w, constant([1, 1])).add(b)),
  'zs01-empty-reductions': (x) => x.sum(),
  'zs02-matmul-inner-0': (a, b) => matmul(a, b),
  'd201-cube': slope((x) => x.mul(x).mul(x)),
  'd202-sigmoid': slope((x) => x.sigmoid()),
  'd204-softmax-hessian': (x) => slope((z) => z.softmax().slice(0))(x).slice(0),
  'd205-div': slope((x, y) => div(x, y), 1),
  'd207-relu-sq': slope((x) => relu(x).square()),
  'd208-perturbation-confusion': (x) => x.mul(slope((y) => x.add(y))(x)),
  'd210-gradient-penalty': (w) => slope((x) => w.mul(x.square()))(constant([3])).square(),
  'd211-matmul': (a, b) =>
    slope((c) => matmul(a, c).square().div(2))(b)
      .square()
      .sum(),
  'd213-broadcast-mul': (a, b) => slope((c) => mul(a, c).square().div(2))(b).sum(),
  'd214-prod': (x) => slope((z) => z.prod())(x).slice(1),
  'la02-det': (a, b) => det(a).add(det(b)),
}

/** NaN and the infinities are strings in the file. */
function tensorOf({ shape, data }: Numbers, dtype: DType): Tensor {
  return fromTypedArray(Float64Array.from([data].flat(Number.POSITIVE_INFINITY).map(Number)), shape).astype(dtype)
}

/** Equal as far as the file's 15 digits go. */
function expectNear(actual: Tensor, expected: Numbers, what: string): void {
  const reference = numbersOf(tensorOf(expected, 'float64'))
  expect(actual.shape, `shape of ${what}`).toEqual(expected.shape)
  numbersOf(actual).forEach((value, i) => {
    const wanted = reference[i] ?? Number.NaN
    if (value === wanted || Math.abs(value - wanted) <= 1e-13 * Math.max(1, Math.abs(wanted))) return
    expect.fail(`${what}, element ${i}: ${value} is not ${wanted}`)
  })
}

describe(`${cases.length} bug cases`, () => {
  test.each(cases)('$id: $expression', ({ id, inputs, dtype, cotangent, expected_value, expected_gradient }) => {
    const f = functions[id] ?? add
    const [y, pullback] = vjp(f, ...Object.values(inputs).map((numbers) => tensorOf(numbers, dtype)))
    expectNear(y, expected_value, 'the value')
    const g =
      cotangent === 'ones' ? fromTypedArray(new Float64Array(y.size).fill(1), y.shape) : tensorOf(cotangent, dtype)
    const gradients = pullback(g)
    Object.keys(inputs).forEach((name, k) => {
      const [actual, expected] = [gradients[k], expected_gradient[name]]
      if (actual && expected) expectNear(actual, expected, `the gradient by ${name}`)
    })
  })

  const checked = (id: string): GradientCheck => {
    const { inputs, dtype } = cases.find((one) => one.id === id) ?? { inputs: {}, dtype: 'float64' }
    const at = Object.values(inputs).map((numbers) => tensorOf(numbers, dtype))
    return checkGradient(functions[id] ?? add, at, { adapter: adjoint })
  }
  const honest = cases.map(({ id }) => id).filter((id) => id !== 'ac17-stop-gradient')

  test.each(honest)('%s: gradcheck finds nothing wrong', (id) => {
    const check = checked(id)
    expect(check.verdict, report(check)).not.toBe('fail')
  })

  test('gradcheck decides on nearly all of them, though they lie at edges and infinities', () => {
    const undecided = honest.filter((id) => checked(id).verdict === 'undecided')
    // two infinite slopes at an edge; the origin, around which the angle takes all values; a float32 sum that hides each of
    // its terms
    expect(undecided).toEqual(['sg01-sqrt0', 'sg11-pow-half-0', 'sg23-atan2-00', 'ov11-f32-sum'])
  })

  test('gradcheck does find that stopGradient gives no derivative', () => {
    const check = checked('ac17-stop-gradient')
    expect([check.verdict, check.culprit?.op]).toEqual(['fail', 'stopGradient'])
  })

  test('no case is forgotten', () => {
    expect(Object.keys(functions).toSorted()).toEqual(cases.map(({ id }) => id).toSorted())
  })
})
