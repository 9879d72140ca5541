import { DomainError, ShapeError, Tensor } from '@adjoint/tensor'

/** A tensor of a tree, and where it stands: `layers.0.weight`; the path of a bare tensor is empty. */
export interface Leaf {
  readonly path: string
  readonly tensor: Tensor
}

/**
 * The same tree with other tensors. A tree is a tensor, or an array, map or object (a model, say) whose own fields are
 * trees; anything else in it stays as it is. Copies keep their class; what holds no tensor is not copied.
 */
export function mapTensors<T>(tree: T, replace: (tensor: Tensor, path: string) => Tensor): T {
  return mapLeaves(tree, (leaf, path) => (leaf instanceof Tensor ? replace(leaf, path) : leaf))
}

/**
 * As mapTensors, but over all that has no parts: numbers, text, functions and typed arrays too. `replace` also gets the
 * array, map or object in which the leaf stands.
 */
export function mapLeaves<T>(tree: T, replace: (leaf: unknown, path: string, part: unknown) => unknown): T {
  return walk(tree, '', [], replace) as T // walk keeps the form of each part
}

/** The tensors of a tree in the order in which mapTensors meets them. */
export function leavesOf(tree: unknown): Leaf[] {
  const leaves: Leaf[] = []
  mapTensors(tree, (tensor, path) => {
    leaves.push({ path, tensor })
    return tensor
  })
  return leaves
}

/** The tensors alone, in the same order. */
export function tensorsOf(tree: unknown): Tensor[] {
  return leavesOf(tree).map(({ tensor }) => tensor)
}

/**
 * `combine` over the tensors that stand at the same places of two trees.
 *
 * @throws ShapeError where one has a tensor at a place and the other has none
 */
export function zipTensors<T>(owner: string, tree: T, other: unknown, combine: (a: Tensor, b: Tensor) => Tensor): T {
  const others = leavesOf(other)
  let next = 0
  const zipped = mapTensors(tree, (tensor, path) => {
    const match = others[next++]
    if (match?.path === path) return combine(tensor, match.tensor)
    throw new ShapeError(
      `${owner}: the trees differ: one has a tensor ${place(path)}, the other ${match ? place(match.path) : 'no more'}. ` +
        'Give trees of the same form.',
    )
  })
  if (next === others.length) return zipped
  throw new ShapeError(
    `${owner}: the trees differ: ${next} tensors against ${others.length}. Give trees of the same form.`,
  )
}

function place(path: string): string {
  return path === '' ? 'at its top' : `at ${path}`
}

type Replace = (leaf: unknown, path: string, part: unknown) => unknown

/** What has no parts of its own. */
const wholes = [Tensor, Set, Date, Promise]

function isWhole(part: object): boolean {
  return ArrayBuffer.isView(part) || wholes.some((one) => part instanceof one)
}

function walk(part: unknown, path: string, above: readonly unknown[], replace: Replace): unknown {
  if (typeof part !== 'object' || part === null || isWhole(part)) {
    return replace(part, path, above.at(-1))
  }
  if (above.includes(part)) throw new DomainError(`the tree contains itself ${place(path)}; a tree has no cycles.`)
  const [keys, values] = contentsOf(part)
  const inside = [...above, part]
  const before = path === '' ? '' : `${path}.`
  const replaced = values.map((value, i) => walk(value, before + String(keys[i]), inside, replace))
  return replaced.every((value, i) => Object.is(value, values[i])) ? part : rebuilt(part, keys, replaced)
}

/** What stands in an array, a map or an object, and under which keys. */
function contentsOf(part: object): readonly [keys: readonly unknown[], values: readonly unknown[]] {
  if (Array.isArray(part)) return [part.map((_, i) => i), part]
  if (part instanceof Map) return [[...part.keys()], [...part.values()]]
  return [Object.keys(part), Object.values(part)]
}

/** An array, a map or an object of the same class, with other values. */
function rebuilt(part: object, keys: readonly unknown[], values: readonly unknown[]): unknown {
  if (Array.isArray(part)) return values // mapped from the array, so of its class
  const prototype = Object.getPrototypeOf(part)
  if (part instanceof Map) return Object.setPrototypeOf(new Map(keys.map((key, i) => [key, values[i]])), prototype)
  const copy: Record<string, unknown> = Object.create(prototype)
  for (const [i, value] of values.entries()) {
    const key = String(keys[i])
    // nothing of the class is asked, a setter perhaps; other fields are made faster without a descriptor
    if (key in copy) Object.defineProperty(copy, key, { value, writable: true, enumerable: true, configurable: true })
    else copy[key] = value
  }
  return copy
}
