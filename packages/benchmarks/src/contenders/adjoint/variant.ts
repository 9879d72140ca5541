import { compile } from '@adjoint/compile'
import type { FloatDType, Tensor } from '@adjoint/tensor'
import { nothing, type Prepared } from '../contender.ts'

/** How a function is to be run: 'eager', 'compiled', 'compiled-float64', 'threads-2'. */
export interface Variant {
  readonly compiled: boolean
  readonly dtype: FloatDType
  readonly threads: number
}

export function readVariant(name: string): Variant {
  const [, threads = '1'] = /^threads-(\d+)$/.exec(name) ?? []
  return {
    compiled: name !== 'eager',
    dtype: name.endsWith('float64') ? 'float64' : 'float32',
    threads: Number(threads),
  }
}

/** The function in its variant. Threads are mentioned only where they are asked for: compile may not know them. */
export function inVariant<A extends readonly unknown[], Y>(
  f: (...args: A) => Y,
  { compiled, threads }: Variant,
  donate: readonly number[] = [],
): (...args: A) => Y {
  if (!compiled) return f
  const options = { donate, ...(threads > 1 && { threads }) }
  return compile(f, options)
}

export function engineOf({ compiled, dtype, threads }: Variant): string {
  const how = compiled ? `compiled, ${threads === 1 ? '1 thread' : `${threads} threads`}` : 'eager, 1 thread'
  return `Adjoint, ${how}, ${dtype}`
}

/** A function of constant tensors, called again and again. */
export function repeated<A extends readonly Tensor[]>(
  f: (...args: A) => Tensor,
  args: A,
  name: string,
  sample: readonly number[],
): Prepared {
  const variant = readVariant(name)
  const run = inVariant(f, variant)
  let last: Tensor | null = null
  return {
    engine: engineOf(variant),
    reset: nothing,
    step() {
      last = run(...args)
    },
    finish: nothing,
    result() {
      const numbers = last?.toTypedArray() ?? []
      return sample.map((place) => numbers[place] ?? Number.NaN)
    },
  }
}
