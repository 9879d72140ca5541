import { type FloatType, f32, f32x4, f64, f64x2, type Place, type Value, v128 } from '@adjoint/wasm'

type Vector = Value<'v128'>

/** How the numbers of a dtype lie in memory and in a vector, and the arithmetic of sums of products. */
interface Numbers {
  readonly bytes: number
  readonly lanes: number
  readonly zero: Vector
  readonly splatAt: (place: Place) => Vector
  readonly add: (a: Vector, b: Vector) => Vector
  readonly mul: (a: Vector, b: Vector) => Vector
  readonly multiplyAdd: (a: Vector, b: Vector, c: Vector) => Vector
}

export const lanesOf: Readonly<Record<FloatType, Numbers>> = {
  float32: { ...f32x4, bytes: 4, lanes: 4, zero: f32x4.splat(f32.const(0)), splatAt: v128.load32Splat },
  float64: { ...f64x2, bytes: 8, lanes: 2, zero: f64x2.splat(f64.const(0)), splatAt: v128.load64Splat },
}
