import { setTimeout } from 'node:timers/promises'
import { valueAndGrad, zipTensors } from '@adjoint/autograd'
import { eye, inv, matmul, relu, sigmoid, type Tensor, zeros } from '@adjoint/tensor'
import { describe, expect, it, vi } from 'vitest'
import { compile } from '../../src/index.ts'
import { filled } from '../arbitraries.ts'

interface Model {
  readonly w: Tensor
  readonly b: Tensor
  readonly out: Tensor
}

const loss = ({ w, b, out }: Model, x: Tensor): Tensor =>
  sigmoid(matmul(relu(matmul(x, w).add(b)), out))
    .sub(x.sum({ axis: 1, keepDims: true }))
    .square()
    .mean()

function step(model: Model, x: Tensor): [Model, Tensor] {
  const [value, slopes] = valueAndGrad(loss)(model, x)
  return [zipTensors('step', model, slopes, (w, slope) => w.sub(slope.mul(0.01))), value]
}

const begin: Model = { w: filled([33, 50], 'float32', 1), b: zeros([50]), out: filled([50, 1], 'float32', 2) }

describe.each([2, 3])('%i threads', (threads) => {
  it('give the numbers of one, to the bit, before they have started and afterwards', async () => {
    const [shared, alone] = [compile(step, { threads, donate: [0] }), compile(step)]
    let [a, b] = [begin, begin]
    const run = (steps: number): void => {
      for (let k = 0; k < steps; k++) {
        const x = filled([301, 33], 'float32', k)
        const [[nextA, valueA], [nextB, valueB]] = [shared(a, x), alone(b, x)]
        ;[a, b] = [nextA, nextB]
        expect(valueA.item()).toBe(valueB.item())
      }
    }
    run(3)
    expect([null, 'the worker threads are still starting']).toContain(shared.explain().threadsProblem)
    while (shared.explain().threadsProblem !== null) await setTimeout(5)
    run(30)
    for (const key of ['w', 'b', 'out'] as const) expect(a[key].toTypedArray()).toEqual(b[key].toTypedArray())
  })
})

it('a small program stays with one thread', () => {
  const f = compile((x: Tensor) => x.mul(2), { threads: 2 })
  f(zeros([9]))
  expect(f.explain().threadsProblem).toBe('each kernel is so short that threads would only meet')
})

it('a run in which an eager op throws keeps no worker from the next one', async () => {
  const f = compile((a: Tensor, b: Tensor) => matmul(matmul(a, a).mul(inv(b).sum()), a), { threads: 2 })
  const a = filled([100, 100], 'float32')
  const wanted = f(a, eye(2)).toTypedArray()
  while (f.explain().threadsProblem !== null) await setTimeout(5)
  for (let k = 0; k < 3; k++) {
    expect(() => f(a, zeros([2, 2]))).toThrow(/singular/)
    expect(f(a, eye(2)).toTypedArray()).toEqual(wanted)
  }
})

it('in a page, all workers have their program from one address', () => {
  const started: string[] = []
  class PageWorker {
    constructor(url: string) {
      started.push(url)
    }
    postMessage(): void {}
    terminate(): void {}
  }
  vi.stubGlobal('Worker', PageWorker)
  vi.stubGlobal('process', undefined)
  try {
    for (const size of [100, 101]) compile((x: Tensor) => matmul(x, x), { threads: 3 })(zeros([size, size]))
  } finally {
    vi.unstubAllGlobals()
  }
  expect(started).toEqual(new Array(4).fill(started[0]))
  expect(started[0]).toMatch(/^blob:/)
})
