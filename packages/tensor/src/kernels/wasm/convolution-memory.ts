import type { FloatType } from '@adjoint/wasm'
import type { Buffer } from '../../array.ts'
import { isFloat } from '../../dtype.ts'
import type { Pair } from '../../families/windows.ts'
import type { ShapeDType } from '../../op.ts'
import { sizeOf } from '../../shape.ts'
import { instructionSet } from '../instruction-set.ts'
import type { Results } from '../phases.ts'
import { lanesOf } from './lanes.ts'

const kib = 1024

/** Where in the scratch memory of a convolution what lies. `aside` holds what is laid out elsewhere in another order. */
export const regions: Readonly<Record<'table' | 'weights' | 'results' | 'aside' | 'images', number>> = {
  table: 0,
  weights: 256 * kib,
  results: 1800 * kib,
  aside: 4300 * kib,
  images: 7200 * kib,
}

const room = { weights: 1500 * kib, results: 2400 * kib, aside: 2800 * kib, images: 2900 * kib }

/** As many numbers as a table has room for. */
const mostDepth = 2 ** 16

/** So much of images, as they are and laid out, and of results stays in the cache while it is worked on. */
const cacheBytes = 3 * 2 ** 17

/** Fewer rows of windows at a time would have to read too many rows of the image twice. */
const fewRows = 8

/** What is worked on at a time. */
export interface Share {
  readonly groups: number
  /** of each group; all of them where there are several groups */
  readonly kernels: number
  readonly images: number
  readonly rows: number
}

/** How much there is, and how much memory a part of it takes. */
export interface Demand {
  readonly groups: number
  readonly kernels: number
  readonly images: number
  readonly rows: number
  /** of windows that follow each other without a gap */
  readonly columns: number
  /** the numbers of a window in all channels of a group */
  readonly depth: number
  /** elements of a group and an image: as they are, laid out, and results for so many kernels */
  elements(rows: number, kernels: number): { readonly aside: number; readonly images: number; readonly results: number }
}

/** The dtype of the numbers that vectors compute with; null where they do not: integers, an engine without them. */
export function vectorDType({ shape, dtype }: ShapeDType): FloatType | null {
  return isFloat(dtype) && sizeOf(shape) > 0 && instructionSet() !== 'none' ? dtype : null
}

/** Divides the work so that the scratch memory holds each part; null where it holds none, or vectors would be half empty. */
export function shareOf(demand: Demand, dtype: FloatType): Share | null {
  const { groups, kernels, images, rows, columns, depth, elements } = demand
  const { bytes, lanes } = lanesOf[dtype]
  const most = Math.floor(room.weights / (bytes * depth)) // kernels
  if (depth > mostDepth || most === 0 || 2 * columns <= lanes) return null
  const own = Math.min(kernels, most)
  const fits = (height: number): boolean => {
    const needed = elements(height, own)
    return (
      needed.aside * bytes <= room.aside &&
      needed.images * bytes <= room.images &&
      needed.results * bytes <= room.results
    )
  }
  const cached = (height: number): number => {
    const needed = elements(height, own)
    return cacheBytes / (bytes * (needed.aside + needed.images + needed.results))
  }
  let height = rows
  while (height > 1 && !(fits(height) && (height <= fewRows || cached(height) >= 1))) height = Math.ceil(height / 2)
  if (!fits(height)) return null
  const several = Math.max(1, Math.floor(cached(height)))
  const count = height < rows ? 1 : Math.min(images, several)
  const together = own < kernels ? 1 : Math.min(groups, Math.floor(several / count), Math.floor(most / own))
  return { groups: together, kernels: own, images: count, rows: height }
}

/** Calls `body` for each part of `total` things, `most` at a time. */
export function eachOf(total: number, most: number, body: (from: number, count: number) => void): void {
  for (let from = 0; from < total; from += most) body(from, Math.min(most, total - from))
}

/** Some images and channels of [n, channels, h, w]. */
export function someOf(x: Buffer, [image, images]: Pair, [channel, channels]: Pair): Buffer {
  const { data, shape, strides, offset } = x
  const [perImage = 0, perChannel = 0] = strides
  return {
    data,
    shape: [images, channels, ...shape.slice(2)],
    strides,
    offset: offset + image * perImage + channel * perChannel,
  }
}

/** Some rows of [..., h, w]. */
export function rowsOf(x: Buffer, [from, count]: Pair): Buffer {
  const axis = x.shape.length - 2
  return { ...x, shape: x.shape.with(axis, count), offset: x.offset + from * (x.strides[axis] ?? 0) }
}

/** Evenly spaced places along an axis. */
export function along(x: Buffer, axis: number, { at, count, step }: Pick<Results, 'at' | 'count' | 'step'>): Buffer {
  const stride = x.strides[axis] ?? 0
  return {
    ...x,
    shape: x.shape.with(axis, count),
    strides: x.strides.with(axis, stride * step),
    offset: x.offset + at * stride,
  }
}
