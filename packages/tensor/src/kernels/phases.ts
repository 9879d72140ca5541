import type { Pair, Window } from '../families/windows.ts'

// Windows in steps of 2 read every other number, which vectors cannot. But the numbers at even places follow each other once
// they are laid out by themselves, and so do those at odd places: the phases of a stride. Then windows go in steps of 1,
// whatever stride and dilation are, and the numbers that they have at one of their places are a piece of a phase.

/** An axis laid out in phases, and the results that are read off there. */
export interface Phases {
  /** how many numbers each phase has, padding too */
  readonly length: number
  /** what each phase has of the axis */
  readonly pieces: readonly Piece[]
  readonly results: readonly Results[]
}

/** Evenly spaced numbers of an axis: where the first one is in the phase, and on the axis; how many; their distance. */
interface Piece {
  readonly first: number
  readonly at: number
  readonly count: number
  readonly step: number
}

/** Evenly spaced results: the first, how many, their distance; and what the first one reads: the others read what follows. */
export interface Results {
  readonly at: number
  readonly count: number
  readonly step: number
  readonly taps: readonly Tap[]
}

/** A number that a result reads: at which place of a window, in which phase, and where there. */
export interface Tap {
  readonly place: number
  readonly phase: number
  readonly shift: number
}

/** The windows from `from` to `to` along an axis, and the input that they read. */
export function phasesOf(window: Window, axis: 0 | 1, [from, to]: Pair): Phases {
  const stride = window.stride[axis]
  const reads = readsOf(window, axis)
  const used = [...new Set(reads.map((at) => at % stride))]
  const length = to - from + reachOf(window, axis)
  const start = from * stride - window.padding[axis][0]
  const taps = reads.map((at, place) => ({ place, phase: used.indexOf(at % stride), shift: Math.floor(at / stride) }))
  return {
    length,
    pieces: used.map((phase) => pieceOf(length, start + phase, stride, window.input[axis])),
    results: [{ at: from, count: to - from, step: 1, taps }],
  }
}

/** The transpose: the numbers from `from` to `to` along an axis of the input, and the windows that they are read by. */
export function transposedPhasesOf(window: Window, axis: 0 | 1, [from, to]: Pair): Phases {
  const stride = window.stride[axis]
  const [start, end] = [from + window.padding[axis][0], to + window.padding[axis][0]]
  const lowest = Math.floor(start / stride) - reachOf(window, axis)
  const length = Math.ceil(end / stride) - lowest
  const results = Array.from({ length: stride }, (_, phase): Results => {
    const first = Math.ceil((start - phase) / stride)
    const taps = readsOf(window, axis).flatMap((at, place): Tap[] =>
      at % stride === phase ? [{ place, phase: 0, shift: first - Math.floor(at / stride) - lowest }] : [],
    )
    const count = Math.ceil((end - phase) / stride) - first
    return { at: from + first * stride + phase - start, count, step: stride, taps }
  })
  return { length, pieces: [pieceOf(length, lowest, 1, window.output[axis])], results }
}

/** How far each number of a window is from its first. */
function readsOf({ size, dilation }: Window, axis: 0 | 1): number[] {
  return Array.from({ length: size[axis] }, (_, place) => place * dilation[axis])
}

/** How many numbers of a phase a window spans, less one. */
function reachOf(window: Window, axis: 0 | 1): number {
  return Math.floor((readsOf(window, axis).at(-1) ?? 0) / window.stride[axis])
}

/** Of the numbers at `start`, `start + step`, ..., those that an axis of that size has. */
function pieceOf(length: number, start: number, step: number, size: number): Piece {
  const first = Math.max(0, Math.ceil(-start / step))
  const end = Math.min(length, Math.ceil((size - start) / step))
  return { first, at: start + first * step, count: Math.max(0, end - first), step }
}

/** How many numbers a channel of an image has in phases. */
export function laidOut(down: Phases, across: Phases): number {
  return down.pieces.length * down.length * across.pieces.length * across.length
}

/** Where in the first channel the first window has its numbers, in row-major order. */
export function placesOf(down: readonly Tap[], across: readonly Tap[], phases: PhaseSteps): number[] {
  return down.flatMap((vertical) =>
    across.map(({ phase, shift }) => {
      const plane = vertical.phase * phases.across + phase
      return plane * phases.step + vertical.shift * phases.row + shift
    }),
  )
}

/** How many phases columns have; the steps from phase to phase, and from row to row. */
export interface PhaseSteps {
  readonly across: number
  readonly step: number
  readonly row: number
}
