import { Tensor } from '@adjoint/tensor'

/** Makes a tree of the tensors at its leaves, which it takes from a list in the order of mapTensors. */
export type Rebuild<Y> = (tensors: readonly Tensor[]) => Y

/**
 * Prepares to make trees like one that is given, with other tensors: the walk over it is done once. What holds no tensor is
 * the given part itself; nothing else of the tree is kept, for its tensors may hold all that was recorded.
 */
export function rebuildOf<Y>(tree: Y): Rebuild<Y> {
  let next = 0
  const partOf = (part: unknown): Rebuild<unknown> => {
    if (part instanceof Tensor) {
      const index = next++
      return (tensors) => tensors[index]
    }
    if (typeof part !== 'object' || part === null || ArrayBuffer.isView(part)) return given(part)
    const first = next
    const isMap = part instanceof Map
    const keys = isMap ? [...part.keys()] : Object.keys(part)
    const values: readonly unknown[] = Array.isArray(part) ? part : isMap ? [...part.values()] : Object.values(part)
    const makes = values.map(partOf)
    if (next === first) return given(part)
    if (values === part) return (tensors) => makes.map((make) => make(tensors))
    if (isMap) return (tensors) => new Map(makes.map((make, i) => [keys[i], make(tensors)]))
    const prototype = Object.getPrototypeOf(part)
    const fields = makes.map((make, i) => [keys[i], make] as const)
    return (tensors) => {
      const copy = Object.create(prototype) as Record<string, unknown> // the fields are its own
      for (const [key, make] of fields) {
        const value = make(tensors)
        // what the class has under that name, an accessor say, must not take it
        if (key in copy)
          Object.defineProperty(copy, key, { value, writable: true, enumerable: true, configurable: true })
        else copy[key] = value
      }
      return copy
    }
  }
  return partOf(tree) as Rebuild<Y> // which keeps the form of each part
}

function given(part: unknown): Rebuild<unknown> {
  return () => part
}
