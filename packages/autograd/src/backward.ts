import { atScope, DTypeError, isFloat, ShapeError, sameShape, type Tensor } from '@adjoint/tensor'
import { applicationOf, pullback } from './products.ts'
import type { Node } from './recording.ts'
import type { Tape } from './tape.ts'
import { plus } from './zeros.ts'

/**
 * Reverse mode. Walks the tape from its end to its beginning; when it reaches a node, every use of that node has
 * already added its contribution, so the adjoint is complete and can be passed on to the node's inputs.
 *
 * @param seeds outputs and their cotangents
 * @param options.keep false to let an adjoint go once it has been passed on, but for those of the tape's inputs; true by default
 * @returns for each node of the tape its adjoint, or null where no output depends on it, or it was let go
 */
export function backward(
  tape: Tape,
  seeds: readonly (readonly [Tensor, Tensor])[],
  { keep = true }: { readonly keep?: boolean } = {},
): (Tensor | null)[] {
  const adjoints = new Array<Tensor | null>(tape.nodes.length).fill(null)
  const contribute = (x: Tensor, term: Tensor | null): void => {
    if (tape.has(x)) adjoints[x.index] = plus(adjoints[x.index] ?? null, term)
  }

  for (const [output, g] of seeds) contribute(output, checked(output, g))

  for (const node of tape.nodes.toReversed()) {
    const g = adjoints[node.index] ?? null
    if (g === null) continue
    const terms = termsOf(tape, node, g)
    for (const [i, input] of node.inputs.entries()) contribute(input, terms[i] ?? null)
    if (!keep && node.op !== null) adjoints[node.index] = null
  }
  return adjoints
}

/** What a node with the adjoint g passes on, for each of its inputs; nothing where it is an input of the tape. */
export function termsOf(tape: Tape, node: Node, g: Tensor): (Tensor | null)[] {
  const application = applicationOf(tape, node)
  if (application === null) return []
  const onTape = node.inputs.map((input) => tape.has(input))
  return atScope(node.scope, () => pullback(application, g, onTape))
}

/** The cotangent of an output, which must look like the output. */
function checked(output: Tensor, g: Tensor): Tensor {
  if (!isFloat(output.dtype)) {
    throw new DTypeError(`${output.describe()} is ${output.dtype}; only float32 and float64 have derivatives.`)
  }
  if (!sameShape(output.shape, g.shape)) {
    throw new ShapeError(
      `the cotangent ${g.describe()} does not match the output ${output.describe()}; give a cotangent of its shape.`,
    )
  }
  return g.astype(output.dtype)
}
