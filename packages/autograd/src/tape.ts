import {
  apply,
  type DType,
  inScope,
  nextLevel,
  type Op,
  ones,
  type Shape,
  Tensor,
  type Trace,
  TraceError,
} from '@adjoint/tensor'
import { backward } from './backward.ts'
import { formatTape } from './format-tape.ts'

type Read = ReturnType<Tensor['read']>

/** A value on a tape: a tensor that remembers how it was made. */
export class Node extends Tensor {
  readonly tape: Tape
  /** its place on the tape; inputs come before what uses them */
  readonly index: number
  /** the op that made it; null for an input of the tape */
  readonly op: Op | null
  readonly inputs: readonly Tensor[]
  readonly attrs: unknown
  readonly shape: Shape
  readonly dtype: DType
  /** what was computed; null on a tape that records without values */
  readonly value: Tensor | null
  /** scopes and op, `fc1/matmul`, or the path of an input, `layers.0.weight` */
  readonly name: string

  constructor(tape: Tape, fields: Pick<Node, 'op' | 'inputs' | 'attrs' | 'shape' | 'dtype' | 'value' | 'name'>) {
    super()
    this.tape = tape
    this.index = tape.nodes.length
    this.op = fields.op
    this.inputs = fields.inputs
    this.attrs = fields.attrs
    this.shape = fields.shape
    this.dtype = fields.dtype
    this.value = fields.value
    this.name = fields.name
  }

  /** the scopes in which it was made, `fc1` */
  get scope(): string {
    return this.name.slice(0, Math.max(0, this.name.lastIndexOf('/')))
  }

  get tracedBy(): Tape {
    return this.tape
  }

  read(): Read {
    if (this.value !== null) return this.value.read()
    throw new TraceError(
      `${this.describe()} has no numbers: it was recorded to be run later, so item(), toArray() and \`if\` on its value ` +
        'cannot work here. Use where() to choose between values, or read them outside the recorded function.',
    )
  }

  describe(): string {
    return `${this.name} [${this.shape.join(', ')}]`
  }
}

/**
 * The record of a computation, in the order in which it ran, and so already in topological order: the graph of which
 * reverse mode walks the other way.
 *
 * @example
 * const tape = new Tape()
 * const x = tape.input(tensor(3), 'x')
 * const y = x.square().add(x)
 * const adjoints = tape.backward(y)
 * console.log(tape.toString(adjoints))
 */
export class Tape implements Trace {
  readonly level: number = nextLevel()
  readonly nodes: Node[] = []
  /** what the recorded function returned; empty unless record() made this tape */
  readonly outputs: Tensor[] = []
  readonly #values: boolean
  #open = true

  /** @param options.values false to record shapes only, as compile does; true by default */
  constructor(options: { readonly values?: boolean } = {}) {
    this.#values = options.values ?? true
  }

  /** True while the tape records. */
  get open(): boolean {
    return this.#open
  }

  /** Ends the recording. */
  close(): void {
    this.#open = false
  }

  /** Puts a tensor on the tape as something to differentiate by. */
  input(value: Tensor, name: string): Node {
    const { shape, dtype } = value
    return this.#push({ op: null, inputs: [], attrs: null, shape, dtype, value: this.#values ? value : null, name })
  }

  /** Runs an op on the values and records it; `apply` calls this. */
  process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Node {
    const value = this.#values ? this.#compute(op, inputs, attrs) : null
    const { shape, dtype } = value ?? op.infer(inputs, attrs)
    return this.#push({ op, inputs, attrs, shape, dtype, value, name: inScope(op.name) })
  }

  /** Is it a node of this tape? */
  has(x: Tensor): x is Node {
    return x.tracedBy === this
  }

  /** The value of a node of this tape; any other tensor is a constant to it. */
  lower(x: Tensor): Tensor {
    return this.has(x) && x.value !== null ? x.value : x
  }

  /**
   * Reverse mode: the adjoint of every node, the derivative of `output` with respect to it.
   *
   * @param output a node of this tape
   * @param g the cotangent of the output, of its shape; ones by default
   * @returns for each node its adjoint, or null where the output does not depend on it
   * @throws TraceError when the output is not on this tape, or the tape holds no values; ShapeError when g has not its
   *   shape; DTypeError when it is no float
   */
  backward(output: Tensor, g?: Tensor): (Tensor | null)[] {
    if (output.tracedBy !== this) {
      throw new TraceError(`backward: ${output.describe()} is not on this tape; give a node that it recorded.`)
    }
    if (!this.#values) {
      throw new TraceError('backward: this tape was recorded without values; use new Tape(), or vjp, to go backward.')
    }
    return backward(this, [[output, g ?? ones(output.shape, { dtype: output.dtype })]])
  }

  /** One line a node; with adjoints, their shapes and norms too. */
  toString(adjoints: readonly (Tensor | null)[] = []): string {
    return formatTape(this, adjoints)
  }

  #push(fields: ConstructorParameters<typeof Node>[1]): Node {
    const node = new Node(this, fields)
    this.nodes.push(node)
    return node
  }

  #compute<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Tensor {
    try {
      const values = inputs.map((x) => this.lower(x))
      return apply(op, values, attrs)
    } catch (error) {
      throw named(error, () => op.infer(inputs, attrs))
    }
  }
}

/** The same error with the nodes' names in it, where inferring on nodes gives one; else the error itself. */
function named(error: unknown, infer: () => unknown): unknown {
  try {
    infer()
  } catch (other) {
    if (Object(other).constructor === Object(error).constructor) return other
  }
  return error
}
