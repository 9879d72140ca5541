import { allocate, ownCopyOf } from './allocation.ts'
import type { DType, TypedArray } from './dtype.ts'
import { TraceError } from './errors.ts'
import { assign } from './kernels/copy.ts'
import type { ShapeDType } from './op.ts'
import { formatShape, rowMajor, sizeOf } from './shape.ts'
import type { Shape } from './shape-types/index.ts'
import { Tensor } from './tensor.ts'

/** Where an array's elements lie in its buffer: element (i, j) is at offset + i * strides[0] + j * strides[1]. */
export interface Layout {
  readonly shape: Shape
  readonly strides: readonly number[]
  readonly offset: number
}

/** A part of an array that is being made, or read. */
export type Buffer = Layout & { readonly data: TypedArray }

/**
 * A tensor whose numbers are in memory: a typed array and a layout. Several arrays may share one buffer (views), and
 * nothing ever writes into it once it is made.
 */
export class NDArray<out S extends Shape = Shape> extends Tensor<S> {
  readonly shape: S
  readonly dtype: DType
  readonly data: TypedArray
  readonly strides: readonly number[]
  readonly offset: number

  /** Takes ownership of the buffer: it is not copied. */
  constructor(data: TypedArray, dtype: DType, shape: S, strides: readonly number[] = rowMajor(shape), offset = 0) {
    super()
    this.data = data
    this.dtype = dtype
    this.shape = shape
    this.strides = strides
    this.offset = offset
  }

  /** The numbers of a tensor that no transform traces: only apply's last step needs this. */
  static expect(x: Tensor): NDArray {
    if (x instanceof NDArray) return x
    if (x instanceof Tensor) return x.read() // they may still lie elsewhere, in the memory of a compiled program
    throw new TraceError(
      'an operand is no array of this copy of @adjoint/tensor; is the package installed twice? Remove one.',
    )
  }

  get tracedBy(): null {
    return null
  }

  /** True when the elements lie one after the other, in row-major order. */
  get contiguous(): boolean {
    let expected = 1
    for (let i = this.shape.length - 1; i >= 0; i--) {
      const size = this.shape[i] ?? 1
      if (size !== 1 && this.strides[i] !== expected) return false
      expected *= size
    }
    return true
  }

  read(): NDArray {
    return this
  }

  describe(): string {
    return formatShape(this.shape)
  }

  /** A typed array of its own with the numbers in row-major order. */
  copyData(): TypedArray {
    const { data, offset, size } = this.toContiguous()
    return ownCopyOf(data.subarray(offset, offset + size))
  }

  /** The same numbers, laid out anew where that is needed. */
  toContiguous(): NDArray<S> {
    if (this.contiguous) return this
    const copy = blank<S>(this)
    assign(copy, this)
    return copy
  }

  /** The same buffer, read in another way. */
  view(layout: Layout): NDArray {
    return new NDArray(this.data, this.dtype, layout.shape, layout.strides, layout.offset)
  }
}

/** An array of zeros, for a kernel to write into. */
export function blank<S extends Shape = Shape>({ shape, dtype }: ShapeDType & { readonly shape: S }): NDArray<S> {
  return new NDArray(allocate(dtype, sizeOf(shape)), dtype, shape)
}
