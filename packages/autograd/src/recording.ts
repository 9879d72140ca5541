import {
  apply,
  type DType,
  inScope,
  nextLevel,
  type Op,
  type Shape,
  Tensor,
  type Trace,
  TraceError,
} from '@adjoint/tensor'

type Read = ReturnType<Tensor['read']>

/** A value on a tape: a tensor that remembers how it was made. */
export class Node extends Tensor {
  readonly tape: Recording
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

  constructor(tape: Recording, fields: Pick<Node, 'op' | 'inputs' | 'attrs' | 'shape' | 'dtype' | 'value' | 'name'>) {
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

  get tracedBy(): Recording {
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

/** The ops of a computation in the order in which they ran, with what they gave; a `Tape` also goes back. */
export class Recording implements Trace {
  readonly level: number = nextLevel()
  readonly nodes: Node[] = []
  /** false where only shapes are recorded */
  protected readonly values: boolean
  #open = true

  /** @param options.values false to record shapes only, as compile does; true by default */
  constructor(options: { readonly values?: boolean } = {}) {
    this.values = options.values ?? true
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
    return this.#push({ op: null, inputs: [], attrs: null, shape, dtype, value: this.values ? value : null, name })
  }

  /** Runs an op on the values and records it; `apply` calls this. */
  process<A>(op: Op<A>, inputs: readonly Tensor[], attrs: A): Node {
    const value = this.values ? this.#compute(op, inputs, attrs) : null
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
