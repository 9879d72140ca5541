// Functions with derivatives written by hand, right ones that tests make wrong.
import type { Differentiable } from '../src/differentiable.ts'
import { like, type NDArray, ndarray } from '../src/ndarray.ts'

const zero = ndarray([0], [])

/** f of every element. */
export function elementwise(f: (x: number) => number, derivative: (x: number) => number): Differentiable {
  const product = (x: NDArray, dx: NDArray): NDArray => like(x, x.data.map((v, i) => derivative(v) * (dx.data[i] ?? 0))) // biome-ignore format: one line
  return {
    value: ([x = zero]) => like(x, x.data.map(f)),
    vjp: ([x = zero], g) => [product(x, g)],
    jvp: ([x = zero], [dx = zero]) => product(x, dx),
  }
}

/** x³ of every element. */
export const cube: Differentiable = {
  ...elementwise(
    (x) => x ** 3,
    (x) => 3 * x * x,
  ),
  cotangent: (g) => ({
    value: (x) => cube.vjp(x, g)[0] ?? zero,
    vjp: ([x = zero], h) => [like(x, x.data.map((v, i) => 6 * v * (g.data[i] ?? 0) * (h.data[i] ?? 0)))], // biome-ignore format: one line
    jvp: ([x = zero], [dx = zero]) => like(x, x.data.map((v, i) => 6 * v * (g.data[i] ?? 0) * (dx.data[i] ?? 0))), // biome-ignore format: one line
  }),
}
