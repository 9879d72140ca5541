import { validate } from '@adjoint/wasm'
import { instructionSet } from '../instruction-set.ts'

/** How large a matrix product's tiles are, and how its loop over the inner axis is written. */
export interface TileShape {
  readonly rows: number
  readonly vectors: number
  readonly unrolled: number
  readonly fused: boolean
}

// Ten sums, two vectors of b and one number of a take 13 registers of 16; a sixth row was slower. Older engines keep less in
// registers: measured in V8 11 and 12, the large tile and the long loop are half as fast as the small ones.
const large: TileShape = { rows: 5, vectors: 2, unrolled: 2, fused: true }
const small: TileShape = { rows: 4, vectors: 2, unrolled: 1, fused: false }

// an empty module but for a memory of 64-bit addresses, which V8 has had since version 13
const memory64 = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 4, 1)

let recent: boolean | null = null

export function tileShape(): TileShape {
  recent ??= validate(memory64)
  return recent && instructionSet() === 'relaxed' ? large : small
}
