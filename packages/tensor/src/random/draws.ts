import { log } from './log.ts'

/** Where the random bits come from: 32 with each call, as an integer of either sign. */
export interface Words {
  next(): number
  /** all that decides the bits to come; always as many numbers */
  state: readonly number[]
}

/** Single random numbers. All distributions stand on these three. */
export interface Draws {
  /** uniform in [0, 1) */
  next(): number
  /** standard normal */
  nextNormal(): number
  /** a uniform integer of [0, max], where max < 2^32 */
  upTo(max: number): number
  /** that of the words, and the normal that is kept for the next call, where there is one */
  state: readonly number[]
}

/**
 * Turns random words into random numbers with the algorithms of NumPy's legacy RandomState, in its order of draws.
 *
 * @see numpy/random/src/legacy/legacy-distributions.c (legacy_gauss), distributions.c (random_interval)
 */
export function drawsFrom(words: Words): Draws {
  let spare: number | undefined

  /** 27 bits of one word and 26 of the next make the 53 of a double. */
  function next(): number {
    const high = words.next() >>> 5
    const low = words.next() >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }

  /** Marsaglia's polar method: a point in the unit circle gives two normals; the second is kept for the next call. */
  function nextNormal(): number {
    if (spare !== undefined) {
      const kept = spare
      spare = undefined
      return kept
    }
    let x = 0
    let y = 0
    let square = 0
    while (square >= 1 || square === 0) {
      x = 2 * next() - 1
      y = 2 * next() - 1
      square = x * x + y * y
    }
    const factor = Math.sqrt((-2 * log(square)) / square)
    spare = factor * x
    return factor * y
  }

  /** Draws as many bits as `max` has, until they make a number that is not above it: no remainder, so no bias. */
  function upTo(max: number): number {
    if (max === 0) return 0
    const mask = 0xffffffff >>> Math.clz32(max)
    let value = max + 1
    while (value > max) value = (words.next() & mask) >>> 0
    return value
  }

  return {
    next,
    nextNormal,
    upTo,
    get state() {
      return [...words.state, ...(spare === undefined ? [] : [spare])]
    },
    set state(numbers) {
      const length = words.state.length
      words.state = numbers.slice(0, length)
      spare = numbers[length]
    },
  }
}
