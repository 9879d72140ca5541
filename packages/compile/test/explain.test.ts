import { DomainError, eye, inv, matmul, relu, scope, type Tensor, TraceError, tensor, zeros } from '@adjoint/tensor'
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
