import {
  type ElementwiseOp,
  type FloatDType,
  isFloat,
  type MovementOp,
  type Op,
  ops,
  type ReductionOp,
  unary,
} from '@adjoint/tensor'
import { functionsIn, sizeOf } from '@adjoint/tensor/backend'
import type { GraphNode } from '../graph.ts'
import { uniformValue } from '../passes/constants.ts'

export function isElementwise(op: Op | null): op is ElementwiseOp<number> {
  return op !== null && 'scalar' in op
}

export function isReduction(op: Op | null): op is ReductionOp {
  return op !== null && 'monoid' in op
}

export function isMovement(op: Op | null): op is MovementOp<unknown> {
  return op !== null && 'view' in op
}

export function isMatmul(op: Op | null): boolean {
  return op === ops.matmul.op
}

/** The identity, which lays its operand out anew. */
export const copy: ElementwiseOp<number> = unary('copy', (_m, x) => x).op

/**
 * True when a node and the truths that it is computed with take a few instructions only. Functions such as exp take many
 * constants, for which the loops of a matrix product have no registers left.
 */
export function isLight(node: GraphNode): boolean {
  let known = lightness.get(node)
  if (known === undefined) {
    known = findLightness(node)
    lightness.set(node, known)
  }
  return known
}

/** Truths that are made of each other in many ways are looked at once. */
const lightness = new WeakMap<GraphNode, boolean>()

function findLightness(node: GraphNode): boolean {
  if (node.op === ops.astype.op) return true
  if (!isElementwise(node.op)) return false
  const light = functionsIn(node.op.scalar, node.inputs.length).size === 0
  return light && node.inputs.every((input) => input.dtype !== 'bool' || input.op === null || isLight(input))
}

/** In what a node's formula is computed: float32, float64, either (truths of truths), or null where no loop of vectors can. */
export type LoopType = FloatDType | 'any' | null

/** Of how many truths one is made in a loop; more would be a deep recursion, and more code than an engine takes. */
const mostTruths = 300

/** The loop types of the nodes of a graph, each worked out once. */
export class LoopTypes {
  readonly #known = new Map<GraphNode, LoopType>()

  /** Of a node that is asked for after its inputs. */
  of(node: GraphNode): LoopType {
    const known = this.#known.get(node)
    if (known !== undefined) return known
    const type = this.#find(node)
    this.#known.set(node, type)
    return type
  }

  #find(node: GraphNode): LoopType {
    if (sizeOf(node.shape) === 0) return null
    if (node.op === ops.astype.op) return this.#ofCast(node)
    if (!isElementwise(node.op) || node.dtype === 'int32' || this.#isLarge(node)) return null
    let type: LoopType = isFloat(node.dtype) ? node.dtype : 'any'
    for (const input of node.inputs) {
      const wanted = this.#asOperand(input)
      if (wanted === 'any') continue
      if (wanted === null || (type !== 'any' && wanted !== type)) return null
      type = wanted
    }
    return type
  }

  /** Whether a truth is made of too many others. */
  #isLarge(node: GraphNode): boolean {
    if (node.dtype !== 'bool') return false
    const truths = new Set([node])
    for (const truth of truths) {
      if (truths.size > mostTruths) return true
      for (const input of truth.inputs) if (input.dtype === 'bool') truths.add(input)
    }
    return false
  }

  /** A truth as a number is the same vector read in another way. */
  #ofCast(node: GraphNode): LoopType {
    const [x] = node.inputs
    if (x === undefined || x.dtype !== 'bool' || !isFloat(node.dtype)) return null
    const type = this.of(x)
    return type === 'any' || type === node.dtype ? node.dtype : null
  }

  #asOperand(node: GraphNode): LoopType {
    const value = uniformValue(node)
    if (value !== null) return Object.is(Math.fround(value), value) ? 'any' : 'float64' // a float32 would be another number
    if (isFloat(node.dtype)) return node.dtype
    return node.dtype === 'bool' ? this.of(node) : null
  }
}

/** True for a truth that is computed where it is used, and needs no storage for that. */
export function isInlined(node: GraphNode, types: LoopTypes): boolean {
  return node.dtype === 'bool' && isElementwise(node.op) && types.of(node) !== null
}
