/**
 * The functions of numbers of which elementwise formulas are made. A formula is written once over any `V` and read by
 * several interpreters: the source of a loop, composed closures, dual numbers in the tests.
 *
 * Truth is a number here: comparisons give 1 or 0, and `select` takes anything but 0 as true.
 */
export interface Algebra<V> {
  constant(value: number): V
  add(a: V, b: V): V
  sub(a: V, b: V): V
  mul(a: V, b: V): V
  div(a: V, b: V): V
  /** C's pow: 1 to any power, and anything to the power 0, is 1 */
  pow(a: V, b: V): V
  /** C's fmod: what is left of a once b has been taken away as often as it goes; it has the sign of a */
  rem(a: V, b: V): V
  neg(a: V): V
  abs(a: V): V
  /** the greatest integer that is not above */
  floor(a: V): V
  /** the nearest integer; of two, the even one */
  nearest(a: V): V
  sqrt(a: V): V
  exp(a: V): V
  expm1(a: V): V
  log(a: V): V
  log1p(a: V): V
  sin(a: V): V
  cos(a: V): V
  tan(a: V): V
  asin(a: V): V
  acos(a: V): V
  atan(a: V): V
  /** the angle of the point (b, a), from -π to π */
  atan2(a: V, b: V): V
  sinh(a: V): V
  cosh(a: V): V
  tanh(a: V): V
  erf(a: V): V
  less(a: V, b: V): V
  lessEqual(a: V, b: V): V
  equal(a: V, b: V): V
  select(condition: V, yes: V, no: V): V
}

/** An elementwise formula of any number of operands, as the interpreters read it. */
export type Formula = <V>(m: Algebra<V>, ...x: readonly V[]) => V

/** The larger of two; NaN where either is NaN. */
export function larger<V>(m: Algebra<V>, a: V, b: V): V {
  return m.select(m.equal(b, b), m.select(m.less(a, b), b, a), b)
}

/** The smaller of two; NaN where either is NaN. */
export function smaller<V>(m: Algebra<V>, a: V, b: V): V {
  return m.select(m.equal(b, b), m.select(m.less(b, a), b, a), b)
}
