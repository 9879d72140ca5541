import { DomainError, type DType, type Shape, sameShape, Tensor } from '@adjoint/tensor'

/** A tree of arguments, taken apart: its tensors, and all that is not a tensor. */
export interface Flat {
  readonly tensors: readonly Tensor[]
  /** forms, keys and other values, in the order in which they are met; what must be equal for a program to fit */
  readonly rest: readonly unknown[]
}

// What is met is marked, so that no two trees leave the same traces: a list of 2 is not the number 2.
const [tensor, list, map, object] = ['tensor', 'list', 'map', 'object'].map((name) => Symbol(name))

/**
 * Takes arguments apart, in the order of mapTensors.
 *
 * @throws DomainError when one contains itself
 */
export function flatten(args: readonly unknown[]): Flat {
  const tensors: Tensor[] = []
  const rest: unknown[] = []
  const above: object[] = []
  const visit = (part: unknown): void => {
    if (part instanceof Tensor) {
      tensors.push(part)
      rest.push(tensor)
    } else if (typeof part !== 'object' || part === null) rest.push(part)
    else {
      if (above.includes(part)) throw new DomainError('compile: an argument contains itself; a tree has no cycles.')
      above.push(part)
      visitParts(part)
      above.pop()
    }
  }
  const visitParts = (part: object): void => {
    if (Array.isArray(part)) {
      rest.push(list, Object.getPrototypeOf(part), part.length)
      for (const value of part) visit(value)
    } else if (part instanceof Map) {
      rest.push(map, Object.getPrototypeOf(part), part.size)
      for (const [key, value] of part) {
        rest.push(key)
        visit(value)
      }
    } else if (ArrayBuffer.isView(part)) {
      // their contents become constants, so that they must be the same
      rest.push(part.constructor, part.byteLength)
      for (const byte of new Uint8Array(part.buffer, part.byteOffset, part.byteLength)) rest.push(byte)
    } else if (part instanceof Set) {
      rest.push(Object.getPrototypeOf(part), part.size)
      for (const value of part) rest.push(value)
    } else if (part instanceof Date) rest.push(Object.getPrototypeOf(part), part.getTime())
    else {
      const keys = Object.keys(part)
      const prototype = Object.getPrototypeOf(part)
      const before = tensors.length
      rest.push(object, keys.length, prototype)
      for (const key of keys) {
        rest.push(key)
        visit((part as Readonly<Record<string, unknown>>)[key]) // an object's own key
      }
      // What private fields hold cannot be seen: only the same object is equal, unless f gets a copy, which has none.
      // So it is with fields that are not listed: symbols, or what defineProperty hides.
      const isRecord = prototype === Object.prototype || prototype === null
      if (tensors.length === before && !(isRecord && Reflect.ownKeys(part).length === keys.length)) rest.push(part)
    }
  }
  visit(args)
  return { tensors, rest }
}

/** What a program was made for: shapes, dtypes and everything else of its arguments. */
export interface Signature {
  readonly shapes: readonly Shape[]
  readonly dtypes: readonly DType[]
  readonly rest: readonly unknown[]
}

export function signatureOf({ tensors, rest }: Flat): Signature {
  return { shapes: tensors.map(({ shape }) => [...shape]), dtypes: tensors.map(({ dtype }) => dtype), rest }
}

/** True when a program made for a signature fits these arguments. */
export function fits(signature: Signature, { tensors, rest }: Flat): boolean {
  if (tensors.length !== signature.shapes.length || rest.length !== signature.rest.length) return false
  for (let i = 0; i < tensors.length; i++) {
    const x = tensors[i]
    const shape = signature.shapes[i]
    if (x === undefined || shape === undefined || x.dtype !== signature.dtypes[i]) return false
    if (!sameShape(x.shape, shape)) return false
  }
  for (let i = 0; i < rest.length; i++) if (!Object.is(rest[i], signature.rest[i])) return false
  return true
}
