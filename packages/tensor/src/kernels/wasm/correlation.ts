import type { FloatType, Kernel } from '@adjoint/wasm'
import type { Pair } from '../../families/windows.ts'
import { type CorrelationVariant, correlationSource } from './correlation-source.ts'
import { lanesOf } from './lanes.ts'
import { packSource } from './pack-source.ts'
import { linkOnce, scratchAs } from './scratch.ts'
import { tileShape, tilesOf } from './tile-shape.ts'

/** Kernels in the scratch memory: their weights in tiles, and a table of where a window's numbers are. */
export interface Kernels {
  readonly weights: number
  readonly table: number
  readonly channels: number
  /** the numbers of a window */
  readonly depth: number
}

/** Where images stand in the scratch memory, with the steps in elements. */
export interface Place {
  readonly address: number
  readonly image: number
  readonly row: number
}

/** Room behind each channel of the results, in elements: see correlationSource. */
export function spare(dtype: FloatType): number {
  return 2 * lanesOf[dtype].lanes
}

/** Writes a table of where the numbers of a window are in all channels, from where they are in the first one. */
export function layTable(
  address: number,
  places: readonly number[],
  channels: number,
  channel: number,
  dtype: FloatType,
): void {
  const table = scratchAs('int32')
  const { bytes } = lanesOf[dtype]
  let at = address / 4
  for (let c = 0; c < channels; c++) {
    for (const place of places) table[at++] = bytes * (c * channel + place)
  }
}

/** Lays weights out in tiles: [channels, numbers of a window]. They lie at the address `aside`, in row-major order. */
export function layWeights(address: number, aside: number, [channels, depth]: Pair, dtype: FloatType): void {
  const kernel = depth * lanesOf[dtype].bytes
  for (const { height, first, count } of tilesOf(channels)) {
    packer(dtype, height)(address + first * kernel, aside + first * kernel, depth, count, kernel, height * kernel)
  }
}

/** The results of all rows of windows, for each kernel and image. */
export function correlate(
  kernels: Kernels,
  images: number,
  [rows, columns]: Pair,
  from: Place,
  to: Place & { readonly channel: number },
  dtype: FloatType,
): void {
  // where windows are one number wide, the next row follows without a gap
  if (from.row === columns && to.row === columns && rows > 1) {
    correlate(kernels, images, [1, rows * columns], from, to, dtype)
    return
  }
  const { lanes, bytes } = lanesOf[dtype]
  const rest = columns % (2 * lanes)
  const wide = Math.floor(columns / (2 * lanes)) + (rest > lanes ? 1 : 0)
  const pass = (vectors: number, column: number, panels: number): void => {
    for (const { height, first, count } of tilesOf(kernels.channels)) {
      const { unrolled, fused } = tileShape()
      // registers for what each kernel adds up, and for what all of them read; and one for a weight
      const down = Math.max(1, Math.min(4, Math.floor((registers - 1) / ((height + 1) * vectors))))
      const run = (row: number, end: number, step: number): void => {
        if (row === end) return
        const variant = { dtype, channels: height, rows: step, vectors, unrolled, fused }
        correlation(variant)(
          to.address + (first * to.channel + row * to.row + column) * bytes,
          kernels.weights + first * kernels.depth * bytes,
          kernels.table,
          from.address + (row * from.row + column) * bytes,
          ...[images, end - row, count, panels, kernels.depth],
          ...[to.image * bytes, to.channel * bytes, to.row * bytes, from.image * bytes, from.row * bytes],
        )
      }
      const whole = rows - (rows % down)
      run(0, whole, down)
      run(whole, rows, 1)
    }
  }
  if (rest > 0 && rest <= lanes) pass(1, wide * 2 * lanes, 1)
  if (wide > 0) pass(2, 0, wide)
}

/** How many vectors V8 keeps in registers. */
const registers = 15

const correlations = new Map<number, Kernel>()

function correlation(variant: CorrelationVariant): Kernel {
  const { dtype, channels, rows, vectors, fused } = variant
  const code = Number(dtype === 'float32') + 2 * Number(fused) + 4 * vectors + 16 * rows + 128 * channels
  return linkOnce(correlations, code, () => correlationSource(variant))
}

const packers = new Map<number, Kernel>()

function packer(dtype: FloatType, columns: number): Kernel {
  const code = Number(dtype === 'float32') + 2 * columns
  return linkOnce(packers, code, () => packSource({ dtype, columns, from: 'columns' }))
}
