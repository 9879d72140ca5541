import type { Fn } from './op.ts'
import * as ops from './ops/index.ts'
import { Tensor } from './tensor.ts'

type MethodOf<F> = F extends { readonly method: infer M } ? M : never

/** Every op of the catalogue as a method, by the same name. */
export type Methods = { readonly [K in keyof typeof ops]: MethodOf<(typeof ops)[K]> }

// The only side effects of importing this package stand here: `x.relu()` works because the catalogue is hung on the class.
for (const [name, { method }] of Object.entries<Fn<unknown, unknown>>(ops)) {
  Object.defineProperty(Tensor.prototype, name, { value: method })
}

// What Node.js's console.log prints.
Object.defineProperty(Tensor.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: Tensor.prototype.toString })
