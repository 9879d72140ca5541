import { leavesOf, valueAndGrad, zipTensors } from '@adjoint/autograd'
import {
  apply,
  DomainError,
  full,
  matmul,
  type Op,
  relu,
  type Tensor,
  TraceError,
  tensor,
  zeros,
} from '@adjoint/tensor'
import { withInstructionSet } from '@adjoint/tensor/backend'
import { describe, expect, it, test } from 'vitest'
import { compile } from '../src/index.ts'
import { expectAgreement } from './agreement.ts'
import { filled } from './arbitraries.ts'
import { instructionSets } from './instruction-sets.ts'

interface Model {
  readonly w: Tensor
  readonly b: Tensor
  readonly out: Tensor
}

const model: Model = { w: filled([7, 9], 'float32', 1), b: zeros([9]), out: filled([9, 1], 'float32', 2) }

const loss = ({ w, b, out }: Model, x: Tensor): Tensor =>
  matmul(relu(matmul(x, w).add(b)), out)
    .sub(x.sum({ axis: 1, keepDims: true }))
    .square()
    .mean()

const zip = (a: Model, b: Model, f: (x: Tensor, y: Tensor) => Tensor): Model => zipTensors('zip', a, b, f)

interface State {
  readonly t: Tensor
  readonly m: Model
  readonly v: Model
}

function momentum(now: Model, state: State, x: Tensor): [Model, State, Tensor] {
  const [value, g] = valueAndGrad(loss)(now, x)
  const m = zip(state.m, g, (speed, slope) => speed.mul(0.9).add(slope))
  return [zip(now, m, (w, speed) => w.sub(speed.mul(0.01))), { ...state, m }, value]
}

function adam(now: Model, state: State, x: Tensor): [Model, State, Tensor] {
  const [value, g] = valueAndGrad(loss)(now, x)
  const t = state.t.add(1)
  const m = zip(state.m, g, (mean, slope) => mean.mul(0.9).add(slope.mul(0.1)))
  const v = zip(state.v, g, (square, slope) => square.mul(0.999).add(slope.square().mul(0.001)))
  const rate = tensor(0.999).pow(t).neg().add(1).sqrt().div(tensor(0.9).pow(t).neg().add(1)).mul(0.01)
  const steps = zip(m, v, (mean, square) => mean.mul(rate).div(square.sqrt().add(1e-7)))
  return [zip(now, steps, (w, step) => w.sub(step)), { t, m, v }, value]
}

const nothing: Model = { w: zeros([7, 9]), b: zeros([9]), out: zeros([9, 1]) }
const begin: State = { t: tensor(0), m: nothing, v: nothing }
const numbersOf = (tree: unknown): number[][] => leavesOf(tree).map(({ tensor }) => [...tensor.toTypedArray()])
const batch = (k: number, rows = 20): Tensor => filled([rows, 7], 'float32', k)

describe.each(instructionSets)('a training state with %s', (set) => {
  it.each(Object.entries({ momentum, adam }))('of %s is the same over many steps, donated or not', (_name, step) => {
    withInstructionSet(set, () => {
      const [donating, plain] = [compile(step, { donate: [0, 1] }), compile(step)]
      let [a, b]: { now: Model; state: State }[] = [
        { now: model, state: begin },
        { now: model, state: begin },
      ]
      for (let k = 0; k < 40; k++) {
        const sizes = k % 3 === 2 ? 5 : 20 // another program in turn
        const [[nowA, stateA, lossA], [nowB, stateB, lossB]] = [
          donating(a?.now ?? model, a?.state ?? begin, batch(k, sizes)),
          plain(b?.now ?? model, b?.state ?? begin, batch(k, sizes)),
        ]
        ;[a, b] = [
          { now: nowA, state: stateA },
          { now: nowB, state: stateB },
        ]
        expect(lossA.item()).toBe(lossB.item())
        if (k % 7 === 0) expect(numbersOf(a)).toEqual(numbersOf(b)) // mostly they stay unread
      }
      expect(numbersOf(a)).toEqual(numbersOf(b))
      expectAgreement(
        (x) => step(b?.now ?? model, b?.state ?? begin, x ?? batch(0)),
        [batch(99)],
        (x) => compile(step)(b?.now ?? model, b?.state ?? begin, x ?? batch(0)),
      )
    })
  })
})

