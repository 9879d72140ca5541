import { compileModule } from './engine.ts'
import { f32, f32x4, i32, v128 } from './instructions.ts'
import { moduleOf } from './module.ts'

/**
 * How far the engine's instructions reach: vectors with a fused multiply-add (relaxed SIMD), vectors, or none, where there
 * is no WebAssembly or a page's policy forbids it.
 */
export type InstructionSet = 'relaxed' | 'simd' | 'none'

/** What this engine offers, found by asking it. */
export function detectInstructionSet(): InstructionSet {
  const x = f32x4.splat(f32.const(1))
  if (accepts(f32x4.multiplyAdd(x, x, x))) return 'relaxed'
  return accepts(f32x4.mul(x, x)) ? 'simd' : 'none'
}

function accepts(instruction: ReturnType<typeof f32x4.mul>): boolean {
  const bytes = moduleOf([
    { name: 'probe', parameters: [], build: (f) => f.run(v128.store({ at: i32.const(0) }, instruction)) },
  ])
  try {
    compileModule(bytes) // which a policy without `wasm-unsafe-eval` forbids
    return true
  } catch {
    return false
  }
}
