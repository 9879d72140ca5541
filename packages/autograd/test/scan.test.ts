import { grad, jvp, scan, Tape, vmap } from '@adjoint/autograd'
import { DomainError, matmul, ShapeError, stack, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { expectSame } from './checks.ts'
import { draws } from './values.ts'

const draw = draws(12)
const [w, start] = [draw([3, 3]), draw([3])]
const xs = draw([11, 3])

/** A recurrent step, whose state and output differ. */
const step = (weight: Tensor) => (h: Tensor, x: Tensor) => {
  const next: Tensor = matmul(h, weight).add(x).tanh()
  return [next, next.square()] as const
}

/** The same, written as a loop. */
const byHand = (weight: Tensor, h0: Tensor, inputs: Tensor): readonly [Tensor, Tensor] => {
  const outputs: Tensor[] = []
  let h = h0
  for (let i = 0; i < (inputs.shape[0] ?? 0); i++) {
    const [next, y] = step(weight)(h, inputs.slice(i))
    h = next
    outputs.push(y)
  }
  return [h, stack(outputs)]
}

describe('scan', () => {
  test('is the loop to the bit, and so are its derivatives but for the order of a sum', () => {
    const scanned = (weight: Tensor, h0: Tensor, inputs: Tensor) => scan(step(weight), h0, inputs)
    expectSame(scanned(w, start, xs)[0], byHand(w, start, xs)[0])
    expectSame(scanned(w, start, xs)[1], byHand(w, start, xs)[1])
    const loss = (f: typeof byHand) => (weight: Tensor, h0: Tensor, inputs: Tensor) => {
      const [h, y] = f(weight, h0, inputs)
      return h.sum().add(y.sum()) as Tensor
    }
    const gradients = (f: typeof byHand) => grad(loss(f), { argnums: [0, 1, 2] })(w, start, xs)
    const [mine, theirs] = [gradients(scanned), gradients(byHand)]
    for (const i of [0, 1, 2] as const) {
      // the sum over the times is made piece by piece
      expect(mine[i].sub(theirs[i]).abs().max().item()).toBeLessThan(1e-13)
    }
    const along = (f: typeof byHand) => jvp(loss(f), [w, start, xs], [w, start, xs])[1]
    expect(along(scanned).item()).toBeCloseTo(along(byHand).item(), 12)
  })

  test('keeps about 2 √n values of n: one node for each of √n pieces', () => {
    const tape = new Tape()
    const n = 100
    scan(step(tape.input(w, 'w')), start, draw([n, 3]))
    const checkpoints = tape.nodes.filter(({ op }) => op?.name === 'checkpoint')
    expect(checkpoints).toHaveLength(Math.sqrt(n))
    expect(tape.nodes.length).toBeLessThan(8 * Math.sqrt(n)) // to take each piece's results apart
  })

  test('is mapped', () => {
    const batch = draw([4, 5, 3])
    const f = (inputs: Tensor): Tensor => scan(step(w), start, inputs)[1]
    const expected = stack([0, 1, 2, 3].map((i) => f(batch.slice(i))))
    expect(vmap(f)(batch).sub(expected).abs().max().item()).toBeLessThan(1e-14)
  })

  test('takes trees, one element, and none', () => {
    const f = (sum: { total: Tensor }, x: { a: Tensor; b: Tensor }) => {
      const total: Tensor = sum.total.add(x.a.mul(x.b))
      return [{ total }, { total, a: x.a }] as const
    }
    const run = (a: number[], b: number[]) =>
      scan(f, { total: tensor(0) as Tensor }, { a: tensor(a) as Tensor, b: tensor(b) as Tensor })
    const [last, all] = run([1, 2, 3], [4, 5, 6])
    expect([last.total.item(), all.total.toArray(), all.a.toArray()]).toEqual([32, [4, 14, 32], [1, 2, 3]])
    expect(run([2], [3])[1].total.toArray()).toEqual([6])
    const [none, nothing] = run([], [])
    expect([none.total.item(), nothing.total.shape]).toEqual([0, [0]])
  })

  test('takes a state of several tensors as it is written: without const C, TypeScript would see no pair in it', () => {
    const xs = tensor([0, 0, 0])
    const [[a]] = scan(
      (s: readonly [Tensor, Tensor], x: Tensor) => [[s[1], s[0].add(x)], x],
      [tensor(1), tensor(2)],
      xs,
    )
    expect(a.item()).toBe(2)
  })

  test('names mistakes', () => {
    const f = (sum: Tensor, x: { a: Tensor; b: Tensor }) => [sum, x.a] as const
    expect(() => scan(f, tensor(0) as Tensor, { a: zeros([2]), b: zeros([3]) })).toThrow(ShapeError)
    expect(() => scan((c: number) => [c, c] as const, 0, 3)).toThrow(DomainError)
    const xs = tensor([1, 2, 3, 4, 5])
    for (const of of [xs, zeros([0])]) {
      for (const given of [(c: Tensor) => c, (c: Tensor) => [c, c, c]]) {
        const wrong = (): unknown => scan(given as never, tensor(0) as Tensor, of as Tensor)
        expect(wrong).toThrow('scan: f must return [state, output]; return both in an array.')
      }
    }
    const grows = (c: Tensor, x: Tensor): readonly [Tensor, Tensor] => [c.add(x.reshape([1])), x]
    for (const of of [xs, zeros([0])] as Tensor[]) {
      expect(() => scan(grows, tensor(0) as Tensor, of)).toThrow('scan: f makes f32[1] of f32[]')
    }
    expect(() => scan(f, tensor(0) as Tensor, { a: xs as Tensor, b: tensor(1) })).toThrow(
      'scan: a 0-d tensor is no sequence',
    )
    const whole = (c: Tensor, x: Tensor): readonly [Tensor, Tensor] => [c.mul(1.5), x]
    expect(() => scan(whole, tensor(1, { dtype: 'int32' }) as Tensor, xs as Tensor)).toThrow(
      'scan: f makes f32[] of i32[]',
    )
    const counts = (c: { sum: Tensor; k: number }, x: Tensor) => [{ sum: c.sum.add(x), k: c.k + 1 }, c.sum] as const
    expect(() => scan(counts, { sum: tensor(0) as Tensor, k: 0 }, xs as Tensor)).toThrow(/f made k: 1; give a tensor/)
    let i = 0
    expect(() => scan((c: Tensor, _x: Tensor) => [c, i++] as const, tensor(0) as Tensor, xs as Tensor)).toThrow(
      /only tensors change from step to step, but f made \d;/,
    )
    const turns = (c: Tensor, x: Tensor) => [c, i++ % 2 === 0 ? { a: x, b: x } : { b: x, a: x }] as const
    expect(() => scan(turns, tensor(0) as Tensor, xs as Tensor)).toThrow('scan: the trees differ')
    const more = (c: Tensor, x: Tensor) => [c, i++ % 2 === 0 ? { a: x } : { a: x, b: x }] as const
    expect(() => scan(more, tensor(0) as Tensor, xs as Tensor)).toThrow('scan: the trees differ')
  })
})