describe('a donated argument', () => {
  const step = () => compile((a: Tensor, b: Tensor) => [a.add(b), b.mul(2)] as const, { donate: [0] })

  it('can no longer be read once it has been written over, unless it was read before', () => {
    const f = step()
    const [first] = f(tensor([1, 2]), tensor([10, 10]))
    const [second] = f(first, tensor([10, 10]))
    expect(second.toArray()).toEqual([21, 22])
    expect(() => first.toArray()).toThrow(TraceError)
    expect(() => first.add(1)).toThrow(/was donated to a compiled function, which has written over it since/)
    expect(() => f(first, tensor([1, 1]))).toThrow(TraceError)
    const [third] = f(second, tensor([10, 10]))
    expect(second.toArray()).toEqual([21, 22])
    expect(third.toArray()).toEqual([31, 32])
  })

  it('that the caller made stays as it is', () => {
    const f = step()
    const x = tensor([1, 2])
    f(x, tensor([10, 10]))
    expect(x.toArray()).toEqual([1, 2])
    expect(f(x, tensor([10, 10]))[0].toArray()).toEqual([11, 12])
    expect(f(tensor([5, 5]), tensor([1, 1]))[0].toArray()).toEqual([6, 6])
  })

  it('may be given elsewhere, or to another place, before anything is written', () => {
    const f = compile((a: Tensor, b: Tensor) => [a.add(1), b.add(10)] as const, { donate: [0, 1] })
    let [a, b] = f(tensor([0]), tensor([100]))
    ;[a, b] = f(b, a)
    expect([a.item(), b.item()]).toEqual([111, 11])
    ;[a, b] = f(a, a)
    expect([a.item(), b.item()]).toEqual([112, 121])
    const g = step()
    const [first] = g(tensor([1, 2]), tensor([3, 4]))
    expect(g(tensor([100, 100]), first)[0].toArray()).toEqual([104, 106])
  })

  it('may be unused, or returned itself, or change places', () => {
    const constant = filled([1000], 'float32')
    const unused = compile((_s: Tensor, x: Tensor) => [x.mul(2), x.add(constant)] as const, { donate: [0] })
    const plain = compile((x: Tensor) => x.add(constant))
    let s: Tensor = zeros([1000])
    const again = filled([1000], 'float32', 1) // its numbers stay in the program from one call to the next
    for (const x of [again, again, filled([1000], 'float32', 2)]) {
      const [next, y] = unused(s, x)
      expect(y.toTypedArray()).toEqual(plain(x).toTypedArray())
      expect(next.toTypedArray()).toEqual(x.mul(2).toTypedArray())
      s = next
    }
    const changing = compile((a: Tensor, b: Tensor, c: Tensor) => [b, c, a, a.sum()] as const, { donate: [0, 1, 2] })
    let three = [tensor([1]), tensor([2]), tensor([3])] as [Tensor, Tensor, Tensor]
    for (let k = 0; k < 4; k++) {
      const [a, b, c] = changing(...three)
      three = [a, b, c]
    }
    expect(three.map((x) => x.item())).toEqual([2, 3, 1])
  })

  it('may be two results, one of which stays', () => {
    const f = compile(
      (a: Tensor) => {
        const y = a.add(1)
        return [y, { copy: y, view: y.slice([null, null, -1]) }] as const
      },
      { donate: [0] },
    )
    const [y, kept] = f(tensor([1, 2]))
    const [z] = f(y)
    expect(z.toArray()).toEqual([3, 4])
    expect([kept.copy.toArray(), kept.view.toArray()]).toEqual([
      [2, 3],
      [3, 2],
    ])
  })

  it.each([4, 7, 1000])('is not written over before another result of the same loop has read it, %i numbers', (n) => {
    const functions = [
      (w: Tensor, h: Tensor) => [h.mul(0.9), w.sub(h)],
      (w: Tensor, h: Tensor) => [h.mul(0.9), w.sub(h).sum()],
      (w: Tensor, h: Tensor) => [h.mul(0.9), w.greater(h).astype('float32')],
      (w: Tensor, h: Tensor) => [w.sub(h), h.mul(0.9), w.mul(h)],
    ] as const
    for (const f of functions) {
      const [w, h] = [filled([n], 'float32', 1), filled([n], 'float32', 2)]
      const wanted = f(w, h).map((y) => y.toTypedArray())
      const found = compile((a: Tensor, b: Tensor) => f(a, b), { donate: [0] })(w.add(0), h)
      expect(found.map((y) => y.toTypedArray())).toEqual(wanted)
    }
    const swap = (s: { a: Tensor; b: Tensor }) => ({ a: s.b.add(0.5), b: s.a.add(s.b) })
    const { a, b } = compile(swap, { donate: [0] })({ a: full([n], 1), b: full([n], 3) })
    expect([a.slice(0).item(), b.slice(-1).item()]).toEqual([3.5, 4])
  })

  it('is computed in place only where nothing reads what it was', () => {
    const f = compile((a: Tensor, w: Tensor) => [matmul(a, w), a.sum(), a.transpose()] as const, { donate: [0] })
    const w = full([5, 5], 0.5)
    let a: Tensor = filled([5, 5], 'float64')
    let wanted = a
    const wide = w.astype('float64')
    for (let k = 0; k < 4; k++) {
      const [next, sum, turned] = f(a, wide)
      expect(turned.toTypedArray()).toEqual(wanted.transpose().toTypedArray())
      expect(sum.item()).toBeCloseTo(wanted.sum().item(), 10)
      a = next
      wanted = tensor(next.toArray(), { dtype: 'float64' })
    }
  })

  it('stays readable where values are checked', () => {
    const f = compile((a: Tensor) => [a.add(1)] as const, { donate: [0], checkFinite: true })
    const [first] = f(tensor([1]))
    f(first)
    expect(first.item()).toBe(2)
  })

  test('a view, a product and a reshape keep their numbers', () => {
    const f = compile((a: Tensor) => [a.transpose(), a.sum()] as const, { donate: [0] })
    let a: Tensor = tensor([
      [1, 2],
      [3, 4],
    ])
    for (let k = 0; k < 3; k++) [a] = f(a)
    expect(a.toArray()).toEqual([
      [1, 3],
      [2, 4],
    ])
  })
})

