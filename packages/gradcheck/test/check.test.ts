import { withRule } from '@adjoint/autograd'
import { concat, div, ops, sub, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { adjoint, exchange, plant, plantedBugs, vocabulary } from '../src/adjoint/index.ts'
import { checkDifferentiable } from '../src/check.ts'
import { accumulation, reading } from '../src/culprit.ts'
import { type Adapter, differentiable, type TensorFunction } from '../src/differentiable.ts'
import { ndarray } from '../src/ndarray.ts'
import { differentiableProgram, type Program } from '../src/program.ts'
import { report } from '../src/report.ts'

/** Adjoint, its ops kept to itself. */
const closed: Adapter<Tensor> = { ...adjoint, steps: undefined }
const both = [
  ['whose ops are known', adjoint],
  ['whose ops are not', closed],
] as const

const check = (adapter: Adapter<Tensor>, f: TensorFunction<Tensor>, ...at: readonly (readonly number[])[]) =>
  checkDifferentiable(differentiable(adapter, f), at.map((data) => ndarray(data))) // biome-ignore format: one line

const brokenTanh = withRule(ops.tanh.op, [(y) => sub(1, y)])
const brokenMax = plantedBugs.find(({ name }) => name.includes('every tie')) ?? expect.fail('there is no such bug')

describe.each(both)('a function %s', (_name, adapter) => {
  it('that is right passes', () => {
    expect(check(adapter, (x, y) => x.mul(y).tanh(), [0.3, 1], [-2, 0.1])).toMatchObject({
      verdict: 'pass',
      culprit: null,
    })
  })

  it('that is wrong fails', () => {
    const f = exchange((x) => x.mul(2).tanh().exp(), ops.tanh.op, brokenTanh)
    expect(check(adapter, f, [0.3, -0.1]).verdict).toBe('fail')
  })

  it('has legal subgradients where each of max takes its share', () => {
    expect(check(adapter, (x) => x.max(), [1, 1, 0.2]).verdict).toBe('kink')
    expect(check(adapter, (x) => x.max(), [1, 1, 1, 1]).verdict).toBe('kink')
  })

  it('has them where an op bends in three ways at once', () => {
    for (const value of [0, 0.4, 0.473]) {
      expect(check(adapter, (x, low, high) => x.clip(low, high), [value], [value], [value]).verdict).toBe('kink')
    }
  })

  it('has them where many such bends meet, in float32', () => {
    const f = differentiable(adapter, (x, low, high) => x.clip(low, high))
    const same = (...shape: number[]) =>
      ndarray(new Array<number>(shape.reduce((product, size) => product * size, 1)).fill(0.5), shape, 'float32')
    expect(checkDifferentiable(f, [same(2, 1), same(2, 1), same(2, 2, 3)]).verdict).toBe('kink')
  })

  it('has them where equal numbers are sorted', () => {
    for (const count of [2, 3, 4, 6, 8]) {
      const same = new Array<number>(count).fill(0.5)
      expect(check(adapter, (x) => x.sort(), same).verdict).not.toBe('fail')
      expect(check(adapter, (x) => x.sort().mul(x), [-1, ...same, 2]).verdict).not.toBe('fail')
    }
    const wrong = withRule(ops.takeAlongAxis.op, {
      vjp: (g) => [g.mul(0), null],
      jvp: ([dx]) => dx?.mul(0) ?? null,
    })
    const f = exchange((x) => x.sort(), ops.takeAlongAxis.op, wrong)
    expect(check(adapter, f, [0.5, 0.5, 0.5, 0.5]).verdict).toBe('fail')
  })

  it.each([1.418, -2, 0.5, -1, 3])('has none where each of max takes the whole, at %d', (value) => {
    const f = exchange((x) => x.max(), brokenMax.original, brokenMax.broken)
    expect(check(adapter, f, [value, value]).verdict).toBe('fail')
    expect(check(adapter, f, [value, value, value - 1]).verdict).toBe('fail')
    expect(check(adapter, f, [value, value - 1]).verdict).toBe('pass')
  })
})

describe('a function that reads a number', () => {
  it.each<[string, TensorFunction<Tensor>]>([
    ['item', (x) => x.slice([0, 1]).mul(x.max().item())],
    ['toArray', (x) => x.mul(tensor(x.toArray()))],
    ['toArray, at kinks', (x) => x.relu().mul(tensor(x.abs().toArray()))],
  ])('by %s fails, and is told so', (_name, f) => {
    const found = check(adjoint, f, [0.3, -1.2, 0.8])
    expect(found).toMatchObject({ verdict: 'fail', culprit: { op: reading } })
    expect(report(found, { color: false })).toMatch(/^guilty {5}a value read as a number \(item.*no derivative$/m)
    expect(check(closed, f, [0.3, -1.2, 0.8]).verdict).toBe('fail')
  })

  it('where that does not matter, or chooses a branch, is right', () => {
    expect(check(adjoint, (x) => x.sub(x.max().item()).softmax(), [0.3, -1.2]).verdict).toBe('pass')
    const branches = (x: Tensor): Tensor => (x.sum().item() > 0 ? x.relu().sub(x.neg().relu()) : x.mul(0.5))
    for (const value of [0, 1e-9, 0.3]) expect(check(adjoint, branches, [value]).verdict).not.toBe('fail')
  })
})

describe('a point at which the chain rule fails', () => {
  it('is to blame for relu(x) - relu(-x) at 0, where the ops are known', () => {
    const identity = (x: Tensor): Tensor => x.relu().sub(x.neg().relu())
    expect(check(adjoint, identity, [0])).toMatchObject({ verdict: 'kink', culprit: null })
    expect(check(adjoint, identity, [0.5, 0, -1])).toMatchObject({ verdict: 'kink', culprit: null })
    expect(check(adjoint, identity, [0.5, -1])).toMatchObject({ verdict: 'pass', culprit: null })
  })

  it('is to blame where kinks meet, too', () => {
    expect(check(adjoint, (x) => x.clip(x, x), [0.473]).verdict).not.toBe('fail')
    expect(check(adjoint, (x) => x.maximum(x.neg()).maximum(x.mul(2)), [0]).verdict).toBe('kink')
  })

  it('is to blame where 0 and infinity meet', () => {
    expect(check(adjoint, (x) => x.sub(x).sqrt(), [0.3]).verdict).toBe('undecided')
  })

  it('is to blame where a reciprocal is infinite', () => {
    const check32 = (value: number) =>
      checkDifferentiable(
        differentiable(adjoint, (x) => x.atan2(x)),
        [ndarray([value], [], 'float32')],
      ).verdict
    expect([2 ** -148, 2 ** -129].map(check32)).toEqual(['undecided', 'undecided']) // its partials are 1 / (2 x) and -1 / (2 x)
    expect(check32(0.5)).toBe('pass')
  })

  it('is to blame where an op that is flat meets the edge of a domain', () => {
    expect(check(adjoint, (x) => x.erf().acos(), [5.924]).verdict).toBe('undecided')
  })

  it('is to blame where large shares cancel on the way', () => {
    const f = (x: Tensor): Tensor => {
      const mean: Tensor = x.mean({ axis: 0 })
      return concat([mean.div(mean), mean], { axis: -1 })
    }
    const at = ndarray([4.83e-11, -1.055], [1, 2], 'float32')
    expect(checkDifferentiable(differentiable(adjoint, f), [at]).verdict).toBe('undecided')
  })

  it('is not to blame for an op that is wrong beside a tiny number', () => {
    const wrong = withRule(ops.div.op, [(_y, _a, b) => div(1, b), (y, _a, b) => y.div(b)])
    const f = exchange((a, b) => a.div(b), ops.div.op, wrong)
    expect(check(adjoint, f, [0.3, 1e-15], [0.7, 1e-15]).verdict).toBe('fail')
  })

  it('is to blame where a number inside is infinite', () => {
    expect(check(adjoint, (x) => x.exp().atan2(x.exp()), [1e15, -0.11]).verdict).toBe('undecided')
    // the same op where nothing is
    const wrong = withRule(ops.atan2.op, [() => Number.NaN, null])
    const f = exchange((x) => x.exp().atan2(x.exp()), ops.atan2.op, wrong)
    expect(check(adjoint, f, [0.5, -0.11]).verdict).toBe('fail')
  })

  it('is not to blame for an op that is wrong there', () => {
    const wrong = withRule(ops.relu.op, [(_y, x) => x.greaterEqual(0).astype('float64').mul(-1)])
    const f = exchange((x) => x.relu().sub(x.neg().relu()), ops.relu.op, wrong)
    expect(check(adjoint, f, [0])).toMatchObject({ verdict: 'fail', culprit: { op: 'relu' } })
  })
})

describe('the culprit', () => {
  it('is the op that is wrong when it is checked alone, at the values it had', () => {
    const f = exchange((x) => x.mul(2).tanh().exp().sum(), ops.tanh.op, brokenTanh)
    const { culprit } = check(adjoint, f, [0.3, -0.1])
    expect(culprit?.op).toBe('tanh')
    expect(culprit?.alone.at.map(({ data }) => data)).toEqual([[0.6, -0.2]])
    expect(culprit?.alone.value.data).toEqual([Math.tanh(0.6), Math.tanh(-0.2)])
    expect(culprit?.alone.findings.filter(({ verdict }) => verdict === 'fail')).not.toEqual([])
  })

  it('is an op of a program, by the name it has there', () => {
    const bug = plantedBugs.find(({ name }) => name.startsWith('exp: x for y')) ?? expect.fail('there is no such bug')
    const op = (name: string) => plant(vocabulary, bug).find((one) => one.name === name) ?? expect.fail(`no ${name}`)
    const program: Program<Tensor> = {
      adapter: adjoint,
      inputs: [ndarray([0.3, 0.7])],
      instructions: [
        { op: op('square'), operands: [0] },
        { op: op('exp'), operands: [1] },
        { op: op('mul'), operands: [2, 0] },
      ],
    }
    const { verdict, culprit } = checkDifferentiable(differentiableProgram(program), program.inputs)
    expect([verdict, culprit?.op]).toEqual(['fail', 'exp'])
  })

  it('is the tape where every op is right, but a use is lost', () => {
    const right = differentiable(adjoint, (x) => x.mul(x))
    const half = differentiable(adjoint, (x) => x.square().mul(0.5))
    const { verdict, culprit } = checkDifferentiable({ ...right, vjp: half.vjp }, [ndarray([0.3, -0.7])])
    expect([verdict, culprit?.op]).toEqual(['fail', accumulation])
    expect(culprit?.alone.at).toEqual([ndarray([0.3, -0.7])])
  })

  it('is not looked for where all is well', () => {
    const f = differentiable(adjoint, (x) => x.tanh())
    const steps = (): never => expect.fail('the ops were asked for')
    expect(checkDifferentiable({ ...f, steps }, [ndarray([0.3])]).verdict).toBe('pass')
  })
})

describe('a large number inside', () => {
  it.each([1e8, 1e12, 1e15])('that takes the change with its rounding is nobody’s fault: x + %g - %g', (large) => {
    expect(
      checkDifferentiable(
        differentiable(adjoint, (x) => x.add(large).sub(large)),
        [ndarray([0.3], [1], 'float32')],
      ).verdict,
    ).not.toBe('fail')
    expect(check(adjoint, (x) => x.add(large).sub(large), [0.3]).verdict).not.toBe('fail')
  })
})
