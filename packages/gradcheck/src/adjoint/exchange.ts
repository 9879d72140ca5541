import { mapTensors } from '@adjoint/autograd'
import { apply, nextLevel, type Op, Tensor, type Trace } from '@adjoint/tensor'
import type { TensorFunction } from '../differentiable.ts'

/** What runs in place of an op; `index` counts the ops of the run. */
type Rerun = (op: Op, inputs: readonly Tensor[], attrs: unknown, index: number) => Tensor

/** A value inside a rerun. */
class Traced extends Tensor {
  readonly tracedBy: RerunTrace
  readonly inner: Tensor

  constructor(trace: RerunTrace, inner: Tensor) {
    super()
    this.tracedBy = trace
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

/** A transform that differentiates nothing: it hands every op to a function. */
class RerunTrace implements Trace {
  readonly level: number = nextLevel()
  open = true
  readonly #run: Rerun
  #count = 0

  constructor(run: Rerun) {
    this.#run = run
  }

  process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor {
    const lowered = inputs.map((x) => this.lower(x))
    // an op takes only its own attributes, and these are they
    return new Traced(this, this.#run(op as Op, lowered, attrs, this.#count++))
  }

  lower(x: Tensor): Tensor {
    return x instanceof Traced && x.tracedBy === this ? x.inner : x
  }
}

/** A function that hands each op it applies to `run`. Arguments and result are trees of tensors. */
export function rerun<A extends readonly unknown[], Y>(f: (...x: A) => Y, run: Rerun): (...x: A) => Y {
  return (...x) => {
    const trace = new RerunTrace(run)
    try {
      return mapTensors(f(...mapTensors(x, (one) => new Traced(trace, one))), (y) => trace.lower(y))
    } finally {
      trace.open = false
    }
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
  return rerun(f, (op, inputs, attrs) => apply(op === from ? to : op, inputs, attrs))
}
