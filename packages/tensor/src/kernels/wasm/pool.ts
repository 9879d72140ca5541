import type { FloatType, Kernel } from '@adjoint/wasm'
import { type Buffer, blank, type NDArray } from '../../array.ts'
import type { Window } from '../../families/windows.ts'
import type { ShapeDType } from '../../op.ts'
import { dim, rowMajor, sizeOf } from '../../shape.ts'
import { assign } from '../copy.ts'
import { laidOut, type Phases, phasesOf, placesOf } from '../phases.ts'
import { along, eachOf, someOf, vectorDType } from './convolution-memory.ts'
import { layTable } from './correlation.ts'
import { lanesOf } from './lanes.ts'
import { layPhases } from './phases.ts'
import { type PoolVariant, poolSource } from './pool-source.ts'
import { linkOnce, scratchAs } from './scratch.ts'

const kib = 1024

/** Where in the scratch memory what lies, and how much room each has. */
const regions = { table: 0, windows: 256 * kib, images: 2560 * kib, others: 5120 * kib, aside: 7680 * kib } as const
const room = 2200 * kib
const mostPlaces = 2 ** 16

/** So many bytes of images at a time, so that they stay in the cache. */
const cacheBytes = 2 ** 17

/**
 * maxPoolKernel and avgPoolKernel by vector instructions.
 *
 * @returns null where this is not for them: integers, an engine without them, planes that are too large, rows that are short
 */
export function poolVectors(kind: 'largest' | 'mean', x: NDArray, window: Window, out: ShapeDType): NDArray | null {
  const plan = planOf(kind, x, window, out)
  if (plan === null) return null
  const y = blank(out)
  eachPart(plan, x, y, (images, windows) => {
    lay(plan, images, regions.images)
    run(plan, images)
    assign(windows, staged(plan, windows))
  })
  return y
}

/** maxPickKernel by vector instructions; null as in poolVectors. */
export function maxPickVectors(t: NDArray, x: NDArray, window: Window, out: ShapeDType): NDArray | null {
  const plan = t.dtype === x.dtype ? planOf('pick', x, window, out) : null
  if (plan === null) return null
  const y = blank(out)
  const others = planesOf(t)
  eachPart(plan, x, y, (images, windows, first) => {
    lay(plan, images, regions.images)
    lay(plan, someOf(others, [first, dim(images.shape, 0)], [0, 1]), regions.others)
    run(plan, images)
    assign(windows, staged(plan, windows))
  })
  return y
}

/** maxUnpoolKernel by vector instructions; null as in poolVectors. */
export function maxUnpoolVectors(g: NDArray, x: NDArray, window: Window, out: ShapeDType): NDArray | null {
  const plan = g.dtype === x.dtype ? planOf('share', x, window, out) : null
  if (plan === null) return null
  const y = blank(out)
  const sums = planesOf(y)
  eachPart(plan, x, g, (images, cotangents, first) => {
    const planes = dim(images.shape, 0)
    lay(plan, images, regions.images)
    assign(staged(plan, cotangents), cotangents)
    const { scratch, bytes, perPhase, down, across } = plan
    const at = regions.others / bytes
    scratch.fill(0, at, at + down.pieces.length * across.pieces.length * perPhase)
    run(plan, images)
    takePhases(plan, someOf(sums, [first, planes], [0, 1]))
  })
  return y
}

interface Plan {
  readonly kernel: Kernel
  readonly padding: number
  readonly dtype: FloatType
  readonly bytes: number
  readonly scratch: Buffer['data']
  readonly down: Phases
  readonly across: Phases
  readonly window: Window
  /** how many planes at a time, and how many numbers each phase of them has */
  readonly planes: number
  readonly perPhase: number
}

