import { DomainError, isFloat } from '@adjoint/tensor'
import { checkFunction } from './given.ts'
import { leavesOf } from './tree.ts'

/** A tuple of one argument or more. */
export type Arguments = readonly unknown[]

/** The argument that `argnums` names, or a tuple of those that it names. */
export type Picked<A extends Arguments, N extends number | readonly number[]> = N extends readonly number[]
  ? { -readonly [K in keyof N]: N[K] extends number ? A[N[K]] : never }
  : N extends number
    ? A[N]
    : never

/** Which arguments to differentiate by. */
export interface GradOptions<N extends number | readonly number[]> {
  /** the index of an argument, or a list of them; 0 by default */
  readonly argnums?: N
}

/** How grad and valueAndGrad differentiate. */
export interface ReverseOptions<N extends number | readonly number[]> extends GradOptions<N> {
  /**
   * true to be told which op's derivative made the first adjoint that is NaN or infinite; false by default. It reads numbers:
   * where the gradient is itself recorded or traced, as in compile, vmap or another grad, it sees none. compile has its own
   */
  readonly checkFinite?: boolean
}

/** The arguments that a transform differentiates by. */
export interface Selection<A extends Arguments, Y, N extends number | readonly number[]> {
  /** those arguments; throws where one cannot be differentiated by */
  pick(args: A): unknown[]
  /** f of those arguments alone, the others being fixed */
  restrict(args: A): (...inputs: unknown[]) => Y
  /** one result for each of them, in the form in which they were named */
  form(results: readonly unknown[]): Picked<A, N>
}

/** Reads `argnums`; throws DomainError where it names an argument twice, or f is no function. */
export function selection<A extends Arguments, Y, N extends number | readonly number[]>(
  owner: string,
  f: (...args: A) => Y,
  given: N | undefined,
): Selection<A, Y, N> {
  checkFunction(`${owner}: f`, f)
  const argnums: number | readonly number[] = given ?? 0
  const chosen = typeof argnums === 'number' ? [argnums] : argnums
  if (new Set(chosen).size < chosen.length) {
    throw new DomainError(`${owner}: argnums [${chosen.join(', ')}] names an argument twice; name each once.`)
  }
  return {
    pick: (args) => {
      for (const index of chosen) checkArgument(owner, index, args)
      return chosen.map((index) => args[index])
    },
    restrict:
      (args) =>
      (...inputs) => {
        const replaced: Arguments = args.map((arg, i) => (chosen.includes(i) ? inputs[chosen.indexOf(i)] : arg))
        return f(...(replaced as A)) // of the same length and forms
      },
    form: (results) => (typeof argnums === 'number' ? results[0] : results) as Picked<A, N>, // each has its argument's form
  }
}

function checkArgument(owner: string, index: number, args: Arguments): void {
  if (!Number.isInteger(index) || index < 0 || index >= args.length) {
    throw new DomainError(
      `${owner}: argnums names argument ${index}, but f was given ${args.length}; they count from 0.`,
    )
  }
  const dtypes = leavesOf(args[index]).map(({ tensor }) => tensor.dtype)
  if (dtypes.some(isFloat)) return
  throw new DomainError(
    dtypes.length === 0
      ? `${owner}: argument ${index} holds no float tensor to differentiate by. Give a tensor (tensor(3), not 3) or a tree of them.`
      : `${owner}: argument ${index} holds no float tensor to differentiate by, only ${dtypes[0]}. Cast it by astype('float32').`,
  )
}
