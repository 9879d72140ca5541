import type { Local } from '../function.ts'
import { f64x2, i32, i32x4, type Value, v128 } from '../instructions.ts'
import { fromDoubles, highDoubles, lowDoubles, lowWordsOf } from './doubles.ts'
import { laneByLane } from './imports.ts'
import type { Vectors } from './vectors.ts'

// Of magnitudes x and y, with q = trunc(x / y): x - q y is the remainder, or less by y where the quotient was rounded up to
// an integer. Neither has more digits than x and y, so there is no error as long as q y is known without one. Where it is
// not (q too large, y infinite, an operand NaN), lanes are computed one by one.

/** x - q y, and in which lanes that is the remainder. */
interface Rest {
  readonly rest: Value<'v128'>
  readonly known: Value<'v128'>
}

/** C's fmod: what is left of a once b has been taken away as often as it goes; it has the sign of a, and no error. */
export function fmod(v: Vectors, a: Local<'v128'>, b: Local<'v128'>): Value<'v128'> {
  const [x, y] = [v.let(v.float.abs(a)), v.let(v.float.abs(b))]
  const { rest, known } = v.dtype === 'float32' ? rest32(v, x, y) : rest64(v, x, y)
  const result = v.let(v.withSignOf(a, rest))
  v.if(i32.eqz(i32x4.allTrue(known)), () => v.set(result, laneByLane(v, 'fmod', a, b)))
  return result
}

/** In float64: with q of 29 bits and y of 24, q y fits there. */
function rest32(v: Vectors, x: Local<'v128'>, y: Local<'v128'>): Rest {
  const halfOf = (two: Value<'v128'>, by: Value<'v128'>): Rest => {
    const [dividend, divisor] = [v.let(two), v.let(by)]
    const q = v.let(f64x2.trunc(f64x2.div(dividend, divisor)))
    const rest = v.let(f64x2.sub(dividend, f64x2.mul(q, divisor)))
    const known = v128.and(f64x2.lt(q, v.double(2 ** 29)), f64x2.lt(divisor, v.double(Infinity)))
    return { rest: f64x2.add(rest, v128.and(divisor, f64x2.lt(rest, v.double(0)))), known: v.let(known) }
  }
  const low = halfOf(lowDoubles(x), lowDoubles(y))
  const high = halfOf(highDoubles(x), highDoubles(y))
  return { rest: fromDoubles(low.rest, high.rest), known: lowWordsOf(low.known, high.known) }
}

/** q y as the sum of two numbers; Dekker (1971), A floating-point technique for extending the available precision. */
function rest64(v: Vectors, x: Local<'v128'>, y: Local<'v128'>): Rest {
  const { add, sub, mul, lt } = f64x2
  const q = v.let(f64x2.trunc(f64x2.div(x, y)))
  const high = v.let(mul(q, y))
  const [q1, q2] = halves(v, q)
  const [y1, y2] = halves(v, y)
  const low = add(add(add(sub(mul(q1, y1), high), mul(q1, y2)), mul(q2, y1)), mul(q2, y2))
  const rest = v.let(sub(sub(x, high), low))
  const known = v128.and(lt(q, v.constant(2 ** 52)), lt(y, v.constant(2 ** 990)))
  return { rest: add(rest, v128.and(y, lt(rest, v.constant(0)))), known }
}

/** A number as the sum of two of 26 bits, whose products have no error (Veltkamp). */
function halves(v: Vectors, x: Local<'v128'>): readonly [Local<'v128'>, Local<'v128'>] {
  const scaled = v.let(f64x2.mul(x, v.constant(2 ** 27 + 1)))
  const upper = v.let(f64x2.sub(scaled, f64x2.sub(scaled, x)))
  return [upper, v.let(f64x2.sub(x, upper))]
}
