import { fixedPoint, grad, hessian, jvp, Tape, vmap } from '@adjoint/autograd'
import { checkGradient } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { DomainError, matmul, ShapeError, type Tensor, TraceError, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { draws } from './values.ts'

const number = (value: number): Tensor => tensor(value, { dtype: 'float64' })
const heron = fixedPoint((x: Tensor, a: Tensor): Tensor => x.add(a.div(x)).div(2))
const root = (a: Tensor): Tensor => heron(a, a)

describe('fixedPoint', () => {
  test('solves, and differentiates the solution: √a by Heron', () => {
    expect(root(number(9)).item()).toBe(3)
    expect(grad(root)(number(9)).item()).toBeCloseTo(1 / 6, 14)
    expect(jvp(root, [number(9)], [number(1)])[1].item()).toBeCloseTo(1 / 6, 14)
    expect(hessian(root)(number(9)).item()).toBeCloseTo(-1 / 108, 14)
    const third = grad((a: Tensor) => grad((b: Tensor) => grad(root)(b))(a))(number(9)).item()
    expect(third).toBeCloseTo(3 / (8 * 3 ** 5), 13)
    expect(vmap(grad(root))(tensor([4, 9], { dtype: 'float64' })).toArray()).toEqual([
      grad(root)(number(4)).item(),
      grad(root)(number(9)).item(),
    ])
  })

  test('of a linear map: its derivative is that of (I - A)⁻¹ b', () => {
    const draw = draws(3)
    const [a, b] = [draw([3, 3]).mul(0.2) as Tensor, draw([3])]
    const solver = fixedPoint((x: Tensor, m: Tensor, c: Tensor): Tensor => matmul(m, x).add(c))
    const f = (m: Tensor, c: Tensor): Tensor => solver(c, m, c)
    const [m, c] = [a, b]
    const x = f(m, c)
    expect(x.sub(matmul(m, x)).sub(c).abs().max().item()).toBeLessThan(1e-14)
    expect(checkGradient(f, [m, c], { adapter: adjoint }).verdict).toBe('pass')
  })

  test.each([1, 1e-3, 1e-6, 1e-12, 1e-30, 0])(
    'the derivative along %d times a direction is that many times it',
    (c) => {
      const half = fixedPoint((x: Tensor, a: Tensor): Tensor => x.mul(0.5).add(a)) // 2 a
      const f = (a: Tensor): Tensor => half(a, a).mul(c)
      for (const dtype of ['float32', 'float64'] as const) {
        const a = tensor(3, { dtype })
        const scale = tensor(c, { dtype }).item()
        const close = (found: Tensor): void => {
          expect(Math.abs(found.item() - 2 * scale)).toBeLessThanOrEqual(
            2 * scale * (dtype === 'float32' ? 1e-5 : 1e-13),
          )
        }
        close(grad(f)(a))
        close(jvp((b: Tensor) => half(b, b), [a], [tensor(c, { dtype })])[1])
        close(grad((b: Tensor) => grad((d: Tensor) => half(d, d).square())(b).mul(c / 8))(a).mul(2)) // (2a)² has (8a)' = 8
      }
    },
  )

  test('of trees', () => {
    const both = fixedPoint(({ p, q }: { p: Tensor; q: Tensor }, a: Tensor): { p: Tensor; q: Tensor } => ({
      p: q.div(2).add(a),
      q: p.div(4),
    }))
    const start = { p: number(0), q: number(0) }
    expect(both(start, number(7)).p.item()).toBeCloseTo(8, 14) // p = p/8 + a
    expect(grad((a: Tensor) => both(start, a).q)(number(7)).item()).toBeCloseTo(2 / 7, 14)
  })

  test('the start and the number of steps leave nothing behind', () => {
    const f = (start: Tensor, a: Tensor): Tensor => heron(start, a)
    expect(grad(f)(number(5), number(9)).item()).toBe(0)
    const tape = new Tape()
    root(tape.input(number(9), 'a'))
    expect(tape.nodes).toHaveLength(2)
  })

  test('a traced value that is no parameter is an error, and not a derivative of 0', () => {
    const around = (a: Tensor): Tensor => fixedPoint((x: Tensor): Tensor => x.add(a.div(x)).div(2))(number(1))
    expect(around(number(9)).item()).toBe(3)
    expect(() => grad(around)(number(9))).toThrow(TraceError)
    expect(() => jvp(around, [number(9)], [number(1)])).toThrow(/fixedPoint: the function uses a value from around it/)
    expect(() => vmap(around)(tensor([4, 9]))).toThrow(/fixedPoint: the function uses a value from around it/)
  })

  test('without parameters it does not vary, in both modes', () => {
    const root = fixedPoint((x: Tensor): Tensor => x.cos())
    const scaled = (s: Tensor): Tensor => root(s).mul(s)
    const at = root(number(1)).item()
    expect(grad(scaled)(number(1)).item()).toBe(at)
    expect(jvp(scaled, [number(1)], [number(1)])[1].item()).toBe(at)
  })

  test('the function gives what it takes', () => {
    const heron = fixedPoint((x: Tensor, a: Tensor): Tensor => x.add(a.div(x)).div(2))
    expect(() => heron(number(1), tensor([4, 9], { dtype: 'float64' }))).toThrow(ShapeError)
    expect(() => heron(tensor(1), number(4))).toThrow(
      'fixedPoint: f makes f64[] of f32[]; start with tensors of the shape',
    )
  })

  test('only tensors change, and there is one', () => {
    const counting = fixedPoint(({ x, n }: { x: Tensor; n: number }) => ({ x: x.mul(0.5), n: n + 1 }))
    expect(() => counting({ x: number(1), n: 0 })).toThrow(
      'fixedPoint: only tensors change from step to step, but f made n: 1',
    )
    expect(() => fixedPoint((x: number) => x / 2)(1)).toThrow('fixedPoint: no argument holds a tensor')
  })

  test('a derivative along what is not finite says so', () => {
    const half = fixedPoint((x: Tensor, a: Tensor): Tensor => x.mul(0.5).add(a))
    expect(() => grad((a: Tensor) => half(a, a).sub(6).sqrt())(number(3))).toThrow(
      'its derivative is asked along a number that is not finite',
    )
  })

  test('options that no solver can follow are errors', () => {
    const f = (x: Tensor): Tensor => x
    for (const tolerance of [-1, Number.NaN]) {
      expect(() => fixedPoint(f, { tolerance })).toThrow(`fixedPoint: tolerance is ${tolerance}`)
    }
    for (const maxSteps of [0, 2.5, Number.NaN]) {
      expect(() => fixedPoint(f, { maxSteps })).toThrow(`fixedPoint: maxSteps is ${maxSteps}`)
    }
  })

  test('what does not converge is an error that says so', () => {
    const away = fixedPoint((x: Tensor, a: Tensor): Tensor => x.mul(2).add(a), { maxSteps: 20 })
    expect(() => away(number(1), number(1))).toThrow(DomainError)
    expect(() => away(number(1), number(1))).toThrow(/no solution after 20 steps/)
    const wild = fixedPoint((x: Tensor): Tensor => x.square().mul(1e300))
    expect(() => wild(number(1e200))).toThrow(/gave NaN or infinity/)
    expect(() => Reflect.apply(fixedPoint, undefined, [(x: Tensor) => x, { tol: 1 }])).toThrow(DomainError)
  })
})
