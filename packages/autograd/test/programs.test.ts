// Random programs: a list of naturals decoded into a graph of ops. Every list is a program, so that fast-check shrinks
// freely, and prints the shortest program that fails.
import { jvp, vjp } from '@adjoint/autograd'
import { clip, concat, div, maximum, minimum, mul, mulAbsorbing, pow, stack, type Tensor, where } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDotProduct, cotangents, epsOf, expectClose, type Fn, judgeAlong } from './checks.ts'
import { cotangent, dot, draws } from './values.ts'

type Step = (a: Tensor, b: Tensor) => Tensor

/** b, or its mean where it does not broadcast against a. */
function beside(a: Tensor, b: Tensor): Tensor {
  const fits = Array.from({ length: Math.min(a.rank, b.rank) }, (_, i) => [a.shape.at(-1 - i), b.shape.at(-1 - i)])
  return fits.every(([p, q]) => p === q || p === 1 || q === 1) ? b : b.mean()
}

const vocabulary: Readonly<Record<string, Step>> = {
  neg: (a) => a.neg(),
  square: (a) => a.square(),
  tanh: (a) => a.tanh(),
  sigmoid: (a) => a.sigmoid(),
  softplus: (a) => a.softplus(),
  relu: (a) => a.relu(),
  abs: (a) => a.abs(),
  exp: (a) => a.tanh().exp(),
  expm1: (a) => a.tanh().expm1(),
  log: (a) => a.square().add(1).log(),
  log1p: (a) => a.square().log1p(),
  sqrt: (a) => a.square().add(0.5).sqrt(),
  add: (a, b) => a.add(beside(a, b)),
  sub: (a, b) => a.sub(beside(a, b)),
  mul: (a, b) => a.mul(beside(a, b)),
  mulAbsorbing: (a, b) => mulAbsorbing(a, beside(a, b)),
  div: (a, b) => div(a, beside(a, b).square().add(1)),
  pow: (a, b) => pow(a.softplus().add(0.1), beside(a, b).tanh()),
  maximum: (a, b) => maximum(a, beside(a, b)),
  minimum: (a, b) => minimum(a, beside(a, b)),
  clip: (a, b) => clip(a, -0.7, beside(a, b).square().add(0.3)),
  where: (a, b) => where(a.greater(0.4), a.mul(2), beside(a, b)),
  sum: (a) => a.sum({ axis: a.rank === 0 ? [] : [-1], keepDims: true }),
  mean: (a) => a.mean(),
  max: (a) => a.max({ axis: a.rank === 0 ? [] : [0] }),
  transpose: (a) => a.transpose(),
  reshape: (a) => a.reshape([-1]),
  expandDims: (a) => a.expandDims(0),
  squeeze: (a) => a.squeeze(),
  broadcastTo: (a) => a.broadcastTo([2, ...a.shape]),
  slice: (a) => (a.rank === 0 ? a : a.slice([null, null, -1])),
  unslice: (a) => a.unslice([a.size + 2, ...a.shape], 1),
  concat: (a) => concat([a.reshape([-1]), a.reshape([-1]).mul(3)]),
  stack: (a) => stack([a, a.tanh()], { axis: -1 }),
  matmul: (a) => a.reshape([-1, 1]).matmul(a.reshape([1, -1])),
}
const names = Object.keys(vocabulary)

interface Program {
  readonly f: Fn
  readonly text: string
}

/** Three numbers a step: which op, and which two of the values so far; the last number chooses the output. */
function decode(numbers: readonly number[]): Program {
  const inputs = 3
  const steps: { readonly name: string; readonly a: number; readonly b: number }[] = []
  for (let i = 0; i + 2 < numbers.length; i += 3) {
    const [op = 0, a = 0, b = 0] = numbers.slice(i, i + 3)
    const live = inputs + steps.length
    steps.push({ name: names[op % names.length] ?? 'neg', a: a % live, b: b % live })
  }
  const last = (numbers.at(-1) ?? 0) % (inputs + steps.length)
  const f: Fn = (...x) => {
    const values = [...x]
    for (const { name, a, b } of steps) {
      const [p, q] = [values[a], values[b]]
      const y = p && q && vocabulary[name]?.(p, q)
      if (y) values.push(y.size > 40 || y.rank > 4 ? y.mean() : y)
    }
    return mul(values[last] ?? 0, 1)
  }
  const lines = steps.map(({ name, a, b }, i) => `v${inputs + i} = ${name}(v${a}, v${b})`)
  return { f, text: [...lines, `return v${last}`].join('; ') }
}

const program = fc.array(fc.nat(1000), { maxLength: 25 }).map(decode)
const seed = fc.integer({ min: 1, max: 1000 })

function inputsOf(at: number): Tensor[] {
  const draw = draws(at)
  return [draw([2, 3]), draw([3]), draw([])]
}

describe('random programs', () => {
  const counts = { pass: 0, kink: 0, undecided: 0, fail: 0 }

  test('1: finite differences along a random direction, in both modes', () => {
    fc.assert(
      fc.property(program, seed, ({ f, text }, at) => {
        const [x, v] = [inputsOf(at), inputsOf(at + 1000)]
        const w = cotangent(f(...x))
        const analytic = { reverse: dot(cotangents(f, x, w), v).sum, forward: dot([w], [jvp(f, x, v)[1]]).sum }
        for (const [mode, value] of Object.entries(analytic)) {
          const { verdict, numeric, bar } = judgeAlong(f, x, v, [w], value)
          counts[verdict]++
          expect(verdict, `${mode} mode: ${value} against ${numeric} ± ${bar} in ${text}`).not.toBe('fail')
        }
      }),
      { numRuns: 500 },
    )
    expect(counts.undecided / (counts.pass + counts.kink + counts.undecided)).toBeLessThan(0.02)
  })

  test('2: <w, J v> = <Jᵀ w, v>', () => {
    fc.assert(
      fc.property(program, seed, ({ f }, at) => {
        const x = inputsOf(at)
        checkDotProduct(f, x, inputsOf(at + 1000), cotangent(f(...x)))
      }),
      { numRuns: 500 },
    )
  })

  test('21: reverse over reverse = forward over reverse', () => {
    fc.assert(
      fc.property(program, seed, ({ f }, at) => {
        const [x, u, v] = [inputsOf(at), inputsOf(at + 1000), inputsOf(at + 2000)]
        const w = cotangent(f(...x))
        const gradient = (...z: Tensor[]): Tensor[] => vjp(f, ...z)[1](w)
        const forward = dot(u, jvp(gradient, x, v)[1])
        const [, pullback] = vjp(gradient, ...x)
        const reverse = dot(pullback(u), v)
        expectClose(reverse.sum, forward.sum, forward.magnitude + reverse.magnitude, epsOf(w))
      }),
      { numRuns: 300 },
    )
  })
})
