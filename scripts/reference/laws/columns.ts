// The laws of the table: by which tests each is shown, and to which ops it does not apply.
import { givesFloats, names, type OpName } from '../../../packages/autograd/test/catalogue.ts'
import type { OpEntry } from '../catalogue.ts'
import { type Cases, readCases } from './cases.ts'
import type { Outcome } from './run.ts'

/** The op, or the example of an op, that a test shows something for; null for a test of something else. */
export type ShownBy = (test: Outcome) => string | null

export interface Column {
  /** at the head of the table */
  readonly head: string
  readonly law: string
  /** each must be shown by a test, for the ops that it is about */
  readonly proofs: readonly Proof[]
  /** why the law does not apply to an op; null where it does */
  readonly exempt?: (op: OpEntry) => string | null
}

interface Proof {
  readonly shownBy: ShownBy
  /** for which ops; all by default */
  readonly of?: (op: OpEntry) => boolean
}

const tensorLaws = 'packages/tensor/test/laws.test.ts'
const ranks = 'packages/tensor/test/ranks.test.ts'
const autogradLaws = 'packages/autograd/test/laws.test.ts'
const compileLaws = 'packages/compile/test/laws.test.ts'

const cases = readCases()

const isElementwise = ({ op }: OpEntry): boolean => op?.family === 'elementwise'
const isOther = (op: OpEntry): boolean => !isElementwise(op)
const isJoining = ({ op }: OpEntry): boolean => op?.family === 'elementwise' && op.arity > 1

/** All laws, in the order of the table. */
export const columns: readonly Column[] = [
  {
    head: 'value',
    law: 'NumPy, SciPy or a plain loop gives the same numbers',
    proofs: [{ shownBy: asReference }],
  },
  {
    head: 'broadcast',
    law: 'broadcast operands give what repeated ones give, and their gradients are summed',
    proofs: [
      { shownBy: (test) => suite(test, tensorLaws, /^(\w+) of broadcast operands$/), of: isElementwise },
      { shownBy: (test) => law(test, autogradLaws, /^8: /), of: isElementwise },
      { shownBy: (test) => ofCases(test, ({ broadcast }) => broadcast), of: isOther },
    ],
    exempt: (entry) => {
      if (isJoining(entry) || broadcastAxes.has(entry.name)) return null
      return tensorsOf(entry) > 1 ? 'its operands do not broadcast' : 'it takes one tensor'
    },
  },
  {
    head: 'dtype',
    law: 'shape and dtype are as the rule says, for all four dtypes; float32 gradients are close to those of float64',
    proofs: [
      { shownBy: (test) => law(test, tensorLaws, /^has the shape and dtype/) },
      { shownBy: (test) => law(test, autogradLaws, /^50: /) },
      { shownBy: (test) => law(test, autogradLaws, /^7: /), of: isJoining },
    ],
  },
  {
    head: 'empty',
    law: 'empty operands give what NumPy gives of them; elementwise, empty gradients',
    proofs: [
      { shownBy: (test) => law(test, autogradLaws, /^16: /), of: isElementwise },
      {
        shownBy: (test) => named(test, ranks, 'empty operands') ?? ofCases(test, ({ empty }) => empty),
        of: isOther,
      },
    ],
  },
  {
    head: '0-d',
    law: '0-d operands give what NumPy gives of them, or a ShapeError where the op needs an axis',
    proofs: [
      { shownBy: (test) => law(test, autogradLaws, /^17: /), of: isElementwise },
      {
        shownBy: (test) => named(test, ranks, '0-d operands') ?? ofCases(test, ({ zeroD }) => zeroD),
        of: isOther,
      },
    ],
  },
  {
    head: 'axes',
    law: 'axis k is axis k - rank, and any other is a ShapeError; keepDims only reshapes',
    proofs: [
      { shownBy: (test) => named(test, ranks, 'axes') },
      {
        shownBy: (test) => named(test, ranks, 'axes that are kept'),
        of: (op) => hasParameter(op, /^options\.keepDims$/),
      },
    ],
    exempt: (op) => (hasParameter(op, /^(options\.)?(axis|axes)$|^i$/) ? null : 'it takes no axis'),
  },
  {
    head: 'views',
    law: 'strided views give the bits that copies give, and so do their gradients',
    proofs: [
      { shownBy: (test) => law(test, tensorLaws, /views/) },
      { shownBy: (test) => law(test, autogradLaws, /^15: /) },
    ],
  },
  {
    head: 'differences',
    law: 'both modes agree with finite differences',
    proofs: [{ shownBy: (test) => law(test, autogradLaws, /^1, 2: /) }],
  },
  {
    head: 'dot',
    law: 'the dot-product test, ⟨w, J v⟩ = ⟨Jᵀ w, v⟩',
    proofs: [{ shownBy: (test) => law(test, autogradLaws, /^2: /) }],
  },
  {
    head: '2nd order',
    law: 'second derivatives agree with finite differences and in all orders of modes; the Hessian is symmetric',
    proofs: [
      { shownBy: (test) => law(test, autogradLaws, /^21: second derivatives agree/) },
      { shownBy: (test) => law(test, autogradLaws, /^21: second derivatives are the same/) },
    ],
  },
  {
    head: 'compiled',
    law: 'compiled code gives what the eager op gives, and so does its gradient',
    proofs: [{ shownBy: (test) => law(test, compileLaws, /^eager = compiled/) }],
  },
  {
    head: 'mutants',
    law: 'the laws notice every way in which its rule can be wrong',
    proofs: [{ shownBy: ({ names }) => /^the laws kill every mutant of (\w+)$/.exec(names.at(-1) ?? '')?.[1] ?? null }],
    exempt: ({ name, op }) => {
      if (op === null) return 'it has no rule of its own'
      return isOpName(name) && givesFloats(name) ? null : 'its result has no derivative'
    },
  },
]

