// Which ops each heading of docs/explanation/kinks.md is about.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './sources.ts'

export const kinksPage = 'docs/explanation/kinks.md'

const conventions: Readonly<Record<string, readonly string[]>> = {
  'Kinks: the derivative is 0 at 0': ['relu', 'abs', 'sign'],
  'Ties share equally': [
    'maximum',
    'minimum',
    'max',
    'min',
    'clip',
    'maxPool1d',
    'maxPool2d',
    'maxPick2d',
    'maxUnpool2d',
  ],
  Steps: [
    ...['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual', 'logicalAnd', 'logicalOr', 'logicalNot'],
    ...['isNaN', 'isFinite', 'all', 'any', 'sign', 'floor', 'ceil', 'round', 'remainder'],
  ],
  'The angle at the origin': ['atan2'],
  'Lengths of 0': ['norm', 'std'],
  'Products with zeros': ['prod', 'cumprod'],
  Masks: ['softmax', 'logSoftmax', 'logsumexp'],
  'Ties in an order': ['sort', 'argsort', 'topK'],
  'An element that is taken twice': ['take', 'takeAlongAxis', 'tile', 'repeat', 'pad'],
  'Infinite derivatives stay infinite': ['sqrt', 'log', 'asin', 'acos'],
  'Zero absorbs': ['mulAbsorbing', 'where', 'pow'],
  'Contractions are not covered': ['matmul', 'dot', 'tensordot', 'einsum', 'conv1d', 'conv2d', 'convTranspose2d'],
  'The price: a NaN may be hidden': [],
  'Singular matrices': ['det', 'cofactors', 'inv', 'solve', 'cholesky'],
  'Binary cross-entropy': [], // a loss, not an op
}

/** The headings that say something about an op. */
export function conventionsOf(op: string): string[] {
  return Object.entries(conventions).flatMap(([heading, ops]) => (ops.includes(op) ? [heading] : []))
}

/** What is wrong with the list above. */
export function kinkProblems(ops: ReadonlySet<string>): string[] {
  const page = readFileSync(join(root, kinksPage), 'utf8')
  const headings = [...page.matchAll(/^##+ (.*)$/gm)].map(([, heading = '']) => heading)
  const listed = Object.keys(conventions)
  return [
    ...headings.filter((one) => !listed.includes(one)).map((one) => `scripts/reference/kinks.ts lacks "${one}"; name its ops, or none.`), // biome-ignore format: one line
    ...listed
      .filter((one) => !headings.includes(one))
      .map((one) => `${kinksPage} has no heading "${one}"; kinks.ts has.`),
    ...Object.values(conventions).flat().filter((op) => !ops.has(op)).map((op) => `kinks.ts names ${op}, which is no op.`), // biome-ignore format: one line
  ]
}
