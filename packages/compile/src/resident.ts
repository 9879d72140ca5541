import { type DType, type Shape, Tensor } from '@adjoint/tensor'
import type { NDArray } from '@adjoint/tensor/backend'

/** A tensor whose numbers stay in a program's arena until they are asked for. */
export class Resident extends Tensor {
  readonly shape: Shape
  readonly dtype: DType
  readonly #load: () => NDArray
  #array: NDArray | null = null

  /** @param load copies the numbers out of the arena; throws once they are gone */
  constructor({ shape, dtype }: { readonly shape: Shape; readonly dtype: DType }, load: () => NDArray) {
    super()
    this.shape = shape
    this.dtype = dtype
    this.#load = load
  }

  get tracedBy(): null {
    return null
  }

  read(): NDArray {
    this.#array ??= this.#load()
    return this.#array
  }

  describe(): string {
    return `[${this.shape.join(', ')}]`
  }
}
