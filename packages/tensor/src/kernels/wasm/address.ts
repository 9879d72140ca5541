import { i32, type Value } from '@adjoint/wasm'

/** An address so many steps further. */
export function further(base: Value<'i32'>, step: Value<'i32'>, times: number): Value<'i32'> {
  return times === 0 ? base : i32.add(base, times === 1 ? step : i32.mul(step, i32.const(times)))
}
