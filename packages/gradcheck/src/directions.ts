import { floatInputs } from './differentiable.ts'
import { isFloat, type NDArray } from './ndarray.ts'

/** One number of one input. */
export interface Element {
  readonly input: number
  /** its place in row-major order */
  readonly place: number
}

/** So many elements are all tried; of more, 16 are, and some directions. */
const few = 64
const sample = 16

/** The elements to try: finite ones of float inputs, all of them or some. */
export function placesOf(at: readonly NDArray[]): Element[] {
  const total = floatInputs(at).reduce((sum, k) => sum + (at[k]?.data.length ?? 0), 0)
  const chosen = total <= few ? () => true : chooser(total, hashOf(at))
  let next = 0
  return floatInputs(at).flatMap((input) => {
    const data = at[input]?.data ?? []
    return data.flatMap((value, place) => (chosen(next++) && Number.isFinite(value) ? [{ input, place }] : []))
  })
}

function chooser(total: number, seed: number): (at: number) => boolean {
  const random = uniform(seed)
  const picked = new Set(Array.from({ length: sample }, () => Math.floor(random() * total)))
  return (at) => picked.has(at)
}

/** The power of 2 at or below a number. */
const powerOf2 = (size: number): number => 2 ** Math.floor(Math.log2(size))

/**
 * The length of one unit of step at x: 1, but for large numbers a share of them, so that the shortest step is not lost in
 * their rounding.
 */
export function stepUnit(x: number, eps: number): number {
  const limit = eps < 1e-10 ? 1024 : 1
  const size = Math.abs(x)
  return size > limit && Number.isFinite(size) ? powerOf2(size) / limit : 1
}

/** Is a number so near 0 that the usual steps pass over it? It needs its own, which below 2⁻⁹⁰⁰ would have no digits. */
const isShort = (size: number): boolean => size > 2 ** -900 && size < 2 ** -5

/** The size of the smallest number of the point, where that is so near 0; else null. */
export function smallestScale(at: readonly NDArray[]): number | null {
  const sizes = floatInputs(at).flatMap((k) => (at[k]?.data ?? []).map(Math.abs).filter(isShort))
  return sizes.length === 0 ? null : powerOf2(sizes.reduce((least, size) => Math.min(least, size)))
}

/** A direction with no zeros and no pattern, the same for the same point and seed: components of a size from 1/4 to 1. */
export function genericDirection(at: readonly NDArray[], seed: number, eps: number): NDArray[] {
  const random = uniform(hashOf(at) + seed * 7919)
  return at.map((x) => ({
    ...x,
    data: x.data.map((value) => {
      const u = random()
      if (!isFloat(x.dtype) || !Number.isFinite(value)) return 0
      const size = Math.fround(u < 0.5 ? 1.5 * u - 1 : 1.5 * u - 0.5)
      return size * stepUnit(value, eps)
    }),
  }))
}

/** The direction, along which numbers so near 0 move by a share of themselves: 1e-30 keeps its sign. */
export function inProportion(direction: readonly NDArray[], at: readonly NDArray[]): NDArray[] {
  return direction.map((dx, k) => ({
    ...dx,
    data: dx.data.map((step, place) => {
      const size = Math.abs(at[k]?.data[place] ?? 0)
      return isShort(size) ? step * powerOf2(size) : step
    }),
  }))
}

/** Different points are tried along different directions; no global seed, so that every check can be repeated. */
function hashOf(at: readonly NDArray[]): number {
  let hash = 17
  for (const { data } of at) {
    for (const value of data) hash = (Math.imul(hash, 31) + Math.trunc((value % 1024) * 1000 || 1)) | 0
  }
  return hash >>> 0
}

/** Uniform numbers in [0, 1) by xorshift32 (Marsaglia, 2003). */
function uniform(seed: number): () => number {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
