import { DomainError, ShapeError } from '../errors.ts'
import { dim, type Shaped } from '../shape.ts'

/** The letters of one operand, or of the result: those before an ellipsis, and those after it; null where there is none. */
interface Term {
  readonly text: string
  readonly before: readonly string[]
  readonly after: readonly string[] | null
}

/** The parts of `'ij,jk->ik'`. */
interface Equation {
  readonly text: string
  readonly inputs: readonly Term[]
  /** null where the equation leaves it open */
  readonly output: Term | null
}

/** An equation applied to operands: a label for each of their axes, and how many indices each label has. */
export interface Labels {
  readonly inputs: readonly (readonly string[])[]
  readonly output: readonly string[]
  readonly sizes: ReadonlyMap<string, number>
}

/**
 * Names the axes of operands as an equation says. The axes that an ellipsis stands for are labelled by their distance from its
 * end, so that they broadcast.
 */
export function labelsOf(text: string, operands: readonly Shaped[]): Labels {
  const equation = parse(text)
  const { inputs } = equation
  if (inputs.length !== operands.length) {
    throw new ShapeError(
      `einsum: '${text}' takes ${counted(inputs.length, 'operand')}, but gets ${operands.length}; separate their letters by commas.`,
    )
  }
  const labels = inputs.map((term, k) => inputLabels(equation, term, operands[k]))
  const sizes = new Map<string, number>()
  for (const [k, operand] of operands.entries()) addSizes(sizes, equation, labels[k] ?? [], operand, operands)
  return { inputs: labels, output: outputLabels(equation, labels), sizes }
}

function parse(text: string): Equation {
  if (typeof text !== 'string') {
    throw new DomainError(`einsum: the equation is a ${typeof text}; it comes first, einsum('ij,jk->ik', a, b).`)
  }
  const [left = '', right, ...more] = text.replaceAll(' ', '').split('->')
  if (more.length > 0) throw new DomainError(`einsum: '->' can stand only once in '${text}'.`)
  const output = right === undefined ? null : parseTerm(text, right)
  return { text, inputs: left.split(',').map((part) => parseTerm(text, part)), output }
}

function parseTerm(equation: string, text: string): Term {
  const found = /^([a-z]*)(\.\.\.([a-z]*))?$/i.exec(text)
  if (found !== null) {
    const [, before = '', dots, after = ''] = found
    return { text, before: [...before], after: dots === undefined ? null : [...after] }
  }
  throw new DomainError(
    `einsum: '${text}' in '${equation}' is no list of letters; name each axis by one letter, and write '...' once at most.`,
  )
}

function inputLabels({ text }: Equation, term: Term, operand?: Shaped): string[] {
  const { before, after } = term
  const rank = operand?.shape.length ?? 0
  const between = rank - before.length - (after?.length ?? 0)
  if (between < 0 || (after === null && between > 0)) {
    throw new ShapeError(
      `einsum: '${term.text}' of '${text}' names ${counted(rank - between, 'axis', 'axes')}, but ${operand?.describe()} has ${rank}; ` +
        "give a letter for each axis, or '...' for the others.",
    )
  }
  return [...before, ...ellipsis(between), ...(after ?? [])]
}

/** The labels of so many axes under an ellipsis: no letters, so that nothing else has them. */
function ellipsis(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `...${count - i}`)
}

const isLetter = (label: string): boolean => label.length === 1

/** Notes how long each label is. Operands broadcast: 1 fits anything, but not beside the same letter in one operand. */
function addSizes(
  sizes: Map<string, number>,
  { text }: Equation,
  labels: readonly string[],
  operand: Shaped,
  operands: readonly Shaped[],
): void {
  for (const [axis, label] of labels.entries()) {
    const size = dim(operand.shape, axis)
    const own = dim(operand.shape, labels.indexOf(label))
    const known = sizes.get(label) ?? 1
    if (own !== size || (size !== 1 && known !== 1 && known !== size)) {
      const list = operands.map((one) => one.describe()).join(' with ')
      const what = isLetter(label) ? `letter ${label}` : "an axis of '...'"
      throw new ShapeError(
        `einsum: cannot take '${text}' of ${list}: ${what} is ${own === size ? known : own} and ${size}. ` +
          'Axes of one letter must have one size, or 1 in another operand.',
      )
    }
    if (known === 1) sizes.set(label, size)
  }
}

function outputLabels({ text, output }: Equation, inputs: readonly (readonly string[])[]): string[] {
  const all = inputs.flat()
  const dots = ellipsis(new Set(all.filter((label) => !isLetter(label))).size)
  if (output === null) {
    const once = all.filter((label, i) => isLetter(label) && all.indexOf(label) === i && all.lastIndexOf(label) === i)
    return [...dots, ...once.toSorted()] // capitals come first, as in NumPy
  }
  const { before, after } = output
  const letters = [...before, ...(after ?? [])]
  for (const [i, letter] of letters.entries()) {
    if (!all.includes(letter)) {
      throw new DomainError(`einsum: letter ${letter} of the output of '${text}' stands in no operand.`)
    }
    if (letters.indexOf(letter) !== i) {
      throw new DomainError(`einsum: letter ${letter} can stand only once in the output of '${text}'.`)
    }
  }
  if (after === null && dots.length > 0) {
    throw new ShapeError(
      `einsum: the output of '${text}' needs '...': it stands for ${counted(dots.length, 'axis', 'axes')} of the operands.`,
    )
  }
  return [...before, ...(after === null ? [] : [...dots, ...after])]
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
