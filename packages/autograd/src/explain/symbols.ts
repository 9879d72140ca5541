import { subscript, type Written, written } from './written.ts'

/** How the value of a node is called, v₃, as in Griewank and Walther, Evaluating Derivatives. */
export function valueSymbol(index: number): Written {
  return written(`v${subscript(index)}`, `v_{${index}}`)
}

/** Its adjoint, v̄₃. */
export function adjointSymbol(index: number): Written {
  return written(`v\u0304${subscript(index)}`, `\\bar{v}_{${index}}`)
}

export function constantSymbol(index: number): Written {
  return written(`c${subscript(index)}`, `c_{${index}}`)
}

/** A part of a long formula, t₁. */
export function partSymbol(name: string): Written {
  const index = name.slice(1)
  return written(`t${subscript(index)}`, `t_{${index}}`)
}
