import { type FunctionBuilder, type FunctionSource, type MemoryLimits, mathImports, moduleOf } from '@adjoint/wasm'
import type { MatmulGroup } from '../plan/grouping.ts'
import type { EmitContext } from './context.ts'
import { emitLoop } from './loop.ts'
import { emitDot } from './matmul-dot.ts'
import { emitLanes } from './matmul-lanes.ts'
import { kernelParameters } from './pointers.ts'

/** The name of a group's kernel. */
export function nameOf(index: number): string {
  return `g${index}`
}

/** A program's module, and over how many rounds the outermost loop of each group's kernel goes. */
interface Emitted {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly rounds: readonly number[]
}

/** The module of a program's kernels, and of others that stand behind them. */
export function emitModule(context: EmitContext, memory: MemoryLimits, others: readonly FunctionSource[]): Emitted {
  const rounds: number[] = []
  const functions = context.grouping.groups.flatMap((group, index): FunctionSource[] => {
    if (group.kind === 'eager') return []
    const build = (f: FunctionBuilder): void => {
      rounds[index] = group.kind === 'loop' ? emitLoop(f, group, context) : emitMatmul(f, group, context)
    }
    return [{ name: nameOf(index), parameters: kernelParameters, build }]
  })
  const bytes = moduleOf([...functions, ...others], { memory, imports: mathImports })
  return { bytes, rounds }
}

function emitMatmul(f: FunctionBuilder, group: MatmulGroup, context: EmitContext): number {
  return group.form.kernel === 'lanes' ? emitLanes(f, group, context) : emitDot(f, group, context)
}
