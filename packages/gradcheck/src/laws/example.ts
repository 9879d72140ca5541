import { type ArrayOptions, type Profile, smooth, usual } from '../arbitraries/values.ts'
import type { TensorFunction } from '../differentiable.ts'
import { isFloat, type NDArray, ndarray, sizeOf } from '../ndarray.ts'

/** Where an operand's numbers may lie: away from kinks and poles. An operand that is no float says so. */
export type Operand = Profile | ArrayOptions

/** An elementwise op: the laws choose its operands' shapes. */
export interface ElementwiseExample<T> {
  readonly call: TensorFunction<T>
  readonly operands: readonly Operand[]
}

/** Any other op: a call, and the shapes of its operands. */
export interface ShapedExample<T> {
  readonly call: TensorFunction<T>
  readonly shapes: readonly (readonly number[])[]
  /** smooth for all by default */
  readonly operands?: readonly Operand[]
}

/** One example of inputs for an op: from it the op gets all the laws. It must give a float. */
export type OpExample<T> = ElementwiseExample<T> | ShapedExample<T>

/** Shapes that broadcast against each other, for the operands in turn. */
const broadcasting: readonly (readonly number[])[] = [[2, 3], [3], [2, 1]]

/** Are the operands' shapes the laws' choice? */
export function isElementwise<T>(example: OpExample<T>): example is ElementwiseExample<T> {
  return !('shapes' in example)
}

/** What may be said about the inputs of an example. */
interface InputOptions {
  /** an elementwise op's operands have these */
  readonly shapes?: readonly (readonly number[])[]
  readonly dtype?: 'float32' | 'float64'
  /** other numbers than the example's */
  readonly profile?: Profile
}

/** The inputs of an example: generic numbers, no two alike, and the same whenever it is called. */
export function inputsOf<T>(example: OpExample<T>, options: InputOptions = {}): NDArray[] {
  const { dtype = 'float64', profile } = options
  const { shapes: given = broadcasting } = options
  const shapes = 'shapes' in example ? example.shapes : example.operands.map((_, k) => given[k % given.length] ?? [])
  let place = 0
  return shapes.map((shape, k) => {
    const operand = example.operands?.[k] ?? smooth
    const own: ArrayOptions = typeof operand === 'function' ? { profile: operand } : operand
    const kind = own.dtype ?? dtype
    const fill = (isFloat(kind) ? profile : undefined) ?? own.profile ?? usual(kind)
    // float32 holds these numbers exactly, too, so that both dtypes can be compared
    const data = Array.from({ length: sizeOf(shape) }, () => Math.fround(fill(0, place++)))
    return ndarray(data, shape, kind)
  })
}
