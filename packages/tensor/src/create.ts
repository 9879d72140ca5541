import { allocate, ownCopyOf } from './allocation.ts'
import { NDArray } from './array.ts'
import { checkDType, type DType, dtypeOf, stored, type TypedArray } from './dtype.ts'
import { checkInteger, checkOptions, DomainError, DTypeError, ShapeError } from './errors.ts'
import { scalar } from './families/operands.ts'
import { broadcastStrides } from './kernels/layout.ts'
import { checkShape, formatShape, sizeOf } from './shape.ts'
import type { Mutable, NestedNumbers, Shape, TensorData, TensorOf } from './shape-types/index.ts'
import { Tensor } from './tensor.ts'

interface Options {
  readonly dtype?: DType
}

/**
 * A tensor of the given numbers.
 *
 * @param data a number, a boolean, or nested arrays of them, all of one length at each depth
 * @param options.dtype 'float32' by default, 'bool' where all are booleans
 * @returns the shape of the nesting
 * @throws ShapeError when the nesting is ragged, or holds what is no number or boolean
 * @example tensor([[1, 2], [3, 4]]) // Tensor f32[2,2] [[1, 2], [3, 4]]
 */
export function tensor<const T extends NestedNumbers>(data: TensorData<T>, options: Options = {}): TensorOf<T> {
  checkOptions('tensor', options, ['dtype'])
  const nested = data as NestedNumbers // the message, where it is one, has already failed to compile
  const shape: number[] = []
  for (let inner = nested; isList(inner); inner = inner[0] ?? 0) shape.push(inner.length)
  const flat: (number | boolean)[] = []
  flatten(nested, shape, 0, flat)
  const allBooleans = flat.length > 0 && flat.every((value) => typeof value === 'boolean')
  const dtype = options.dtype ?? (allBooleans ? 'bool' : 'float32')
  checkDType('tensor', dtype)
  const numbers = allocate(dtype, flat.length)
  flat.forEach((value, i) => {
    numbers[i] = stored(Number(value), dtype)
  })
  return new NDArray(numbers, dtype, shape) as Tensor as TensorOf<T> // the nesting that was just walked is T's
}

function isList(data: NestedNumbers): data is readonly NestedNumbers[] {
  return Array.isArray(data)
}

function flatten(data: NestedNumbers, shape: Shape, depth: number, into: (number | boolean)[]): void {
  if (isList(data) && depth < shape.length && data.length === shape[depth]) {
    for (const part of data) flatten(part, shape, depth + 1, into)
  } else if (depth === shape.length && (typeof data === 'number' || typeof data === 'boolean')) {
    into.push(data)
  } else {
    checkNested(data)
    const found = isList(data) ? `a list of ${data.length}` : `one ${typeof data}`
    const wanted = depth < shape.length ? `a list of ${shape[depth]}` : 'a number'
    throw new ShapeError(
      `tensor: the nesting is ragged: ${found} at depth ${depth}, where the first has ${wanted}. ` +
        'Give lists of equal lengths, of numbers or booleans.',
    )
  }
}

/** @throws ShapeError for what is no number, boolean or list */
function checkNested(data: unknown): void {
  if (typeof data === 'number' || typeof data === 'boolean' || Array.isArray(data)) return
  let [found, advice] = [
    typeof data === 'object' && data !== null ? 'an object' : JSON.stringify(data),
    'Give lists of numbers.',
  ]
  if (data instanceof Tensor) [found, advice] = ['a tensor', 'Join tensors by stack([a, b]).']
  if (ArrayBuffer.isView(data)) [found, advice] = ['a typed array', 'Give it to fromTypedArray.']
  throw new ShapeError(`tensor: ${found} stands where a number must. ${advice}`)
}

/**
 * A tensor of the numbers in a typed array, which is copied.
 *
 * @param data row-major; Float32Array, Float64Array, Int32Array, or Uint8Array of 0 and 1 for bool
 * @param shape of the same size; one dimension for all by default
 * @returns that shape, the array's dtype
 * @throws ShapeError when the size differs; DTypeError when it is an array of another type
 * @example fromTypedArray(new Float64Array([1, 2, 3, 4]), [2, 2]) // Tensor f64[2,2] [[1, 2], [3, 4]]
 */
export function fromTypedArray(data: TypedArray): Tensor<[number]>
export function fromTypedArray<const S extends Shape>(data: TypedArray, shape: S): Tensor<Mutable<S>>
export function fromTypedArray(data: TypedArray, shape: Shape = [data.length]): Tensor {
  checkShape('fromTypedArray', shape)
  if (sizeOf(shape) !== data.length) {
    throw new ShapeError(
      `fromTypedArray: ${data.length} numbers do not fill ${formatShape(shape)}, which takes ${sizeOf(shape)}.`,
    )
  }
  const dtype = dtypeOf(data)
  if (dtype === 'bool' && !(data instanceof Uint8Array)) {
    throw new DTypeError(
      'fromTypedArray: takes a Float32Array, Float64Array, Int32Array or Uint8Array; convert with one of their from().',
    )
  }
  const copy = ownCopyOf(data)
  return new NDArray(dtype === 'bool' ? copy.map((value) => stored(value, dtype)) : copy, dtype, [...shape])
}

/**
 * A tensor of one number throughout. It holds that number once.
 *
 * @param shape any shape
 * @param value the number
 * @param options.dtype 'float32' by default
 * @returns that shape and dtype
 * @throws ShapeError when a dimension is no integer of 0 or more
 * @example full([2], 7) // Tensor f32[2] [7, 7]
 */
export function full<const S extends Shape>(shape: S, value: number, options: Options = {}): Tensor<Mutable<S>> {
  return uniform('full', shape, value, options)
}