describe('errors', () => {
  const x = tensor([1, 2])
  it.each([[[1]], [[-1]], [[0.5]]])('donate: %j names no argument', (donate) => {
    expect(() => compile((a: Tensor) => a, { donate })(x)).toThrow(DomainError)
    expect(() => compile((a: Tensor) => a, { donate })(x)).toThrow(/but there are 1; count from 0/)
  })

  it.each<[string, (a: Tensor, b: Tensor) => unknown]>([
    ['another shape', (a) => a.sum()],
    ['another dtype', (a) => a.astype('float64')],
    ['another tree', (a) => [{ a }]],
    ['nothing', () => null],
  ])('no part of the result is like the argument: %s', (_name, f) => {
    expect(() => compile(f, { donate: [0] })(x, x)).toThrow(/argument 0 is donated, but no part of the result/)
  })

  it('two arguments need two parts', () => {
    expect(() => compile((a: Tensor, b: Tensor) => [a.add(b)], { donate: [0, 1] })(x, x)).toThrow(
      /argument 1 is donated/,
    )
  })

  it.each<[string, unknown[]]>([
    ['the result, then what stands in it', [{ a: x }, x]],
    ['what stands in the result, then all of it', [x, { a: x }]],
  ])('two parts may not overlap: %s', (_name, args) => {
    const f = compile((...all: unknown[]) => ({ a: leavesOf(all)[0]?.tensor.add(1) }), { donate: [0, 1] })
    expect(() => f(...args)).toThrow(/argument 1 is donated, but no part of the result/)
  })
})

it('what was given to a run that has failed can no longer be read', () => {
  let fails = false
  const op: Op = {
    name: 'brittle',
    family: 'join',
    arity: 1,
    infer: ([x]) => ({ shape: x?.shape ?? [], dtype: x?.dtype ?? 'float32' }),
    kernel([x]) {
      if (fails || x === undefined) throw new RangeError('broken')
      return x
    },
  }
  // the state is written in place before the op that throws reads it
  const step = compile((state: Tensor) => [state.mul(2), apply(op, [state.mul(2)], null)] as const, { donate: [0] })
  const [first] = step(tensor([1, 2]))
  fails = true
  expect(() => step(first)).toThrow('broken')
  expect(() => first.toArray()).toThrow(TraceError)
})
