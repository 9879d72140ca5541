import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { valueAndGrad, zipTensors } from '@adjoint/autograd'
import { eye, inv, matmul, relu, sigmoid, type Tensor, zeros } from '@adjoint/tensor'
import { describe, expect, it, vi } from 'vitest'
import { memory } from '../../../tensor/test/memory.ts'
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

/** The shares of a float32's size that sums of 301 numbers in another order may differ by. */
const near = 2 ** -18

describe.each([2, 3])('%i threads', (threads) => {
  it('give the numbers of one but for the order of sums, and the same bits each time', async () => {
    const compiled = [{}, { threads }, { threads }].map((options) => compile(step, { ...options, donate: [0] }))
    const [, shared, again] = compiled
    let models = compiled.map(() => begin)
    let values: Tensor[] = []
    const run = (steps: number): void => {
      for (let k = 0; k < steps; k++) {
        const x = filled([301, 33], 'float32', k)
        const results = compiled.map((f, i) => f(models[i] ?? begin, x))
        models = results.map(([model]) => model)
        values = results.map(([, value]) => value)
      }
    }
    run(3)
    expect([null, 'the worker threads are still starting']).toContain(shared?.explain().threadsProblem)
    while ([shared, again].some((f) => f?.explain().threadsProblem !== null)) await setTimeout(5)
    run(30)
    const [alone = [], two = [], other = []] = models.map(({ w, b, out }, i) =>
      [w, b, out, values[i] ?? w].map((x) => [...x.toTypedArray()]),
    )
    expect(two).toEqual(other)
    for (const [k, numbers] of alone.entries()) {
      const largest = Math.max(...numbers.map(Math.abs))
      for (const [i, number] of numbers.entries())
        expect(Math.abs((two[k]?.[i] ?? 0) - number)).toBeLessThan(near * largest)
    }
  })

  it('give the bits of one where they share the rounds of a kernel', async () => {
    const f = (x: Tensor): Tensor => matmul(x, x).tanh().sum({ axis: 1 })
    const [shared, x] = [compile(f, { threads }), filled([130, 130], 'float32')]
    const wanted = compile(f)(x).toTypedArray()
    expect(shared(x).toTypedArray()).toEqual(wanted)
    while (shared.explain().threadsProblem !== null) await setTimeout(5)
    for (let k = 0; k < 10; k++) expect(shared(x).toTypedArray()).toEqual(wanted)
  })
})

it('an eager op in a part of the batch is run by the calling thread', async () => {
  const f = (x: Tensor, w: Tensor): Tensor => matmul(x, w).astype('float64').square().sum({ axis: 0 })
  const [shared, w] = [compile(f, { threads: 2 }), filled([64, 64], 'float32')]
  shared(filled([600, 64], 'float32', 1), w)
  expect(shared.explain().groups.filter(({ kind }) => kind === 'eager')).toHaveLength(2)
  while (shared.explain().threadsProblem !== null) await setTimeout(5)
  for (let k = 2; k < 20; k++) {
    const x = filled([600, 64], 'float32', k)
    const wanted = f(x, w).toTypedArray()
    // float32 products of 64 terms, added up in another order, are equal to five digits or more
    for (const [i, y] of shared(x, w).toTypedArray().entries()) expect(y / (wanted[i] ?? 0)).toBeCloseTo(1, 4)
  }
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

it('the workers of a program that is no longer used end', async () => {
  const ended = vi.spyOn(Worker.prototype, 'terminate')
  // in a function of its own, so that nothing of it stays on the stack
  const use = (): unknown => compile((x: Tensor) => matmul(x, x), { threads: 3 })(filled([130, 130], 'float32'))
  use()
  while (ended.mock.calls.length < 2) {
    memory()
    await setTimeout(5)
  }
  ended.mockRestore()
})
