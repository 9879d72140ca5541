import type { Local } from '../function.ts'
import { f32x4, f64x2, type Value, v128 } from '../instructions.ts'
import { lowerHalves, upperHalf } from '../shuffles.ts'

// What float32 is too short for is done in float64, twice two lanes.

const lowWords = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]

/** The first two of four float32 lanes as float64. */
export function lowDoubles(x: Local<'v128'>): Value<'v128'> {
  return f64x2.promote(x)
}

/** The last two of four float32 lanes as float64. */
export function highDoubles(x: Local<'v128'>): Value<'v128'> {
  return f64x2.promote(v128.shuffle(upperHalf, x, x))
}

/** Twice two float64 lanes as four of float32. */
export function fromDoubles(low: Value<'v128'>, high: Value<'v128'>): Value<'v128'> {
  return v128.shuffle(lowerHalves, f32x4.demote(low), f32x4.demote(high))
}

/** The lower 32 bits of twice two lanes of 64: of a mask, or of an integer. */
export function lowWordsOf(low: Value<'v128'>, high: Value<'v128'>): Value<'v128'> {
  return v128.shuffle(lowWords, low, high)
}