function planOf(kind: PoolVariant['kind'], x: NDArray, window: Window, out: ShapeDType): Plan | null {
  const dtype = vectorDType(out)
  const { output, input, size } = window
  if (dtype === null || dtype !== x.dtype) return null
  const [down, across] = [phasesOf(window, 0, [0, output[0]]), phasesOf(window, 1, [0, output[1]])]
  const { bytes, lanes } = lanesOf[dtype]
  const largest = bytes * Math.max(laidOut(down, across), sizeOf(input), sizeOf(output))
  if (largest > room || 2 * output[1] <= lanes || sizeOf(size) > mostPlaces) return null
  const chooses = kind === 'pick' || kind === 'share'
  if (chooses && arePadded(down, across) && holdsLowest(x)) return null
  const padding = kind === 'mean' ? 0 : Number.NEGATIVE_INFINITY
  const planes = Math.min(sizeOf(x.shape.slice(0, -2)), Math.max(1, Math.floor(cacheBytes / largest)))
  const channel = down.length * across.length
  const perPhase = planes * channel
  const steps = { across: across.pieces.length, step: perPhase, row: across.length }
  const places = placesOf(down.results[0]?.taps ?? [], across.results[0]?.taps ?? [], steps)
  layTable(regions.table, places, 1, channel, dtype)
  return { kernel: kernelFor({ dtype, kind }), padding, dtype, bytes, scratch: scratchAs(dtype), down, across, window, planes, perPhase } // biome-ignore format: one line
}

function arePadded(...axes: readonly Phases[]): boolean {
  return axes.some(({ length, pieces }) => pieces.some(({ count }) => count < length))
}

/** True where a window may have nothing but -Infinity, as which padding passes. */
function holdsLowest(x: NDArray): boolean {
  const { data, offset } = x.toContiguous()
  return data.subarray(offset, offset + x.size).includes(Number.NEGATIVE_INFINITY)
}

/** Calls `body` with some planes of the images and of what there is one of for each window, and the first plane's number. */
function eachPart(
  { planes }: Plan,
  x: NDArray,
  y: NDArray,
  body: (images: Buffer, windows: Buffer, first: number) => void,
): void {
  const [images, windows] = [planesOf(x), planesOf(y)]
  eachOf(dim(images.shape, 0), planes, (first, count) => {
    body(someOf(images, [first, count], [0, 1]), someOf(windows, [first, count], [0, 1]), first)
  })
}

/** All axes before the last two as one, as images of one channel: [planes, 1, h, w]. */
function planesOf(x: NDArray): Buffer {
  const { data, offset } = x.toContiguous()
  const shape = [sizeOf(x.shape.slice(0, -2)), 1, ...x.shape.slice(-2)]
  return { data, offset, shape, strides: rowMajor(shape) }
}

function lay({ padding, down, across, perPhase, dtype }: Plan, images: Buffer, address: number): void {
  const layout = { address, perPhase, aside: regions.aside, padding }
  layPhases(images, down, across, layout, dtype)
}

/** What there is one of for each window, in the scratch memory. */
function staged({ scratch, bytes }: Plan, { shape }: Buffer): Buffer {
  return { data: scratch, shape, strides: rowMajor(shape), offset: regions.windows / bytes }
}

function run({ kernel, window, down, across, bytes }: Plan, { shape }: Buffer): void {
  const { windows, images, others, table } = regions
  const [rows, columns] = window.output
  const plane = down.length * across.length * bytes
  kernel(
    windows,
    images,
    others,
    table,
    dim(shape, 0),
    rows,
    columns,
    sizeOf(window.size),
    plane,
    across.length * bytes,
  )
}

/** Copies sums that are laid out in phases to where they belong. */
function takePhases({ scratch, down, across, perPhase, bytes }: Plan, target: Buffer): void {
  const row = across.length
  for (const [i, vertical] of down.pieces.entries()) {
    for (const [j, horizontal] of across.pieces.entries()) {
      const part = along(along(target, 2, vertical), 3, horizontal)
      const phase = regions.others / bytes + (i * across.pieces.length + j) * perPhase
      const offset = phase + vertical.first * row + horizontal.first
      assign(part, { data: scratch, shape: part.shape, strides: [down.length * row, 0, row, 1], offset })
    }
  }
}

const kernels = new Map<string, Kernel>()

function kernelFor(variant: PoolVariant): Kernel {
  return linkOnce(kernels, `${variant.dtype} ${variant.kind}`, () => poolSource(variant))
}
