interface Format {
  readonly digits: number
  /** the exponent of the least subnormal number */
  readonly least: number
}

const formats: Readonly<Record<'f32' | 'f64', Format>> = {
  f32: { digits: 24, least: -149 },
  f64: { digits: 53, least: -1074 },
}

/** A finite number as n 2^exponent. */
function integral(x: number): { n: bigint; exponent: number } {
  let exponent = 0
  let n = x
  while (!Number.isInteger(n)) {
    n *= 2
    exponent--
  }
  return { n: BigInt(n), exponent }
}

/** a b + c, rounded once. */
export function fusedMultiplyAdd(type: 'f32' | 'f64', a: number, b: number, c: number): number {
  const plain = a * b + c
  if (!Number.isFinite(a) || !Number.isFinite(b)) return plain
  if (!Number.isFinite(c)) return c // even where a b alone overflows
  const { digits, least } = formats[type]
  const [x, y, z] = [integral(a), integral(b), integral(c)]
  const exponent = Math.min(x.exponent + y.exponent, z.exponent)
  const exact = ((x.n * y.n) << BigInt(x.exponent + y.exponent - exponent)) + (z.n << BigInt(z.exponent - exponent))
  if (exact === 0n) return plain // the sign of 0 is that of the sum
  const size = exact < 0n ? -exact : exact
  const shift = Math.max(size.toString(2).length - digits, least - exponent, 0)
  const unit = 1n << BigInt(shift)
  const twice = 2n * (size % unit)
  const below = size / unit
  const rounded = twice > unit || (twice === unit && below % 2n === 1n) ? below + 1n : below
  const value = scaled(Number(rounded), shift + exponent) * (exact < 0n ? -1 : 1)
  return type === 'f32' ? Math.fround(value) : value // which overflows where that is due
}

/** x 2^exponent, where 2^exponent alone may be beyond the numbers. */
function scaled(x: number, exponent: number): number {
  const half = Math.trunc(exponent / 2)
  return x * 2 ** half * 2 ** (exponent - half)
}
