import type { TypedArray } from '../dtype.ts'
import { outside } from '../scalar/numbers.ts'
import type { Shape } from '../shape-types/index.ts'
import { collapse } from './layout.ts'

/** One operand of a loop: a buffer, where to begin, and the step along each axis of the loop. */
export interface Operand {
  readonly data: TypedArray
  readonly offset: number
  readonly strides: readonly number[]
}

/** Runs over `shape`; the first operand is the one that is written. */
export type Loop = (shape: readonly number[], operands: readonly Operand[]) => void

/** Nested loops: the size of each, and the operands with their steps in them. */
export interface Nested {
  readonly shape: readonly number[]
  readonly operands: readonly Operand[]
}

/** The fewest loops over `shape`, for arrays of that shape. */
export function nested(shape: Shape, arrays: readonly Operand[]): Nested {
  const { shape: sizes, strides } = collapse(shape, arrays.map((x) => x.strides)) // biome-ignore format: one line
  return { shape: sizes, operands: arrays.map(({ data, offset }, k) => ({ data, offset, strides: strides[k] ?? [] })) }
}

/** What a generated loop does with the elements `x1[p1], x2[p2], ...` and the target `x0[p0]`. */
interface LoopBody {
  /** statements in, before, and after the innermost loop */
  readonly inside: string
  readonly before?: string
  readonly after?: string
}

/**
 * The source of `rank` nested loops over `count` operands. Every pointer moves by its own stride, so one form serves
 * dense arrays, views and broadcasting alike.
 *
 * `| 0` tells the engine that a position is an int32 and needs no check, which makes a light loop up to twice as fast.
 */
export function loopSource(rank: number, count: number, { inside, before = '', after = '' }: LoopBody): string {
  const each = (write: (k: number) => string): string => Array.from({ length: count }, (_, k) => write(k)).join(' ')
  const head = each((k) => {
    const steps = Array.from({ length: rank }, (_, axis) => `const s${k}_${axis} = x[${k}].strides[${axis}] | 0;`).join(
      ' ',
    )
    return `const x${k} = x[${k}].data; let p${k}_0 = x[${k}].offset | 0; ${steps}\n`
  })
  const nest = (axis: number): string => {
    if (axis === rank) return inside.replaceAll(/\bp(\d+)\b/g, `p$1_${rank - 1}`)
    const last = axis === rank - 1
    const atLast = (code: string): string => (last ? code.replaceAll(/\bp(\d+)\b/g, `p$1_${axis}`) : '')
    const enter = last ? '' : each((k) => `let p${k}_${axis + 1} = p${k}_${axis};`)
    const step = each((k) => `p${k}_${axis} = (p${k}_${axis} + s${k}_${axis}) | 0;`)
    return `${atLast(before)}
for (let i${axis} = 0, n = shape[${axis}] | 0; i${axis} < n; i${axis} = (i${axis} + 1) | 0) {
${enter}${nest(axis + 1)}
${step}
}
${atLast(after)}`
  }
  return `${head}${nest(0)}`
}

// A page's policy does not change, and each attempt is a violation that the page may report.
let evalIsForbidden = false

/**
 * Compiles a loop, or returns null where a page's policy forbids code made at run time (no `unsafe-eval`); the caller
 * then walks the elements one by one.
 */
export function compileLoop(source: string): Loop | null {
  if (evalIsForbidden) return null
  try {
    const make = new Function(...Object.keys(outside), `return (shape, x) => {\n${source}\n}`)
    return make(...Object.values(outside)) as Loop // loopSource writes exactly this signature
  } catch (error) {
    if (!(error instanceof EvalError)) throw error
    evalIsForbidden = true
    return null
  }
}

/** Calls `visit` with the operands' positions at each element, in row-major order: the loop without generated code. */
export function walk(shape: readonly number[], operands: readonly Operand[], visit: (at: number[]) => void): void {
  const step = (axis: number, at: number[]): void => {
    const size = shape[axis]
    if (size === undefined) {
      visit(at)
      return
    }
    for (let i = 0; i < size; i++) {
      const next = at.map((position, k) => position + i * (operands[k]?.strides[axis] ?? 0))
      step(axis + 1, next)
    }
  }
  const start = operands.map((operand) => operand.offset)
  step(0, start)
}
