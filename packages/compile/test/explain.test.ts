import { grad } from '@adjoint/autograd'
import {
  conv2d,
  DomainError,
  eye,
  inv,
  matmul,
  relu,
  scope,
  type Tensor,
  TraceError,
  tensor,
  zeros,
} from '@adjoint/tensor'
import { withInstructionSet } from '@adjoint/tensor/backend'
import { describe, expect, it } from 'vitest'
import { compile } from '../src/index.ts'

const layer = (x: Tensor, w: Tensor, b: Tensor): Tensor[] => {
  const y = scope('fc1', () => relu(matmul(x, w).add(b)))
  return [y, y.exp().sum({ axis: 1 }), y.greater(1)]
}
const arguments3 = [zeros([20, 3]), zeros([3, 10]), zeros([10])] as const

describe('explain', () => {
  it('is an error before there is a program', () => {
    expect(() => compile(layer).explain()).toThrow(TraceError)
    expect(() => compile(layer).explain()).toThrow(/call the compiled function first/)
  })

  it('tells what is computed together, what is stored, and how much it is', () => {
    const f = compile(layer)
    f(...arguments3)
    const { groups, flops, arenaBytes, moduleBytes, threadsProblem } = f.explain()
    expect(groups).toEqual([
      {
        kind: 'matmul',
        kernel: 'lanes',
        nodes: ['fc1/matmul', 'fc1/add', 'fc1/relu'],
        stored: ['fc1/relu f32[20,10]'],
        flops: 2 * 200 * 3 + 200 + 200,
        bytes: 4 * (60 + 30 + 10 + 200),
      },
      { kind: 'loop', nodes: ['exp', 'sum'], stored: ['sum f32[20]'], flops: 400, bytes: 4 * (200 + 20) },
      { kind: 'eager', nodes: ['greater'], stored: ['greater bool[20,10]'], flops: 200, bytes: 4 * 201 + 200 },
    ])
    expect(flops).toBe(1600 + 400 + 200)
    expect(arenaBytes).toBeGreaterThanOrEqual(4 * (60 + 30 + 10 + 200 + 20) + 200)
    expect(arenaBytes).toBeLessThan(4000)
    expect(moduleBytes).toBeGreaterThan(100)
    expect(threadsProblem).toBeNull()
  })

  it('counts the terms of convolutions', () => {
    const products = (of: (x: Tensor, w: Tensor) => Tensor) => {
      const f = compile(of)
      f(zeros([5, 2, 8, 8]), zeros([6, 1, 3, 3]))
      return f
        .explain()
        .groups.filter(({ kind }) => kind === 'eager')
        .map(({ flops }) => flops)
    }
    const options = { groups: 2, stride: 2 } as const
    const terms = 5 * 6 * 3 * 3 * 1 * 9 // for each of the results a kernel, of one channel
    expect(products((x, w) => conv2d(x, w, options))).toEqual([2 * terms])
    const slope = (x: Tensor, w: Tensor): Tensor => conv2d(x, w, options).square().sum()
    expect(products(grad(slope))).toEqual([2 * terms, 2 * terms])
    expect(products((x, w) => grad((w: Tensor) => slope(x, w))(w))).toEqual([2 * terms, 2 * terms])
  })

  it('counts what is broadcast once, as it is read', () => {
    const f = compile((x: Tensor, y: Tensor) => x.broadcastTo([10, 20]).mul(y).sum())
    f(zeros([20]), zeros([10, 20]))
    expect(f.explain().groups.map(({ bytes }) => bytes)).toEqual([4 * (20 + 200 + 1)])
  })

  it('is of the program that ran last', () => {
    const f = compile((x: Tensor) => x.mul(2))
    f(zeros([5]))
    f(zeros([7]))
    expect(f.explain().flops).toBe(7)
    f(zeros([5]))
    expect(f.explain().flops).toBe(5)
  })

  it('is a table as text', () => {
    const f = compile(layer)
    f(...arguments3)
    const text = String(f.explain())
    expect(text.split('\n').slice(0, -1)).toEqual([
      '   kernel        FLOPs  bytes    stores',
      '0  matmul lanes  1,600  1,200    fc1/relu f32[20,10]',
      '1  loop            400    880    sum f32[20]',
      '2  eager           200  1,004    greater bool[20,10]',
    ])
    expect(text.split('\n').at(-1)).toMatch(/^2,200 FLOPs, arena [\d,]+ bytes, module [\d,]+ bytes$/)
  })

  it('tells times where they are asked for, and leaves the values as they are', () => {
    const f = compile((x: Tensor) => [x.add(1), x.sum()] as const, { donate: [0] })
    const [y] = f(tensor([1, 2]))
    const { groups } = f.explain({ time: 3 })
    expect(groups.every(({ microseconds = -1 }) => microseconds >= 0)).toBe(true)
    expect(String(f.explain({ time: 1 })).split('\n')[0]).toMatch(/kernel +FLOPs +bytes +µs +stores/)
    expect(y.toArray()).toEqual([2, 3])
    expect(f(y)[0].toArray()).toEqual([3, 4])
  })

  it('refuses what it does not know', () => {
    const f = compile((x: Tensor) => x.add(1))
    f(tensor([1]))
    for (const options of [{ times: 5 }, { time: Number.NaN }, { time: -1 }]) {
      expect(() => Reflect.apply(f.explain, f, [options])).toThrow(DomainError)
    }
    expect(() => f.explain({ time: '3' as never })).toThrow('explain: time is "3"; give the number of runs')
  })

  it('leaves the values as they are where an op throws when it is run several times', () => {
    const f = compile((a: Tensor, by: Tensor) => [a.sub(by), inv(a.sub(by))] as const, { donate: [0] })
    const [y] = f(eye(2).mul(5), eye(2))
    expect(() => f.explain({ time: 4 })).toThrow(/singular/) // each of the runs takes 1 away
    expect(y.toArray()).toEqual([
      [4, 0],
      [0, 4],
    ])
  })

  it('without WebAssembly lists the nodes', () => {
    withInstructionSet('none', () => {
      const f = compile(layer)
      f(...arguments3)
      const { groups, flops, arenaBytes, moduleBytes } = f.explain()
      expect(groups.map(({ kind, nodes }) => [kind, nodes])).toEqual(
        ['fc1/matmul', 'fc1/add', 'fc1/relu', 'exp', 'sum', 'greater'].map((name) => ['eager', [name]]),
      )
      expect([flops, arenaBytes, moduleBytes]).toEqual([2200, 0, 0])
    })
  })
})
