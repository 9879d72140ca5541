import fc from 'fast-check'
import { checkOptions } from '../given.ts'
import { sizeOf } from '../ndarray.ts'

/** What shapes may be. Empty and 0-d ones are part of them by default. */
export interface ShapeOptions {
  /** 0 by default */
  readonly minRank?: number
  /** 3 by default */
  readonly maxRank?: number
  /** the smallest dimension; 0 by default, which gives empty arrays */
  readonly minDim?: number
  /** the largest dimension; 4 by default */
  readonly maxDim?: number
}

const known = ['minRank', 'maxRank', 'minDim', 'maxDim'] as const

/** Shapes of a rank and dimensions within bounds. Shrinks to fewer and smaller dimensions. */
export function shape(options: ShapeOptions = {}): fc.Arbitrary<number[]> {
  checkOptions('shape', options, known)
  const { minRank = 0, maxRank = 3, minDim = 0, maxDim = 4 } = options
  if (!(minRank <= maxRank && minDim <= maxDim)) {
    const limits = `ranks of ${minRank} to ${maxRank}, sizes of ${minDim} to ${maxDim}`
    throw new RangeError(`shape: there are no ${limits}; give the maximum, too.`)
  }
  // dimensions of 0 are rarer than the others, and what is shrunk is 1 where it may be
  const dim =
    minDim === 0 && maxDim > 0
      ? fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: maxDim }) }, fc.constant(0))
      : fc.integer({ min: minDim, max: maxDim })
  return fc.array(dim, { minLength: minRank, maxLength: maxRank, size: 'max' })
}

/**
 * Shapes that fit an einsum-like signature, one for each group of letters; the same letter is the same dimension in all, so
 * that one step of shrinking changes it everywhere. `...` before the letters stands for leading axes that broadcast.
 *
 * @throws RangeError when the signature is not letters and commas
 * @example fc.assert(fc.property(shapes('ij,jk'), ([a, b]) => a?.[1] === b?.[0]))
 */
export function shapes(signature: string, options: ShapeOptions = {}): fc.Arbitrary<number[][]> {
  checkOptions('shapes', options, known)
  const { minDim = 0, maxDim = 4 } = options
  const groups = signature.split(',').map((group) => group.trim())
  if (groups.some((group) => !/^(\.\.\.)?[a-zA-Z]*$/.test(group))) {
    throw new RangeError(
      `shapes: "${signature}" is no signature; write letters, commas and leading dots, as in '...ij,jk'.`,
    )
  }
  const letters = [...new Set(signature.replaceAll(/[^a-zA-Z]/g, ''))]
  const leading = groups.filter((group) => group.startsWith('...')).length
  return fc
    .tuple(
      fc.array(fc.integer({ min: minDim, max: maxDim }), { minLength: letters.length, maxLength: letters.length }),
      broadcastable(leading, { maxRank: 2, minDim, maxDim }),
    )
    .map(([dims, leads]) => {
      let next = 0
      return groups.map((group) => {
        const lead = group.startsWith('...') ? (leads[next++] ?? []) : []
        return [...lead, ...[...group.replace('...', '')].map((letter) => dims[letters.indexOf(letter)] ?? 1)]
      })
    })
}

/** `count` shapes that broadcast against each other: parts of one shape, with some of its dimensions 1; shrunk, all are that shape. */
export function broadcastable(count: number, options: ShapeOptions = {}): fc.Arbitrary<number[][]> {
  if (!(count >= 0)) throw new RangeError(`broadcastable: ${count} is no number of shapes.`)
  const parts = fc.array(fc.tuple(fc.nat(3), fc.nat(15)), { minLength: count, maxLength: count })
  return fc
    .tuple(shape(options), parts)
    .map(([whole, list]) =>
      list.map(([dropped, ones]) => whole.slice(dropped).map((size, axis) => ((ones >> axis) % 2 === 1 ? 1 : size))),
    )
}

/** The shapes of the two factors of a matrix product, with leading axes that broadcast. */
export function matmulShapes(options: ShapeOptions = {}): fc.Arbitrary<number[][]> {
  return shapes('...ij,...jk', options)
}

/** Some axes of a shape of that rank, in any order, negative ones too; none twice. */
export function axes(rank: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: rank }, (_, axis) => axis)
  return fc
    .tuple(fc.shuffledSubarray(all), fc.array(fc.boolean(), { minLength: rank, maxLength: rank }))
    .map(([chosen, fromEnd]) => chosen.map((axis, i) => (fromEnd[i] ? axis - rank : axis)))
}

/** An order of that many axes. Half of those of three axes or more are 3-cycles, which are not their own inverse. */
export function permutation(rank: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: rank }, (_, axis) => axis)
  const any = fc.shuffledSubarray(all, { minLength: rank, maxLength: rank })
  if (rank < 3) return any
  const cycle = fc.shuffledSubarray(all, { minLength: 3, maxLength: 3 }).map(([a = 0, b = 0, c = 0]) => {
    const order = [...all]
    order[a] = b
    order[b] = c
    order[c] = a
    return order
  })
  return fc.oneof(cycle, any)
}

/** How to lay an array out in memory so that it is no copy: its numbers stand in `base`, and a view picks them. */
export interface Strided {
  /** the shape of the buffer */
  readonly base: readonly number[]
  /** the slice along each axis of `base`, as [start, stop, step]; null for an open end */
  readonly slices: readonly (readonly [number | null, number | null, number])[]
  /** the order of the axes after slicing */
  readonly order: readonly number[]
  /** where each number of the view stands in the buffer, row-major */
  readonly places: readonly number[]
}

/** Views of that shape: steps of -2 to 2 along each axis, and the axes permuted. */
export function strided(of: readonly number[]): fc.Arbitrary<Strided> {
  const step = fc.constantFrom(1, -1, 2, -2)
  return fc
    .tuple(permutation(of.length), fc.array(step, { minLength: of.length, maxLength: of.length }))
    .map(([order, steps]) => {
      // axis k of the view is axis order[k] of the sliced buffer
      const sliced = steps.map((_, axis) => of[order.indexOf(axis)] ?? 1)
      const base = sliced.map((size, axis) => size * Math.abs(steps[axis] ?? 1))
      const strides = base.map((_, axis) => sizeOf(base.slice(axis + 1)))
      const places = Array.from({ length: sizeOf(of) }, (_, place) => {
        let rest = place
        let at = 0
        for (let k = of.length - 1; k >= 0; k--) {
          const size = of[k] ?? 1
          const axis = order[k] ?? 0
          const index = rest % size
          rest = Math.floor(rest / size)
          const by = steps[axis] ?? 1
          at += (by > 0 ? index * by : (base[axis] ?? 1) - 1 + index * by) * (strides[axis] ?? 1)
        }
        return at
      })
      return { base, slices: steps.map((by) => [null, null, by] as const), order, places }
    })
}
