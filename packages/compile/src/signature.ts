import { DomainError, Tensor } from '@adjoint/tensor'

/** A tree of arguments, taken apart. */
export interface Flat {
  readonly tensors: readonly Tensor[]
  /**
   * The dtypes and shapes of the tensors, forms, keys and all that is not a tensor, in the order in which they are met: what
   * must be equal for a program to fit.
   */
  readonly signature: readonly unknown[]
}

// What is met is marked, so that no two trees leave the same traces: a list of 2 is not the number 2.
const [tensor, list, map, object] = ['tensor', 'list', 'map', 'object'].map((name) => Symbol(name))

/**
 * Takes arguments apart, in the order of mapTensors.
 *
 * @throws DomainError when one contains itself, or a tensor stands in a set
 */
export function flatten(args: readonly unknown[]): Flat {
  const tensors: Tensor[] = []
  const signature: unknown[] = []
  const above: object[] = []
  const visit = (part: unknown): void => {
    if (part instanceof Tensor) {
      tensors.push(part)
      signature.push(tensor, part.dtype, part.shape.length)
      for (const size of part.shape) signature.push(size)
    } else if (typeof part !== 'object' || part === null) signature.push(part)
    else {
      if (above.includes(part)) throw new DomainError('compile: an argument contains itself; a tree has no cycles.')
      above.push(part)
      visitParts(part)
      above.pop()
    }
  }
  const visitParts = (part: object): void => {
    if (Array.isArray(part)) {
      signature.push(list, Object.getPrototypeOf(part), part.length)
      for (const value of part) visit(value)
    } else if (part instanceof Map) {
      signature.push(map, Object.getPrototypeOf(part), part.size)
      for (const [key, value] of part) {
        signature.push(key)
        visit(value)
      }
    } else if (ArrayBuffer.isView(part)) {
      // their contents become constants, so that they must be the same
      signature.push(Object.getPrototypeOf(part), part.byteLength)
      for (const byte of new Uint8Array(part.buffer, part.byteOffset, part.byteLength)) signature.push(byte)
    } else if (part instanceof Set) {
      const before = tensors.length
      signature.push(Object.getPrototypeOf(part), part.size)
      for (const value of part) {
        signature.push(value) // f may ask whether the set has an object
        visit(value)
      }
      if (tensors.length > before) {
        throw new DomainError('compile: a set holds a tensor; a tree holds tensors in arrays, maps and objects.')
      }
    } else if (part instanceof Date) signature.push(Object.getPrototypeOf(part), part.getTime())
    else {
      const keys = Object.keys(part)
      const prototype = Object.getPrototypeOf(part)
      const before = tensors.length
      signature.push(object, keys.length, prototype)
      for (const key of keys) {
        signature.push(key)
        visit((part as Readonly<Record<string, unknown>>)[key]) // an object's own key
      }
      // What private fields hold cannot be seen: only the same object is equal, unless f gets a copy, which has none.
      // So it is with fields that are not listed: symbols, or what defineProperty hides.
      const isRecord = prototype === Object.prototype || prototype === null
      if (tensors.length === before && !(isRecord && Reflect.ownKeys(part).length === keys.length)) signature.push(part)
    }
  }
  visit(args)
  return { tensors, signature }
}

/** True when a program made for a signature fits arguments that have another. */
export function fits(signature: readonly unknown[], other: readonly unknown[]): boolean {
  if (signature.length !== other.length) return false
  for (let i = 0; i < signature.length; i++) if (!Object.is(signature[i], other[i])) return false
  return true
}
