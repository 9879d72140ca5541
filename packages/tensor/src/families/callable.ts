import type { Fn } from '../op.ts'
import type { Tensor } from '../tensor.ts'

/** An op gives a tensor; a composition may give several. */
type Result = Tensor | readonly Tensor[]

type Call = (...args: never[]) => Result

/**
 * An op as a function that carries its descriptor and its method form.
 *
 * @param method takes the tensor before the dot as its first argument; by default the function itself
 */
export function callable<F extends Fn<unknown, unknown>>(op: F['op'], call: Call, method: Call = call): F {
  const onTensor = function (this: never, ...args: never[]): Result {
    return method(this, ...args)
  }
  const fn = (...args: never[]): Result => call(...args)
  // A signature F computes its result's shape from its arguments' types, which no body can prove, so this is a cast. Each
  // family's run-time rule is held against its signature by test/shape-rules.test.ts.
  const built: Fn<unknown, unknown> = Object.assign(fn, { op, method: onTensor })
  return built as F
}
