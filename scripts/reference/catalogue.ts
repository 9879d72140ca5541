// The ops as the pages know them: by topic, which is a file of packages/tensor/src/ops, in its order.
import { basename } from 'node:path'
import { type Fn, type Op, ops } from '../../packages/tensor/src/index.ts'
import { type Docstring, firstSentence } from './docstring.ts'
import { signatureOf } from './signature.ts'
import { declarationsOf, readSource } from './sources.ts'

export interface OpEntry {
  readonly name: string
  readonly doc: Docstring
  readonly signature: string
  /** null for a composition */
  readonly op: Op | null
}

export interface Topic {
  readonly name: string
  readonly title: string
  /** its source, from the root of the repository */
  readonly file: string
  /** its page */
  readonly page: string
  readonly ops: readonly OpEntry[]
}

const folder = 'packages/tensor/src/ops'

/** Where the name of the file is no title. */
const titles: Readonly<Record<string, string>> = {
  activation: 'Activations',
  cast: 'Casts',
  choice: 'Positions of extremes',
  comparison: 'Comparisons',
  contraction: 'Contractions',
  convolution: 'Convolutions',
  einsum: 'Einstein sums',
  exponential: 'Exponentials and logarithms',
  hyperbolic: 'Hyperbolic functions',
  join: 'Joining',
  linalg: 'Linear algebra',
  logical: 'Logic',
  matmul: 'Matrix product',
  movement: 'Shapes and axes',
  norm: 'Norms',
  pad: 'Padding',
  pool: 'Pools',
  rearrange: 'Rearranging',
  reduce: 'Reductions',
  scan: 'Running sums and products',
  slice: 'Slicing',
  softmax: 'Softmax and logsumexp',
  sort: 'Sorting',
  triangle: 'Triangles and diagonals',
  trigonometric: 'Trigonometric functions',
}

/** The topics in the order of the catalogue's list. */
export function readTopics(): Topic[] {
  return readSource(`${folder}/index.ts`).body.flatMap((statement) => {
    if (statement.type !== 'ExportAllDeclaration') return []
    const name = basename(statement.source.value, '.ts')
    const file = `${folder}/${name}.ts`
    const title = titles[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    return [{ name, title, file, page: `docs/reference/ops/${name}.md`, ops: opsIn(file) }]
  })
}

function opsIn(file: string): OpEntry[] {
  const known = new Map<string, Fn<Op | null, unknown>>(Object.entries(ops))
  return declarationsOf(file).flatMap(({ name, exported, doc, node }) => {
    const fn = known.get(name)
    if (!exported || fn === undefined) return []
    if (doc === null)
      throw new Error(`${file}: ${name} has no docstring; write what it does, its shapes and an example.`)
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : null
    const id = declaration?.type === 'VariableDeclaration' ? declaration.declarations[0]?.id : null
    const type = id?.type === 'Identifier' ? id.typeAnnotation?.typeAnnotation : null
    if (!type) throw new Error(`${file}: ${name} has no type.`)
    return [{ name, doc, signature: signatureOf(name, type, readSource(file)), op: fn.op }]
  })
}

/** The first sentence of what an op does. */
export const summaryOf = ({ doc }: OpEntry): string => firstSentence(doc)
