import type { EmitContext } from './context.ts'

/** How many rows of the result a tile has, and how many steps of the sum may stand in one round of its loop. */
export interface Tiling {
  readonly rows: number
  readonly unrolled: readonly number[]
}

// Ten sums, two vectors of the lanes' operand and one spread number of the other take 13 registers of 16. Engines without
// relaxed SIMD are old, and spill with more than eight sums or a longer loop body: they are twice as slow then.
const fused: Tiling = { rows: 5, unrolled: [10, 9, 8, 7, 6, 5] }
const plain: Tiling = { rows: 4, unrolled: [1] }

export function tilingOf(context: EmitContext): Tiling {
  return context.fused ? fused : plain
}
