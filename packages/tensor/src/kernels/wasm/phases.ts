import type { FloatType, Kernel } from '@adjoint/wasm'
import type { Buffer } from '../../array.ts'
import type { Pair } from '../../families/windows.ts'
import { rowMajor } from '../../shape.ts'
import { assign } from '../copy.ts'
import type { Phases } from '../phases.ts'
import { rowsOf } from './convolution-memory.ts'
import { lanesOf } from './lanes.ts'
import { phasesSource } from './phases-source.ts'
import { linkOnce, scratchAs } from './scratch.ts'

/** Where images go that are laid out in phases, and what stands where they have no numbers. */
export interface Layout {
  readonly address: number
  /** from a phase of all images to the next, in elements */
  readonly perPhase: number
  /** an address behind which there is room for the images as they are */
  readonly aside: number
  readonly padding: number
}

/**
 * Lays images out in the scratch memory: [phases of rows, phases of columns, images, channels, rows, columns].
 *
 * @param x [n, channels, h, w]
 */
export function layPhases(x: Buffer, down: Phases, across: Phases, to: Layout, dtype: FloatType): void {
  const { bytes } = lanesOf[dtype]
  const [images = 0, channels = 0, , width = 0] = x.shape
  const [top, bottom] = readBy(down)
  const read = rowsOf(x, [top, bottom - top])
  const { address, aside } = to
  assign({ data: scratchAs(dtype), shape: read.shape, strides: rowMajor(read.shape), offset: aside / bytes }, read)
  const row = across.length
  for (const [i, vertical] of down.pieces.entries()) {
    for (const [j, horizontal] of across.pieces.entries()) {
      const rows = horizontal.count > 0 ? vertical.count : 0 // all is padding where there are none
      const before = rows === 0 ? down.length * row : vertical.first * row + horizontal.first
      const behind = rows === 0 ? 0 : (down.length - rows + 1) * row - before - horizontal.count
      kernelFor(dtype, horizontal.step, to.padding)(
        address + (i * across.pieces.length + j) * to.perPhase * bytes,
        aside + ((vertical.at - top) * width + horizontal.at) * bytes,
        ...[images * channels, rows, horizontal.count, down.length * row * bytes],
        ...[(bottom - top) * width * bytes, vertical.step * width * bytes, horizontal.step * bytes],
        ...[before * bytes, (row - horizontal.count) * bytes, behind * bytes],
      )
    }
  }
}

/** From where to where an axis of the input is read. */
function readBy({ pieces }: Phases): Pair {
  const read = pieces.filter(({ count }) => count > 0)
  if (read.length === 0) return [0, 0]
  const ends = read.map(({ at, count, step }) => at + (count - 1) * step + 1)
  return [Math.min(...read.map(({ at }) => at)), Math.max(...ends)]
}

const kernels = new Map<string, Kernel>()

function kernelFor(dtype: FloatType, distance: number, padding: number): Kernel {
  const step = distance === 1 || distance === 2 ? distance : 'any'
  return linkOnce(kernels, `${dtype} ${step} ${padding}`, () => phasesSource({ dtype, step, padding }))
}
