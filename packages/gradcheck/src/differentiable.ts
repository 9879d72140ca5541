import { checkFunctions, checkList, inWords, numbersOf } from './given.ts'
import { filled, flawOf, isFloat, like, type NDArray, ndarray } from './ndarray.ts'

/** A function together with its derivatives, over plain arrays: all that the checks know of any framework. */
export interface Differentiable {
  /** f(x) */
  value(x: readonly NDArray[]): NDArray
  /** reverse mode: the cotangents of the inputs, J(x)ᵀ g; those of integers and bools are not looked at */
  vjp(x: readonly NDArray[], g: NDArray): readonly NDArray[]
  /** forward mode: the tangent of the output, J(x) dx */
  jvp?(x: readonly NDArray[], dx: readonly NDArray[]): NDArray
  /** the map from x to the cotangent of input k, as a function that can itself be differentiated: second derivatives */
  cotangent?(g: NDArray, k: number): Differentiable
  /** the ops that f applies at x, in order, each as a function of its own; the last gives f's result */
  steps?(x: readonly NDArray[]): readonly Step[]
}

/** One op at work inside a function. */
export interface Step {
  readonly op: string
  readonly f: Differentiable
  /** the values it had there */
  readonly at: readonly NDArray[]
  /** where they came from: the function's inputs are 0, 1, ..., the results of the steps before follow */
  readonly operands: readonly number[]
}

/** What the checker has to know of a framework with tensors `T`. */
export interface Adapter<T> {
  /** a tensor with these numbers; a law uses one twice, to see whether an op changes it */
  tensor(array: NDArray): T
  /** a tensor's numbers */
  read(tensor: T): NDArray
  /** f's value; `f(...x)` by default */
  call?(f: TensorFunction<T>, x: readonly T[]): T
  /** reverse mode: the cotangent of each of x; that of an integer or bool may be anything */
  vjp(f: TensorFunction<T>, x: readonly T[], g: T): readonly T[]
  /** forward mode, where the framework has it */
  jvp?(f: TensorFunction<T>, x: readonly T[], dx: readonly T[]): T
  /** true where vjp and jvp can differentiate a function that itself calls vjp: then second derivatives are checked */
  readonly nests?: boolean
  /** the ops that f applies at x, where the framework can tell */
  steps?: ((f: TensorFunction<T>, x: readonly T[]) => readonly Step[]) | undefined
  /** the same numbers as a strided view, where the framework has views */
  view?(array: NDArray): T
}

/** A function of tensors that returns one. */
export type TensorFunction<T> = (...x: T[]) => T

/** A framework's function as the checks take it. */
export function differentiable<T>(adapter: Adapter<T>, f: TensorFunction<T>): Differentiable {
  const { tensor, read, vjp }: Partial<Adapter<T>> = adapter ?? {}
  checkFunctions('the adapter', { tensor, read, vjp })
  checkFunctions('differentiable', { f })
  const tensors = (arrays: readonly NDArray[]): T[] => arrays.map((array) => adapter.tensor(array))
  const { call = (g: TensorFunction<T>, x: readonly T[]) => g(...x), jvp, steps } = adapter
  return {
    value: (x) => readBy(adapter, call(f, tensors(x))),
    vjp(x, g) {
      const cotangents = adapter.vjp(f, tensors(x), adapter.tensor(g))
      checkList("the cotangents of the adapter's vjp", cotangents, 'of one for each input')
      return cotangents.map((cotangent, k) => {
        const input = x[k]
        return input && !isFloat(input.dtype) ? filled(input, 0) : readBy(adapter, given(cotangent, k))
      })
    },
    ...(jvp && { jvp: (x, dx) => readBy(adapter, jvp(f, tensors(x), tensors(dx))) }),
    ...(adapter.nests === true && {
      cotangent: (g: NDArray, k: number) =>
        differentiable({ ...adapter, nests: false }, (...x) => {
          return given(adapter.vjp(f, x, adapter.tensor(g))[k], k)
        }),
    }),
    ...(steps && { steps: (x) => steps(f, tensors(x)) }),
  }
}

/** A tensor's numbers, or an error that says what the adapter gave in their place. */
export function readBy<T>(adapter: Adapter<T>, tensor: T): NDArray {
  const array = adapter.read(tensor)
  const flaw = flawOf(array)
  if (flaw === null) return array
  const wanted = 'It must give ndarray(data, shape, dtype), and the function one tensor, at once.'
  throw new TypeError(`the adapter's read gave ${inWords(array)}: ${flaw}. ${wanted}`)
}

function given<T>(cotangent: T | undefined, k: number): T {
  if (cotangent !== undefined && cotangent !== null) return cotangent
  throw new RangeError(`the adapter's vjp gave no cotangent for input ${k}; give zeros where it is not used.`)
}

/** A function of a list of numbers, and its gradient, as the checks take them: no framework at all. */
export function plain(f: (x: number[]) => number, gradient: (x: number[]) => ArrayLike<number>): Differentiable {
  checkFunctions('a function of numbers', { f, gradient })
  return {
    value([x]) {
      const y = f([...(x?.data ?? [])])
      if (typeof y === 'number') return ndarray([y], [])
      throw new TypeError(`the function gave ${inWords(y)}; a function with a gradient must give one number, at once.`)
    },
    vjp([x], g) {
      if (x === undefined) return []
      const partials = numbersOf(gradient([...x.data]), 'the gradient')
      if (partials.length !== x.data.length) {
        throw new RangeError(
          `the gradient has ${partials.length} numbers for ${x.data.length} variables; give one each.`,
        )
      }
      return [like(x, partials.map((partial) => partial * (g.data[0] ?? 1)))] // biome-ignore format: one line
    },
  }
}

/** The inputs that have derivatives. */
export function floatInputs(x: readonly NDArray[]): number[] {
  return x.flatMap(({ dtype }, k) => (isFloat(dtype) ? [k] : []))
}
