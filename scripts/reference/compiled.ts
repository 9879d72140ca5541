// What `compile` makes of an op. scripts/test/reference/compiled.test.ts holds it against real programs.
import { type Op, ops } from '../../packages/tensor/src/index.ts'

/** How an op is compiled. */
export type Way = 'loop' | 'cast' | 'reduction' | 'view' | 'matmul' | 'parts' | 'kernel'

export function wayOf(op: Op | null): Way {
  if (op === null || op.family === 'composed') return 'parts'
  if (op.family === 'elementwise') return 'loop'
  if (op.family === 'cast' || op.family === 'reduction') return op.family
  if ('view' in op) return 'view'
  return op === ops.matmul.op ? 'matmul' : 'kernel'
}

const sentences: Readonly<Record<Way, string>> = {
  loop: 'fused with its neighbours into one loop, or into the end of a matrix product; a truth is computed where it is used. Of int32 the eager kernel runs.',
  cast: 'a truth that becomes a float is fused with its neighbours; for other casts the eager kernel runs.',
  reduction:
    'fused with what computes its operand, where that is a float and the result has its dtype; else the eager kernel runs.',
  view: 'a view, read where it lies, at no cost; where no view can be, the eager kernel copies.',
  matmul:
    'a kernel of its own, with what is computed from its elements fused into its end. Of int32 and of empty operands the eager kernel runs.',
  parts: 'taken apart into the ops that it is made of, each compiled in its own way.',
  kernel: 'not fused: its eager kernel runs inside the program.',
}

export function compiledAs(op: Op | null): string {
  const family = op === null ? 'composition' : op.family
  return `${sentences[wayOf(op)]} Family: ${family}.`
}
