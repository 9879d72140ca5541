import { checkpoint, grad, jvp, record, Tape, valueAndGrad, vjp, vmap } from '@adjoint/autograd'
import { matmul, scope, stack, type Tensor, TraceError, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { expectSame } from './checks.ts'
import { draws } from './values.ts'

const draw = draws(6)
const [x, w] = [draw([4, 3]), draw([3, 3])]
const block = (a: Tensor, b: Tensor): Tensor => matmul(a, b).tanh().exp().tanh()
const net = (step: typeof block) => (a: Tensor, b: Tensor) =>
  step(step(step(a, b), b), b)
    .square()
    .sum()

test('gradients are the same to the bit, in both modes', () => {
  const [plain, kept] = [net(block), net(checkpoint(block))]
  const by = { argnums: [0, 1] } as const
  const [value, gradients] = valueAndGrad(plain, by)(x, w)
  const [again, recomputed] = valueAndGrad(kept, by)(x, w)
  expectSame(again, value)
  for (const i of [0, 1] as const) expectSame(recomputed[i], gradients[i])
  const second = (f: typeof plain) => grad((a: Tensor) => grad(f)(a, w).mul(x).sum())(x)
  // of second derivatives the terms of a sum come in another order
  expect(second(kept).sub(second(plain)).abs().max().item()).toBeLessThan(1e-15)
  const along = (f: typeof plain) => jvp(f, [x, w], [x.neg(), w.square()])[1]
  expectSame(along(kept), along(plain))
  const [a, b] = [kept, plain].map((f) => vmap(grad((row: Tensor) => f(row.expandDims(0), w)))(x)) as [Tensor, Tensor]
  expectSame(a, b)
})

test('the tape keeps one node for all that happens inside', () => {
  const tape = new Tape()
  const [a, b] = [tape.input(x, 'x'), tape.input(w, 'w')]
  net(checkpoint(block))(a, b)
  expect(tape.nodes.map(({ name }) => name)).toEqual([
    'x',
    'w',
    'checkpoint',
    'checkpoint',
    'checkpoint',
    'square',
    'sum',
  ])
})

test('it nests, takes and returns trees, and keeps the dtypes of several results', () => {
  const inner = checkpoint((a: Tensor) => a.tanh().mul(2))
  const outer = checkpoint(({ a, k }: { a: Tensor; k: number }) => ({
    y: inner(a).mul(k),
    positive: a.greater(0),
    single: a.astype('float32'),
    word: 'kept',
  }))
  const { y, positive, single, word } = outer({ a: x, k: 3 })
  expectSame(y, x.tanh().mul(2).mul(3))
  expectSame(positive, x.greater(0))
  expectSame(single, x.astype('float32'))
  expect(word).toBe('kept')
  const f = (g: typeof inner) => grad((a: Tensor) => g(a).square().sum())(x)
  expectSame(f((a) => outer({ a, k: 3 }).y), f((a) => a.tanh().mul(2).mul(3))) // biome-ignore format: one call
})

test('it may return no tensor', () => {
  const nothing = checkpoint((_a: Tensor): { none: Tensor[]; word: string } => ({ none: [], word: 'kept' }))
  const [y, pullback] = vjp(nothing, x)
  expect(y).toEqual({ none: [], word: 'kept' })
  expectSame(pullback(y)[0], x.mul(0))
})

test('what it uses from around it is differentiated, too', () => {
  const f = (keep: boolean) => (b: Tensor) => {
    const inside = (a: Tensor): Tensor => matmul(a, b).tanh()
    return (keep ? checkpoint(inside) : inside)(x).square().sum()
  }
  expectSame(grad(f(true))(w), grad(f(false))(w))
  const result = grad((b: Tensor) => checkpoint((a: Tensor) => [a, b])(x)[1]?.sum() ?? b.sum())(w)
  expectSame(result, w.mul(0).add(1) as Tensor)
})

test('the numbers and tensors that nobody differentiates by are constants, however many they are', () => {
  const steps = 100_000
  const long = checkpoint((a: Tensor): Tensor => {
    let y = a
    for (let i = 0; i < steps; i++) y = y.mul(1 - 1 / steps)
    return y
  })
  const slope = grad((a: Tensor) => long(a))(tensor(1, { dtype: 'float64' })).item()
  expect(slope).toBeCloseTo((1 - 1 / steps) ** steps, 10)
  // of the product on the way back only the cotangent of a is computed
  const product = checkpoint((a: Tensor, b: Tensor): Tensor => matmul(a, b))
  const namesOf = (f: (a: Tensor) => Tensor): string[] => record(grad(f), x).nodes.map(({ name }) => name)
  const inside = checkpoint((a: Tensor): Tensor => matmul(a, w))
  const calls = [(a: Tensor) => product(a, w).square().sum(), (a: Tensor) => inside(a).square().sum()]
  for (const f of calls) expect(namesOf(f).filter((name) => name === 'matmul')).toHaveLength(2)
})

test('mapped, it runs once for all samples, and is a checkpoint again', () => {
  const samples = draw([5, 2, 3])
  const f = (step: typeof block) => (a: Tensor, b: Tensor) => net(step)(a, b)
  const mapped = (step: typeof block, inAxes: readonly (0 | null)[]) =>
    vmap(grad(f(step), { argnums: [0, 1] }), { inAxes })(samples, inAxes[1] === null ? w : draws(3)([5, 3, 3]))
  for (const inAxes of [
    [0, null],
    [0, 0],
  ] as const) {
    // biome-ignore format: a list
    const [mine, theirs] = [mapped(checkpoint(block), inAxes), mapped(block, inAxes)]
    for (const i of [0, 1] as const) expect(mine[i].sub(theirs[i]).abs().max().item()).toBeLessThan(1e-14)
  }
  const tape = new Tape()
  vmap((a: Tensor) => checkpoint(block)(a, w))(tape.input(samples, 'x'))
  expect(tape.nodes.map(({ name }) => name)).toEqual(['x', 'checkpoint'])
})

test('mapped, its derivative runs once for all samples, too', () => {
  const opsOf = (size: number): string[] => {
    const gradients = vmap(grad((a: Tensor) => net(checkpoint(block))(a, w)))
    return record(gradients, draw([size, 2, 3])).nodes.map(({ name }) => name)
  }
  expect(opsOf(50)).toEqual(opsOf(2))
  expect(opsOf(50)).not.toContain('slice')
})

test('it takes more tensors than a call takes arguments', () => {
  const one = tensor(3)
  const many = new Array<Tensor>(600_000).fill(one)
  const ends = checkpoint((all: readonly Tensor[]): Tensor => (all[0] ?? one).mul(all.at(-1) ?? one))
  expect(grad((all: readonly Tensor[]) => ends(all))(many)[0]?.item()).toBe(3)
})

test('a function that reads a number cannot be a checkpoint', () => {
  expect(() => checkpoint((a: Tensor) => (a.sum().item() > 0 ? a : a.neg()))(x)).toThrow(TraceError)
})

test('what is computed again stands in the scopes of the first run', () => {
  const f = checkpoint((a: Tensor) => scope('fc', () => a.sqrt()))
  const again = record(
    grad((a: Tensor) => f(a).sum()),
    tensor([1]),
  )
  expect(again.nodes.map(({ name }) => name)).toContain('fc/sqrt')
})

test('of a batch it takes more inputs than a call takes arguments', () => {
  const many = new Array<Tensor>(130_000).fill(tensor([1, 2]))
  const total = checkpoint((list: readonly Tensor[]) => stack([...list]).sum())
  expect(vmap(total)(many).toArray()).toEqual([130_000, 260_000])
})
