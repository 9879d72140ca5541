import { tilesOf } from '@adjoint/tensor/backend'
import { type FunctionBuilder, i32, type Local, type Place, type Value } from '@adjoint/wasm'

/** An operand in a nest of loops: its address at the beginning, and the bytes that it goes on by in each loop. */
export interface Stream {
  readonly base: number
  readonly steps: readonly number[]
}

/** Some rounds of a loop, from `begin` up to `end`; one at least. */
export interface Range {
  readonly begin: Value<'i32'>
  readonly end: Value<'i32'>
}

/** The parameters of a kernel: the range of its rounds, and a panel that it has for itself. */
export const kernelParameters = ['i32', 'i32', 'i32'] as const

/** The range that a kernel is called for. */
export function rangeOf(f: FunctionBuilder): Range {
  return { begin: f.parameter(0, 'i32'), end: f.parameter(1, 'i32') }
}

/** The address of the panel. */
export function panelOf(f: FunctionBuilder): Value<'i32'> {
  return f.parameter(2, 'i32')
}

interface Pointer {
  readonly local: Local<'i32'>
  readonly steps: readonly number[]
  /** where it begins, so that it never gets below 0 */
  readonly start: number
}

/**
 * The addresses of operands in a nest of loops. Operands that step alike share one pointer: their different beginnings are
 * the constant offsets of their loads, which cost nothing.
 */
export class Pointers {
  readonly #f: FunctionBuilder
  readonly #sizes: readonly number[]
  readonly #range: Range | null
  readonly #pointers = new Map<string, Pointer>()

  /**
   * @param sizes how many rounds each loop has, from the outermost
   * @param range which rounds of the outermost loop the kernel is called for; null for all
   */
  constructor(f: FunctionBuilder, sizes: readonly number[], range: Range | null) {
    this.#f = f
    this.#sizes = sizes
    this.#range = sizes[0] === 1 ? null : range
  }

  /** Moves the pointers to where the range begins; call it once all places are known. */
  enter(): void {
    if (this.#range === null) return
    for (const { local, steps } of this.#pointers.values()) {
      const step = steps[0] ?? 0
      if (step !== 0) this.#f.run(local.set(i32.add(local, i32.mul(this.#range.begin, i32.const(step)))))
    }
  }

  /** The place of an operand; ask for it before the loops begin. */
  place({ base, steps }: Stream): Required<Place> {
    const moving: number[] = []
    let [start, still] = [0, true]
    for (const [level, size] of this.#sizes.entries()) {
      const step = size === 1 ? 0 : (steps[level] ?? 0)
      moving.push(step)
      start -= Math.min(0, step) * (size - 1)
      still &&= step === 0
    }
    if (still) return { at: i32.const(0), offset: base }
    const key = String(moving)
    let pointer = this.#pointers.get(key)
    if (pointer === undefined) {
      pointer = { local: this.#f.let(i32.const(start)), steps: moving, start }
      this.#pointers.set(key, pointer)
    }
    return { at: pointer.local, offset: base - pointer.start }
  }

  /** Moves all pointers by so many rounds of a loop. */
  advance(level: number, rounds = 1): void {
    for (const { local, steps } of this.#pointers.values()) {
      const by = (steps[level] ?? 0) * rounds
      if (by !== 0) this.#f.run(local.set(i32.add(local, i32.const(by))))
    }
  }

  /** The loops from one level up to another, around a body. */
  nest(from: number, to: number, body: () => void): void {
    if (from >= to) body()
    else this.loop(from, () => this.nest(from + 1, to, body))
  }

  /** One loop; the pointers are afterwards where they were, but for the outermost, after which nothing comes. */
  loop(level: number, body: () => void): void {
    const size = this.#sizes[level] ?? 1
    if (size === 1) {
      body()
      return
    }
    const range = level === 0 ? this.#range : null
    this.#f.repeat(range === null ? size : i32.sub(range.end, range.begin), () => {
      body()
      this.advance(level)
    })
    if (range === null) this.advance(level, -size)
  }

  /**
   * A loop over rows, in tiles of so many at most.
   *
   * @param body called with how many rows the tile has
   */
  tiles(level: number, rows: number, most: number, body: (rows: number) => void): void {
    for (const { height, count } of tilesOf(rows, most)) {
      const tile = (): void => {
        body(height)
        this.advance(level, height)
      }
      if (count === 1) tile()
      else this.#f.repeat(count, tile)
    }
    this.advance(level, -rows)
  }

  /**
   * A loop in whole steps of `extent`, and a rest.
   *
   * @param count how many there are in all
   * @param body called with how many the step takes
   */
  steps(level: number, count: number, extent: number, body: (extent: number) => void): void {
    const whole = Math.floor(count / extent)
    const rest = count % extent
    const range = level === 0 ? this.#range : null
    const step = (): void => {
      body(extent)
      this.advance(level)
    }
    if (range === null) {
      if (whole === 1) step()
      else if (whole > 1) this.#f.repeat(whole, step)
      if (rest > 0) body(rest)
      this.advance(level, -whole)
      return
    }
    const at = this.#f.let(range.begin)
    this.#f.while(i32.and(i32.lt(at, range.end), i32.lt(at, i32.const(whole))), () => {
      step()
      this.#f.run(at.set(i32.add(at, i32.const(1))))
    })
    if (rest > 0) this.#f.if(i32.eq(range.end, i32.const(whole + 1)), () => body(rest))
  }
}
