import type { Op, ops, Tensor } from '@adjoint/tensor'

/** Inputs of an op of which some are batches: those have one axis more, the first, of `size`. */
export interface Batch {
  readonly x: readonly Tensor[]
  /** which inputs are batches; one or more is */
  readonly batched: readonly boolean[]
  readonly size: number
}

/** How an op is applied to all elements of a batch at once; the result is a batch. */
export type BatchRule<A> = (op: Op<A>, batch: Batch, attrs: A) => Tensor

type RuleFor<F> = F extends { readonly op: Op<infer A> } ? BatchRule<A> : never

/** Rules of single ops, by their names in the catalogue. */
export type BatchTable = { readonly [K in keyof typeof ops]?: RuleFor<(typeof ops)[K]> }
