// Every transform inside a compiled function gives what it gives op by op.
import {
  checkpoint,
  customJvp,
  customVjp,
  fixedPoint,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  linearize,
  scan,
  vmap,
} from '@adjoint/autograd'
import { matmul, ones, random, type Tensor, tensor } from '@adjoint/tensor'
import { expect, test } from 'vitest'
import { compile } from '../src/index.ts'
import { expectAgreement } from './agreement.ts'

const draw = (seed: number, shape: readonly number[]): Tensor => random(seed).normal(shape, { dtype: 'float64' })
const [x, w] = [draw(1, [4, 3]), draw(2, [3, 3])]

const loss = (row: Tensor, weight: Tensor): Tensor => matmul(row, weight).tanh().square().sum()
const slopes = vmap(grad(loss), { inAxes: [0, null] })
// on purpose other derivatives than those of the tape
const pulled = customVjp(loss, (a, b) => [loss(a, b), (g) => [a.mul(g), b.mul(g).mul(3)]])
const pushed = customJvp(loss, ([a, b], [da, db]) => [loss(a, b), a.mul(da).sum().add(b.mul(db).sum()) as Tensor])
const root = fixedPoint((y: Tensor, a: Tensor): Tensor => y.add(a.div(y)).div(2))

const functions: Readonly<Record<string, (a: Tensor, b: Tensor) => unknown>> = {
  'vmap(grad)': slopes,
  'grad(vmap)': grad((a: Tensor, b: Tensor) => vmap(loss, { inAxes: [0, null] })(a, b).sum()),
  'jvp(vmap(grad))': (a, b) => jvp(slopes, [a, b], [b.slice(0).add(a) as Tensor, b])[1],
  'vmap(hessian)': (a, b) => vmap((row: Tensor) => hessian(loss)(row, b))(a),
  'jacobian(grad)': (a, b) => jacobian(grad(loss))(a.slice(0), b),
  hvp: (a, b) => hvp((row: Tensor) => loss(row, b), [a.slice(0)], [a.slice(1)]),
  linearize: (a, b) => linearize((row: Tensor) => loss(row, b), a.slice(0))[1](a.slice(1)),
  'grad(checkpoint)': grad((a: Tensor, b: Tensor) => checkpoint(loss)(a, b)),
  'grad(scan)': grad((a: Tensor, b: Tensor) => {
    const step = (h: Tensor, row: Tensor) => [matmul(h.add(row), b).tanh() as Tensor, h] as const
    const [last, all] = scan(step, a.slice(0), a)
    return last.sum().add(all.sum()) as Tensor
  }),
  'grad(customVjp)': grad(pulled, { argnums: [0, 1] }),
  'grad(customJvp)': grad(pushed, { argnums: [0, 1] }),
  'grad(fixedPoint)': grad((a: Tensor) => root(a.square().add(1), a.square().add(1)).sum()),
}

test.each(Object.entries(functions))('%s', (_, f) => expectAgreement(f, [x, w]))

test('a solver of a compiled function, in a compiled one, solves for the numbers of each call', () => {
  const step = compile((y: Tensor, a: Tensor): Tensor => y.add(a.div(y)).div(2))
  const solve = fixedPoint(step)
  const squareRoot = compile((a: Tensor) => solve(ones([1]), a))
  expect([9, 16, 25].map((square) => squareRoot(tensor([square])).item())).toEqual([3, 4, 5])
})

test('checkpoints at √n places: 4 times the layers need 4 times the arena without, and twice with them', () => {
  const layers = (n: number) => (a: Tensor, b: Tensor) => {
    let y = a
    for (let i = 0; i < n; i++) y = matmul(y, b).tanh()
    return y
  }
  const arena = (chain: (a: Tensor, b: Tensor) => Tensor): number => {
    const gradient = compile(grad((a: Tensor, b: Tensor) => chain(a, b).sum()))
    gradient(draw(3, [64, 3]), w)
    return gradient.explain().arenaBytes
  }
  const inStretches = (n: number) => {
    const stretch = checkpoint(layers(Math.sqrt(n)))
    return (a: Tensor, b: Tensor) => {
      let y = a
      for (let i = 0; i < Math.sqrt(n); i++) y = stretch(y, b)
      return y
    }
  }
  expect(arena(layers(64)) / arena(layers(16))).toBeGreaterThan(3)
  expect(arena(inStretches(64)) / arena(inStretches(16))).toBeLessThan(2.2)
})
