import { expect } from 'vitest'
import type { TensorFunction } from './differentiable.ts'
import { type AdapterOptions, checkAny, type GradientOptions, type PlainFunction } from './gradient.ts'
import type { NDArray } from './ndarray.ts'
import { report } from './report.ts'

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * The derivatives of a function are right at a point: `at` and `options` as in checkGradient. A legal subgradient at a
     * kink passes, and so does what stays undecided; the message of a failure is the report.
     *
     *   expect(f).toHaveCorrectGradient([x, y], { adapter })
     */
    toHaveCorrectGradient(at: T extends PlainFunction ? readonly number[] : ArgumentsOf<T>, options: OptionsOf<T>): R
  }
}

type ArgumentsOf<F> = F extends (...x: (infer T)[]) => unknown ? readonly (T | NDArray)[] : never
type OptionsOf<F> = F extends PlainFunction
  ? GradientOptions
  : F extends TensorFunction<infer T>
    ? AdapterOptions<T>
    : never

expect.extend({
  toHaveCorrectGradient(
    f: PlainFunction & TensorFunction<unknown>,
    at: readonly unknown[],
    options: GradientOptions | AdapterOptions<unknown>,
  ) {
    const check = checkAny(f, at, options)
    return { pass: check.verdict !== 'fail', message: () => report(check) }
  },
})
