// Our own logarithm for the normal numbers, because Math.log may differ from engine to engine, and V8's differs from the C
// library's (so from NumPy's) in 7 of 100 arguments. This one uses nothing but correctly rounded operations, so it is the
// same everywhere, and its error is below 0.51 ulp: it is the double nearest to log(x), but for 1 argument in 5,000.

// log(c) of c = 3/4, 1, 5/4, 3/2, and log(2): a multiple of 2^-42, of which products with exponents are exact, and the rest.
const LOG_C_HIGH: readonly number[] = [-0.28768207245184385, 0, 0.22314355131425145, 0.40546510810827385]
const LOG_C_LOW: readonly number[] = [6.292357389008195e-14, 0, -4.169796584527195e-14, -1.094708713660664e-13]
const LOG_2_HIGH = 0.6931471805598903
const LOG_2_LOW = 5.497923018708371e-14

/**
 * log(x) for 0 < x < 1, the same on every platform.
 *
 *   x = m 2^k, m in [3/4, 3/2), c the quarter nearest to m:   log x = k log 2 + log c + log(m/c)
 *   s = (m - c)/(m + c):   log(m/c) = 2 atanh s = 2s + 2/3 s^3 + 2/5 s^5 + ...
 *
 * What matters to the last bit, k log 2 + log c + 2s, is carried as a sum of a high and a low part.
 */
export function log(x: number): number {
  let m = x
  let k = 0
  while (m < 0.75) {
    m *= 2
    k--
  }
  const quarters = Math.round(4 * m)
  const c = quarters / 4
  const difference = m - c // exact
  const sum = m + c
  const s = difference / sum
  // s = sHigh + sLow to 77 bits: with factors of 24 bits the products are exact, and so is the remainder of the division.
  const sHigh = Math.fround(s)
  const sumHigh = Math.fround(sum)
  const sumLow = m - (sumHigh - c)
  const sLow = (difference - sHigh * sumHigh - sHigh * sumLow) / sum

  const base = k * LOG_2_HIGH + (LOG_C_HIGH[quarters - 3] ?? 0) // exact
  const high = base + 2 * sHigh
  const lost = base - high + 2 * sHigh // what the sum above rounded away
  const low = k * LOG_2_LOW + (LOG_C_LOW[quarters - 3] ?? 0)
  return high + (lost + (2 * sLow + s * atanhRest(s * s) + low))
}

/** 2 (atanh(s)/s - 1) as a function of z = s^2 < 0.0064; the next term would be below 2^-65. */
function atanhRest(z: number): number {
  return (
    z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * (2 / 15 + z * (2 / 17))))))))
  )
}
