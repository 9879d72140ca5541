import { allocate } from '../allocation.ts'
import { NDArray } from '../array.ts'
import { type DType, promote, stored, weakDType } from '../dtype.ts'
import { DTypeError } from '../errors.ts'
import { Tensor } from '../tensor.ts'

/** A 0-d tensor. */
export function scalar(value: number, dtype: DType): NDArray<[]> {
  const data = allocate(dtype, 1)
  data[0] = stored(value, dtype)
  return new NDArray<[]>(data, dtype, [])
}

/** Makes tensors of the JS numbers among the operands: weak scalars, which take the dtype of the tensors if they can. */
export function operands(owner: string, values: readonly (Tensor | number)[]): Tensor[] {
  let dtype: DType | null = null
  for (const value of values) {
    if (value instanceof Tensor) dtype = dtype === null ? value.dtype : promote(dtype, value.dtype)
    else if (typeof value !== 'number') {
      throw new DTypeError(
        `${owner}: an operand is ${value === null || value === undefined ? value : `of type ${typeof value}`}; give tensors (by tensor(...)) or numbers.`,
      )
    }
  }
  return values.map((value) => (value instanceof Tensor ? value : scalar(value, weakDType(value, dtype ?? 'float32'))))
}

/** The one input of an op of one input. */
export function only<T extends Tensor>([x]: readonly T[]): T {
  return given(x)
}

/** The inputs of an op of two inputs. */
export function both<T extends Tensor>([a, b]: readonly T[]): readonly [T, T] {
  return [given(a), given(b)]
}

/** The inputs of an op of three inputs. */
export function three<T extends Tensor>([a, b, c]: readonly T[]): readonly [T, T, T] {
  return [given(a), given(b), given(c)]
}

function given<T extends Tensor>(x: T | undefined): T {
  if (x === undefined) throw new RangeError('too few inputs')
  return x
}