/** Not elementwise, and yet some axes of their operands broadcast. */
const broadcastAxes = new Set([
  'matmul',
  'solve',
  'solveTriangular',
  'takeAlongAxis',
  'scatterAddAlongAxis',
  'recurrence',
  'einsum',
])

const isOpName = (name: string): name is OpName => (names as readonly string[]).includes(name)

const hasParameter = ({ doc }: OpEntry, pattern: RegExp): boolean => doc.params.some(({ name }) => pattern.test(name))

/** How many tensors a call takes, as its signature says. */
function tensorsOf({ signature }: OpEntry): number {
  const parameters = signature.slice(0, signature.lastIndexOf('): '))
  return parameters.match(/: Tensor/g)?.length ?? 0
}

/** A test of the suite of an op. */
function law({ file, names: [op = '', test = ''] }: Outcome, where: string, pattern: RegExp): string | null {
  return file === where && pattern.test(test) ? op : null
}

/** A test in a suite that is named after an op. */
function suite({ file, names: [name = ''] }: Outcome, where: string, pattern: RegExp): string | null {
  return file === where ? (pattern.exec(name)?.[1] ?? null) : null
}

/** A test that is named after an op, in a suite of such tests. */
function named({ file, names: [name, test = ''] }: Outcome, where: string, suiteName: string): string | null {
  return file === where && name === suiteName ? test : null
}

/** A test that holds an op against numbers computed elsewhere: `linalg: as NumPy > inv`, `einsum: as NumPy > ij->i`. */
function asReference({ names: [suiteName = '', test = ''] }: Outcome): string | null {
  const [, topic = '', single] = /^(\w+): as .*?(?:: (\w+))?$/.exec(suiteName) ?? []
  if (topic === '') return null
  return single ?? (isOpName(test) ? test : topic)
}

/** The same, where one of its cases is of a kind. */
function ofCases(test: Outcome, kind: (of: Cases) => boolean): string | null {
  const op = asReference(test)
  const known = op === null ? undefined : cases.get(op)
  return known && kind(known) ? op : null
}
