import { type FunctionBuilder, i32, type Local, type Place } from '@adjoint/wasm'

/** An operand in a nest of loops: its address at the beginning, and the bytes that it goes on by in each loop. */
export interface Stream {
  readonly base: number
  readonly steps: readonly number[]
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
  readonly #pointers = new Map<string, Pointer>()

  /** @param sizes how many rounds each loop has, from the outermost */
  constructor(f: FunctionBuilder, sizes: readonly number[]) {
    this.#f = f
    this.#sizes = sizes
  }

  /** The place of an operand; ask for it before the loops begin. */
  place({ base, steps }: Stream): Required<Place> {
    const moving = steps.map((step, level) => (this.#sizes[level] === 1 ? 0 : step))
    if (moving.every((step) => step === 0)) return { at: i32.const(0), offset: base }
    const key = moving.join(' ')
    const pointer = this.#pointers.get(key) ?? this.#begin(key, moving)
    return { at: pointer.local, offset: base - pointer.start }
  }

  #begin(key: string, steps: readonly number[]): Pointer {
    const start = steps.reduce((sum, step, level) => sum - Math.min(0, step) * ((this.#sizes[level] ?? 1) - 1), 0)
    const pointer = { local: this.#f.let(i32.const(start)), steps, start }
    this.#pointers.set(key, pointer)
    return pointer
  }

  /** Moves all pointers by so many rounds of a loop. */
  advance(level: number, rounds = 1): void {
    for (const { local, steps } of this.#pointers.values()) {
      const by = (steps[level] ?? 0) * rounds
      if (by !== 0) this.#f.run(local.set(i32.add(local, i32.const(by))))
    }
  }

  /** The loops from one level up to another, around a body; the pointers are afterwards where they were. */
  nest(from: number, to: number, body: () => void): void {
    const size = from < to ? (this.#sizes[from] ?? 1) : 1
    if (from >= to) body()
    else if (size === 1) this.nest(from + 1, to, body)
    else {
      this.#f.repeat(size, () => {
        this.nest(from + 1, to, body)
        this.advance(from)
      })
      this.advance(from, -size)
    }
  }
}
