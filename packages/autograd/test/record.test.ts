import { grad, jvp, record, vjp } from '@adjoint/autograd'
import { ops, scope, type Tensor, TraceError, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { catalogue, inputsOf } from './catalogue.ts'

describe('a recording', () => {
  test('holds shapes, no numbers', () => {
    const tape = record((x: Tensor) => x.square().sum(), tensor([1, 2]))
    expect(tape.nodes.map(({ name, shape, value }) => [name, shape, value])).toEqual([
      ['x0', [2], null],
      ['square', [2], null],
      ['sum', [], null],
    ])
    expect(tape.outputs).toEqual([tape.nodes[2]])
    expect(tape.open).toBe(false)
  })

  test('reading a recorded value is an error that says what to do', () => {
    const reads = [(x: Tensor) => x.item(), (x: Tensor) => x.toArray(), (x: Tensor) => x.toTypedArray(), String]
    for (const read of reads) {
      expect(() => record((x: Tensor) => read(x.mul(2)), tensor(3) as Tensor)).toThrow(TraceError)
      expect(() => record((x: Tensor) => read(x.mul(2)), tensor(3) as Tensor)).toThrow(
        /mul \[\] has no numbers.*where\(\)/,
      )
    }
  })

  test('reading is allowed under an eager grad: the numbers are there', () => {
    const f = (x: Tensor): Tensor => (x.item() > 0 ? x.mul(3) : x.mul(5))
    expect([grad(f)(tensor(1)).item(), grad(f)(tensor(-1)).item()]).toEqual([3, 5])
    expect(jvp(f, [tensor(1)], [tensor(1)])[1].item()).toBe(3)
    expect(() => record((x: Tensor) => grad(f)(x), tensor(1))).toThrow(TraceError) // but not where that is recorded
  })

  test('what a derivative does has the scope of its op', () => {
    const f = (x: Tensor): Tensor => scope('net', () => scope('fc1', () => x.sqrt()).sum())
    const tape = record((x: Tensor) => scope('net', () => grad(f)(x)), tensor([1, 4]))
    const derivatives = tape.nodes.slice(tape.nodes.findIndex(({ op }) => op === ops.sum.op) + 1)
    expect(derivatives.map(({ name }) => name)).toContain('net/net/fc1/div')
    for (const { scope } of derivatives) expect(scope).toMatch(/^net\/net/)
  })

  test('derivatives inside are recorded as the ops they are made of', () => {
    const f = (x: Tensor): Tensor => x.square().mul(x)
    for (const derivative of [
      grad(f),
      (x: Tensor) => jvp(f, [x], [tensor(1)])[1],
      (x: Tensor) => vjp(f, x)[1](tensor(1))[0],
    ]) {
      const tape = record(derivative, tensor(3))
      expect(tape.nodes.filter(({ op }) => op !== null).length).toBeGreaterThan(3)
      expect(tape.nodes.every(({ value }) => value === null)).toBe(true)
      expect(tape.outputs.map(({ shape, dtype }) => [shape, dtype])).toEqual([[[], 'float32']])
    }
  })

  test('inputs are called by their paths, ops by their scopes', () => {
    const model = { layers: [{ weight: tensor([1, 2]) }] }
    const tape = record(
      (m: typeof model, x: Tensor) => scope('fc1', () => scope('inner', () => x.mul(m.layers[0]?.weight ?? 0))),
      model,
      tensor([3, 4]),
    )
    expect(tape.nodes.map(({ name }) => name)).toEqual(['layers.0.weight', 'x1', 'fc1/inner/mul'])
    expect(tape.outputs).toHaveLength(1)
  })

  test('it takes more results than a call takes arguments', () => {
    const x = tensor(1)
    const many = new Array<Tensor>(600_000).fill(x)
    expect(record((one: Tensor) => many.with(0, one), x).outputs).toHaveLength(many.length)
  })

  test('it closes where the function throws', () => {
    let leaked: Tensor = tensor(0)
    expect(() =>
      record((x: Tensor) => {
        leaked = x
        throw new Error('stopped')
      }, tensor(1)),
    ).toThrow('stopped')
    expect(() => leaked.add(1)).toThrow(TraceError)
  })
})

test.each(Object.entries(catalogue))('%s: what is recorded has the shape and dtype that the kernel gives', (_, one) => {
  const x = inputsOf(one, 'float32')
  const y = one.call(...x)
  expect(record(one.call, ...x).outputs.map(({ shape, dtype }) => [shape, dtype])).toEqual([[y.shape, y.dtype]])
})
