import { tileShape } from '@adjoint/tensor/backend'

/** How many rows of the result a tile has, and how many steps of the sum may stand in one round of its loop. */
export interface Tiling {
  readonly rows: number
  readonly unrolled: readonly number[]
  /** whether to use relaxed SIMD's multiply-add */
  readonly fused: boolean
}

/** By the tiles of the eager product, which know what the engine keeps in registers. */
export function tilingOf(): Tiling {
  const { rows, fused } = tileShape()
  return { rows, fused, unrolled: fused ? [5, 4, 6, 7] : [1] }
}
