import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { grad, Node, Tape } from '@adjoint/autograd'
import { DTypeError, mul, ShapeError, sub, type Tensor, TraceError, tanh, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

describe('a tape', () => {
  test('holds every node with its op, inputs and value, inputs before what uses them', () => {
    const tape = new Tape()
    const x = tape.input(tensor(3), 'x')
    const y = x.square().add(x)
    expect(tape.nodes.map(({ name, index }) => [name, index])).toEqual([
      ['x', 0],
      ['square', 1],
      ['add', 2],
    ])
    expect(tape.nodes.map(({ value }) => value?.item())).toEqual([3, 9, 12])
    expect(tape.nodes[2]?.inputs).toEqual([tape.nodes[1], x])
    expect([y.item(), y.shape, y.dtype, y.tracedBy]).toEqual([12, [], 'float32', tape])
    for (const { inputs, index } of tape.nodes) {
      for (const input of inputs) if (input instanceof Node) expect(input.index).toBeLessThan(index)
    }
  })

  test('gives the adjoint of every node, not only of the inputs', () => {
    const tape = new Tape()
    const x = tape.input(tensor(3), 'x')
    const square = x.square()
    const y = mul(square, 2)
    const unused = x.neg()
    const adjoints = tape.backward(y)
    expect(adjoints.map((adjoint) => adjoint?.item() ?? null)).toEqual([12, 2, 1, null])
    expect(unused.item()).toBe(-3)
    expect(tape.backward(y, tensor(10)).map((adjoint) => adjoint?.item() ?? null)).toEqual([120, 20, 10, null])
    expect(tape.backward(square)[2]).toBe(null)
  })

  test('can be walked backward while it still records, and again after', () => {
    const tape = new Tape()
    const x = tape.input(tensor(3), 'x')
    const y = x.square()
    expect(tape.backward(y)[0]?.item()).toBe(6)
    const z = y.mul(y)
    expect(tape.backward(z)[0]?.item()).toBe(108)
    expect(tape.nodes).toHaveLength(3) // the walk records nothing
  })

  test('closed, it takes no more ops, but is still there to walk', () => {
    const tape = new Tape()
    const x = tape.input(tensor(3), 'x')
    const y = x.square()
    tape.close()
    expect(tape.open).toBe(false)
    expect(() => x.mul(2)).toThrow(TraceError)
    expect(() => x.mul(2)).toThrow(/mul: an operand was traced by a transform .* that has ended/)
    expect(tape.backward(y)[0]?.item()).toBe(6)
  })

  test('two tapes at once do not mix', () => {
    const [outer, inner] = [new Tape(), new Tape()]
    const x = outer.input(tensor(3), 'x')
    const y = inner.input(x, 'y') // the inner tape's value is a node of the outer one
    const z = x.mul(y)
    expect(z.tracedBy).toBe(inner)
    const dy = inner.backward(z)[0]
    expect(dy?.item()).toBe(3) // d(x y)/dy = x, on the outer tape
    expect(dy?.tracedBy).toBe(outer)
    expect(outer.backward(mul(dy ?? 0, 5) as Tensor)[0]?.item()).toBe(5)
  })

  test('an output that is no float, or a cotangent of another shape, is an error', () => {
    const tape = new Tape()
    const x = tape.input(tensor([1, 2]), 'x')
    expect(() => tape.backward(x.greater(1))).toThrow(DTypeError)
    expect(() => tape.backward(x.mul(2), tensor([1]))).toThrow(ShapeError)
  })

  test('what was computed outside is a constant to it', () => {
    const tape = new Tape()
    const x = tape.input(tensor(3), 'x')
    const constant = tensor(5)
    tape.backward(x.mul(constant))
    expect(tape.nodes.filter(({ op }) => op === null)).toEqual([x])
  })
})

test('6: the adjoint of a node is the sum over its uses', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 20 }), (factors) => {
      const tape = new Tape()
      const x = tape.input(tensor(2), 'x')
      const y = factors.map((factor) => mul(x, factor)).reduce((a, b) => a.add(b))
      expect(tape.backward(y)[0]?.item()).toBe(factors.reduce((a, b) => a + b))
    }),
  )
})

/** Heap and array buffers in use, after everything that can go has gone. */
function memory(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

test('20,000 steps of training leave the heap where it was', () => {
  const inputs = tensor([[0, 0], [0, 1], [1, 0], [1, 1]]) // biome-ignore format: a table
  const wanted = tensor([[0], [1], [1], [0]])
  const loss = ([w, v]: readonly [Tensor, Tensor]): Tensor =>
    sub(tanh(inputs.matmul(w)).matmul(v), wanted)
      .square()
      .mean()
  let parameters: [Tensor, Tensor] = [tensor([[1, -1, 0.5], [0.5, 1, -1]]), tensor([[1], [0.5], [-1]])] // biome-ignore format: a table
  const steps = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const [dw, dv] = grad(loss)(parameters)
      parameters = [sub(parameters[0], mul(dw, 0.1)), sub(parameters[1], mul(dv, 0.1))]
    }
  }
  steps(1000)
  const before = memory()
  steps(19_000)
  // a single tape of this function takes some 10 kB: 19,000 of them kept alive would be 190 MB
  expect(memory() - before).toBeLessThan(2 ** 20)
  expect(loss(parameters).item()).toBeLessThan(0.25)
})
