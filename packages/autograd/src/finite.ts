import { AdjointError, isFloat, sameShape, type Tensor } from '@adjoint/tensor'
import { termsOf } from './backward.ts'
import type { Tape } from './tape.ts'

/** An adjoint is NaN or infinite. */
export class NonFiniteAdjointError extends AdjointError {
  /** the node of the function whose derivative made it: its layer and op */
  readonly node: string

  constructor(message: string, node: string) {
    super(message)
    this.node = node
  }
}

/**
 * Looks for the first adjoint, on the way back, that is not finite.
 *
 * @param adjoints one for each node, as `backward` gives them
 * @throws NonFiniteAdjointError naming the op whose derivative made it, and where
 */
export function checkAdjoints(tape: Tape, adjoints: readonly (Tensor | null)[]): void {
  const badAt = (x: Tensor | null): number => {
    if (x === null || x.tracedBy !== null || !isFloat(x.dtype)) return -1
    return x.toTypedArray().findIndex((value: number) => !Number.isFinite(value))
  }
  const broken = tape.nodes.toReversed().find((node) => badAt(adjoints[node.index] ?? null) >= 0)
  if (broken === undefined) return
  const element = badAt(adjoints[broken.index] ?? null)
  const guilty = tape.nodes.find((node) => {
    const g = adjoints[node.index] ?? null
    if (g === null || !node.inputs.includes(broken)) return false
    return termsOf(tape, node, g).some((term, i) => node.inputs[i] === broken && badAt(term) >= 0)
  })
  const value = adjoints[broken.index]?.toTypedArray()[element]
  const what = `the adjoint of ${broken.describe()} is ${value} at element ${element}`
  if (guilty === undefined)
    throw new NonFiniteAdjointError(`${what}: it is the sum of finite ones, or was given so.`, '')
  // of an elementwise op, the number that stands beside it; else any of the operand's may be to blame
  const beside = (x: Tensor): boolean => guilty.op?.family === 'elementwise' && sameShape(x.shape, broken.shape)
  const at = guilty.inputs.map((x) => `${x.describe()} is ${numbersOf(tape.lower(x), beside(x) ? element : null)}`)
  throw new NonFiniteAdjointError(
    `${what}: the derivative of ${guilty.name} makes it, where ${at.join(' and ')}. ` +
      'Keep its operand away from there, or use a form of it that is finite.',
    guilty.name,
  )
}

/** The number at that place, or of a tensor of one number; else the range of all. */
function numbersOf(x: Tensor, element: number | null): string {
  if (element !== null || x.size <= 1) return String(x.toTypedArray()[element ?? 0] ?? 'empty')
  return `in [${x.min().item()}, ${x.max().item()}]`
}
