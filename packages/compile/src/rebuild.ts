import { Tensor } from '@adjoint/tensor'

/** Makes a tree of the tensors at its leaves, which it takes from a list in the order of mapTensors. */
export type Rebuild<Y> = (tensors: readonly Tensor[]) => Y

/** Makes a part of a tree; `tensors` is the list of all. */
type Part = (tensors: readonly Tensor[]) => unknown

/**
 * Prepares to make trees like one that is given, with other tensors: the walk over it is done once. What holds no tensor is
 * the given part itself.
 */
export function rebuildOf<Y>(tree: Y): Rebuild<Y> {
  let next = 0
  const partOf = (part: unknown): Part | null => {
    if (part instanceof Tensor) {
      const index = next++
      return (tensors) => tensors[index]
    }
    if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return null
    if (Array.isArray(part)) return arrayOf(part.map((value) => [value, partOf(value)]))
    if (part instanceof Map) {
      const values = arrayOf([...part.values()].map((value) => [value, partOf(value)]))
      const keys = [...part.keys()]
      return values && ((tensors) => new Map(values(tensors).map((value, i) => [keys[i], value])))
    }
    return objectOf(
      Object.getPrototypeOf(part),
      Object.entries(part).map(([key, value]) => [key, value, partOf(value)]),
    )
  }
  const whole = partOf(tree)
  return (tensors) => (whole === null ? tree : (whole(tensors) as Y)) // partOf keeps the form of each part
}

function arrayOf(
  parts: readonly (readonly [unknown, Part | null])[],
): ((tensors: readonly Tensor[]) => unknown[]) | null {
  if (parts.every(([, make]) => make === null)) return null
  return (tensors) => parts.map(([value, make]) => (make === null ? value : make(tensors)))
}

function objectOf(prototype: object | null, fields: readonly (readonly [string, unknown, Part | null])[]): Part | null {
  if (fields.every(([, , make]) => make === null)) return null
  return (tensors) => {
    const copy = Object.create(prototype) as Record<string, unknown> // the fields are its own
    for (const [key, given, make] of fields) {
      const value = make === null ? given : make(tensors)
      // what the class has under that name, an accessor say, must not take it
      if (key in copy) Object.defineProperty(copy, key, { value, writable: true, enumerable: true, configurable: true })
      else copy[key] = value
    }
    return copy
  }
}