/**
 * Zeros.
 *
 * @param shape any shape
 * @param options.dtype 'float32' by default
 * @returns that shape and dtype
 * @throws ShapeError when a dimension is no integer of 0 or more
 * @example zeros([2]) // Tensor f32[2] [0, 0]
 */
export function zeros<const S extends Shape>(shape: S, options: Options = {}): Tensor<Mutable<S>> {
  return uniform('zeros', shape, 0, options)
}

/**
 * Ones.
 *
 * @param shape any shape
 * @param options.dtype 'float32' by default
 * @returns that shape and dtype
 * @throws ShapeError when a dimension is no integer of 0 or more
 * @example ones([2]) // Tensor f32[2] [1, 1]
 */
export function ones<const S extends Shape>(shape: S, options: Options = {}): Tensor<Mutable<S>> {
  return uniform('ones', shape, 1, options)
}

function uniform<const S extends Shape>(owner: string, shape: S, value: number, options: Options): Tensor<Mutable<S>> {
  checkOptions(owner, options, ['dtype'])
  checkShape(owner, shape)
  const dtype = options.dtype ?? 'float32'
  checkDType(owner, dtype)
  checkNumber(owner, value)
  const one = scalar(value, dtype)
  const copy: Shape = [...shape]
  return one.view({ shape: copy, strides: broadcastStrides(one, copy), offset: 0 }) as Tensor as Tensor<Mutable<S>> // a copy of S
}

/**
 * The numbers from `start` up to but not including `stop`, `step` apart.
 *
 * @param start the first number; with one argument, that is `stop`, and the first is 0
 * @param stop the end, which is not included
 * @param step the distance, 1 by default
 * @param options.dtype 'int32' by default where all three are 32-bit integers, else 'float32'
 * @returns shape [n]
 * @throws DomainError when the step is 0 or a number is not finite
 * @example arange(1, 7, 2) // Tensor i32[3] [1, 3, 5]
 */
export function arange(stop: number, options?: Options): Tensor<[number]>
export function arange(start: number, stop: number, options?: Options): Tensor<[number]>
export function arange(start: number, stop: number, step: number, options?: Options): Tensor<[number]>
export function arange(...args: (number | Options | undefined)[]): Tensor<[number]> {
  const [options = {}] = args.filter((value) => typeof value === 'object')
  checkOptions('arange', options, ['dtype'])
  const [first = Number.NaN, second, step = 1] = args.filter((value) => typeof value !== 'object')
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  if (!Number.isFinite(start) || !Number.isFinite(stop) || !Number.isFinite(step) || step === 0) {
    throw new DomainError(
      `arange: from ${start} to ${stop} in steps of ${step} has no end; give finite numbers, no step of 0.`,
    )
  }
  const dtype = options.dtype ?? ([start, stop, step].every((x) => x === (x | 0)) ? 'int32' : 'float32')
  return generate('arange', Math.max(0, Math.ceil((stop - start) / step)), dtype, (i) => start + i * step)
}

/**
 * `count` numbers from `start` to `stop`, both included, evenly spaced.
 *
 * @param start the first number
 * @param stop the last number
 * @param count how many
 * @param options.dtype 'float32' by default
 * @returns shape [count]
 * @throws DomainError when count is no integer of 0 or more
 * @example linspace(0, 1, 3) // Tensor f32[3] [0, 0.5, 1]
 */
export function linspace(start: number, stop: number, count: number = 50, options: Options = {}): Tensor<[number]> {
  checkOptions('linspace', options, ['dtype'])
  checkInteger('linspace', 'count', count, 0)
  checkNumber('linspace', start)
  checkNumber('linspace', stop)
  const step = (stop - start) / (count - 1)
  return generate('linspace', count, options.dtype ?? 'float32', (i) =>
    i > 0 && i === count - 1 ? stop : start + (i && i * step),
  )
}

/**
 * The identity matrix: ones on the diagonal.
 *
 * @param rows how many rows
 * @param columns how many columns; as many as rows by default: it may be left out before the options
 * @param options.dtype 'float32' by default
 * @returns shape [rows, columns]
 * @throws ShapeError when a size is no integer of 0 or more
 * @example eye(2) // Tensor f32[2,2] [[1, 0], [0, 1]]
 */
export function eye<N extends number>(rows: N, options?: Options): Tensor<[N, N]>
export function eye<N extends number>(rows: N, columns?: undefined, options?: Options): Tensor<[N, N]>
export function eye<N extends number, M extends number>(rows: N, columns: M, options?: Options): Tensor<[N, M]>
export function eye(rows: number, second?: number | Options, third?: Options): Tensor<[number, number]> {
  const [columns = rows, options = {}] = typeof second === 'object' ? [rows, second] : [second, third]
  checkOptions('eye', options, ['dtype'])
  checkShape('eye', [rows, columns])
  const dtype = options.dtype ?? 'float32'
  checkDType('eye', dtype)
  const data = allocate(dtype, rows * columns)
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1
  return new NDArray<[number, number]>(data, dtype, [rows, columns])
}

/** Throws for what a program without types may give: it would be stored as NaN, and `false` as true. */
function checkNumber(owner: string, value: number): void {
  if (typeof value !== 'number') throw new DTypeError(`${owner}: ${value} is no number; give one.`)
}

function generate(owner: string, count: number, dtype: DType, value: (i: number) => number): Tensor<[number]> {
  checkDType(owner, dtype)
  const data = allocate(dtype, count)
  for (let i = 0; i < count; i++) data[i] = stored(value(i), dtype)
  return new NDArray<[number]>(data, dtype, [count])
}
