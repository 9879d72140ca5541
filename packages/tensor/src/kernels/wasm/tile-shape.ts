import { validate } from '@adjoint/wasm'
import { instructionSet } from '../instruction-set.ts'

/** How large a matrix product's tiles are, and how its loop over the inner axis is written. */
export interface TileShape {
  /** at most */
  readonly rows: number
  readonly vectors: number
  readonly unrolled: number
  readonly fused: boolean
}

// Twelve sums, two vectors of b and one number of a take the 15 registers that V8 gives. With ten sums the two units, each of
// which has a multiply-add under way for four steps, are idle for 5 % of the time (56.3 and 59.1 GFLOP/s of an EPYC). Older
// engines keep less in registers: measured in V8 11 and 12, the large tile and the long loop are half as fast as the small ones.
const large: TileShape = { rows: 6, vectors: 2, unrolled: 2, fused: true }
const small: TileShape = { rows: 4, vectors: 2, unrolled: 1, fused: false }

// an empty module but for a memory of 64-bit addresses, which V8 has had since version 13
const memory64 = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 3, 1, 4, 1)

/** Tiles of one height, from a row on. */
export interface TileRows {
  readonly height: number
  readonly first: number
  readonly count: number
}

/** Rows in as few tiles as may be, whose heights differ by one at most; the higher ones come first. */
export function tilesOf(rows: number, highest: number = tileShape().rows): TileRows[] {
  const tiles = Math.ceil(rows / highest)
  const height = Math.ceil(rows / tiles)
  const tall = rows - (height - 1) * tiles
  const both = [
    { height, first: 0, count: tall },
    { height: height - 1, first: tall * height, count: tiles - tall },
  ]
  return both.filter(({ count }) => count > 0)
}

let recent: boolean | null = null

export function tileShape(): TileShape {
  recent ??= validate(memory64)
  return recent && instructionSet() === 'relaxed' ? large : small
}
