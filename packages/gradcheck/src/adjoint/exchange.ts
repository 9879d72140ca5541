import { apply, nextLevel, type Op, Tensor, type Trace } from '@adjoint/tensor'
import type { TensorFunction } from '../differentiable.ts'

/** A value inside an exchange. */
class Exchanged extends Tensor {
  readonly trace: Exchange
  readonly inner: Tensor

  constructor(trace: Exchange, inner: Tensor) {
    super()
    this.trace = trace
    this.inner = inner
  }

  get shape(): Tensor['shape'] {
    return this.inner.shape
  }

  get dtype(): Tensor['dtype'] {
    return this.inner.dtype
  }

  read(): ReturnType<Tensor['read']> {
    return this.inner.read()
  }

  describe(): string {
    return this.inner.describe()
  }
}

/** A transform that differentiates nothing: it runs every op as it is, but for one. */
class Exchange implements Trace {
  readonly level: number = nextLevel()
  open = true
  readonly #from: Op
  readonly #to: Op

  constructor(from: Op, to: Op) {
    this.#from = from
    this.#to = to
  }

  process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor {
    const used: Op = op
    return new Exchanged(this, apply(used === this.#from ? this.#to : used, inputs.map((x) => this.lower(x)), attrs)) // biome-ignore format: one line
  }

  lower(x: Tensor): Tensor {
    return x instanceof Exchanged && x.trace === this ? x.inner : x
  }
}

/**
 * The same function with another op in the place of one: with a copy of it whose derivative is wrong, say (`withRule`), to see
 * whether a test notices.
 *
 * @param f any function of tensors; its source is not touched
 * @example exchange((x: Tensor) => x.neg().exp(), ops.neg.op, ops.abs.op)(tensor(-1)) // Tensor f32[] 2.71828
 */
export function exchange(f: TensorFunction<Tensor>, from: Op, to: Op): TensorFunction<Tensor> {
  return (...x) => {
    const trace = new Exchange(from, to)
    try {
      return trace.lower(f(...x.map((one) => new Exchanged(trace, one))))
    } finally {
      trace.open = false
    }
  }
}
