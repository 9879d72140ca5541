// `expect(x)` has another type for every type of x, of three hundred members each time: a tenth of all that the type check
// made. They say nothing of x, but to matchers of gradients, which take functions of tensors. So one type does for the rest.
import type { Assertion } from 'vitest'

type Plain = string | number | boolean | bigint | null | undefined | readonly unknown[] | (() => unknown)

declare module 'vitest' {
  interface ExpectStatic {
    // biome-ignore lint/style/useShorthandFunctionType: it is merged with vitest's own, which a type could not be
    (actual: Plain, message?: string): Assertion
  }
}
