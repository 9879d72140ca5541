// The ops beside their names elsewhere.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Topic } from './catalogue.ts'
import { cell, generated, link, wrapped } from './markdown.ts'
import { root } from './sources.ts'

/** An op's names elsewhere; `-` where there is none. */
export interface Names {
  readonly numpy: string
  readonly torch: string
  readonly jax: string
  readonly tfjs: string
  /** how the call differs, in a few words */
  readonly differs?: string
}

export const namesPage = 'docs/reference/names.md'
const namesFile = 'scripts/reference/names.json'

export function readNames(): ReadonlyMap<string, Names> {
  const rows: Readonly<Record<string, Names>> = JSON.parse(readFileSync(join(root, namesFile), 'utf8'))
  return new Map(Object.entries(rows))
}

/** Ops without a row, and rows without an op. */
export function nameProblems(names: ReadonlyMap<string, Names>, ops: ReadonlySet<string>): string[] {
  return [
    ...[...ops].filter((op) => !names.has(op)).map((op) => `${namesFile} has no row for ${op}; write one.`),
    ...[...names.keys()].filter((op) => !ops.has(op)).map((op) => `${namesFile} has a row for ${op}, which is no op.`),
  ]
}

export function namesTable(topics: readonly Topic[], names: ReadonlyMap<string, Names>): string {
  return [
    '# Names elsewhere',
    generated,
    introduction,
    ...topics.flatMap(({ title, page, ops }) => [
      `## ${title}`,
      [
        '| Adjoint | NumPy | PyTorch | JAX | TensorFlow.js | how the call differs |',
        '| --- | --- | --- | --- | --- | --- |',
        ...ops.map(({ name }) => {
          const { numpy = '', torch = '', jax = '', tfjs = '', differs = '' } = names.get(name) ?? {}
          const own = link(`\`${name}\``, namesPage, page, name)
          return `| ${[own, ...[numpy, torch, jax, tfjs].map(code), cell(differs)].join(' | ')} |`
        }),
      ].join('\n'),
    ]),
  ].join('\n\n')
}

const introduction = wrapped(
  'What an op is called in NumPy (`np`), PyTorch (`torch`, and `F` for `torch.nn.functional`), JAX (`jax`, `lax`, and `jnp` for ' +
    '`jax.numpy`) and TensorFlow.js (`tf`); `-` where there is no such function. Two things differ everywhere: names are ' +
    'camelCase here, and options are an object, `{ axis: 0, keepDims: true }`. Elsewhere they are `axis` and `keepdims` (NumPy, ' +
    'JAX), `dim` and `keepdim` (PyTorch), or stand in a fixed order (TensorFlow.js).',
)

/** Names as code, \`a, b\` as two. */
function code(text: string): string {
  if (text === '-' || text === '') return '-'
  return text
    .split(/, (?![^(]*\))/)
    .map((name) => `\`${cell(name)}\``)
    .join(', ')
}
