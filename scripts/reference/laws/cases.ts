// What NumPy's results in packages/tensor/test/reference say of each op: whether there is a case with an empty operand, a 0-d
// one, and some that broadcast.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../sources.ts'

export interface Cases {
  readonly empty: boolean
  readonly zeroD: boolean
  readonly broadcast: boolean
}

type Shape = readonly number[]

interface Encoded {
  readonly shape: Shape
}

/** A case of any of the kinds that the files have. */
interface Case {
  readonly op?: string
  readonly equation?: string
  readonly input?: Encoded
  readonly inputs?: readonly (Encoded | { readonly list: readonly Encoded[] } | { readonly number: unknown })[]
}

/** The axes at the end that are an operand's own, and do not broadcast. */
const ownAxes: Readonly<Record<string, number>> = { matmul: 2, solve: 2, solveTriangular: 2 }

/** Lists of cases that stand under a name of their own. */
const lists: Readonly<Record<string, string>> = { splits: 'split', tops: 'topK' }

export function readCases(): ReadonlyMap<string, Cases> {
  const found = new Map<string, Cases>()
  for (const file of globSync('packages/tensor/test/reference/*.json', { cwd: root })) {
    const content: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(root, file), 'utf8'))
    for (const [name, cases] of Object.entries(content)) {
      if (name !== 'cases' && lists[name] === undefined) continue
      for (const one of cases as readonly Case[]) {
        const op = lists[name] ?? one.op ?? 'einsum'
        const before = found.get(op) ?? { empty: false, zeroD: false, broadcast: false }
        found.set(op, merge(before, look(op, one)))
      }
    }
  }
  return found
}

function look(op: string, { inputs = [], input, equation }: Case): Cases {
  const shapes = [...inputs, ...(input ? [input] : [])].flatMap((one): Shape[] => {
    if ('list' in one) return one.list.map(({ shape }) => shape)
    return 'shape' in one ? [one.shape] : []
  })
  const own = ownAxes[op] ?? 0
  const leading = shapes.map((shape) => shape.slice(0, Math.max(0, shape.length - own)))
  return {
    empty: shapes.some((shape) => shape.includes(0)),
    zeroD: shapes.some((shape) => shape.length === 0),
    broadcast: equation?.includes('...') ?? leading.some((a) => leading.some((b) => stretches(a, b))),
  }
}

/** Is one repeated where it meets the other? */
function stretches(a: Shape, b: Shape): boolean {
  if (a.length < b.length) return true
  return b.some((size, axis) => size !== 1 && a[a.length - b.length + axis] === 1)
}

const merge = (a: Cases, b: Cases): Cases => ({
  empty: a.empty || b.empty,
  zeroD: a.zeroD || b.zeroD,
  broadcast: a.broadcast || b.broadcast,
})
