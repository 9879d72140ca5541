import { jvp, Node, Tape, vjp } from '@adjoint/autograd'
import { apply, fromTypedArray, Tensor } from '@adjoint/tensor'
import { type Adapter, differentiable, type Step, type TensorFunction } from '../differentiable.ts'
import { inWords } from '../given.ts'
import { type NDArray, ndarray } from '../ndarray.ts'

/** Adjoint as the checker sees it. */
export const adjoint: Adapter<Tensor> = {
  tensor: ({ data, shape, dtype }) => fromTypedArray(Float64Array.from(data), [...shape]).astype(dtype),
  read: numbersOfTensor,
  vjp: (f, x, g) => vjp(f, ...x)[1](g),
  jvp: (f, x, dx) => jvp(f, [...x], [...dx])[1],
  nests: true,
  steps: stepsOf,
  view: ({ data, shape, dtype }) => {
    // backwards through the buffer, with a gap before each number
    const spread = data.toReversed().flatMap((value) => [0, value])
    const buffer = fromTypedArray(Float64Array.from(spread), [...shape, 2].with(-1, 2)).astype(dtype)
    const flipped = shape.map(() => [null, null, -1] as const)
    return buffer.slice(...flipped, 1)
  },
}

/** A tensor's numbers. A function under test is often where something else comes from. */
function numbersOfTensor(x: Tensor): NDArray {
  if (x instanceof Tensor) return ndarray(Array.from(x.toTypedArray()), x.shape, x.dtype)
  throw new TypeError(
    `adjoint: ${inWords(x)} is no tensor. A function to be checked takes tensors (or plain arrays, ndarray) and returns one.`,
  )
}

/** The ops that a function applies, read off the tape that it writes. */
function stepsOf(f: TensorFunction<Tensor>, x: readonly Tensor[]): Step[] {
  const tape = new Tape()
  let y: Tensor
  try {
    y = f(...x.map((value, i) => tape.input(value, `x${i}`)))
  } finally {
    tape.close()
  }
  const needed = y instanceof Node && y.tape === tape ? tape.nodes.slice(0, y.index + 1) : []
  return needed.flatMap(({ op, attrs, inputs, name }) => {
    if (op === null) return []
    const traced = inputs.flatMap((input, i) => (input instanceof Node && input.tape === tape ? [{ input, i }] : []))
    /** the op as a function of what was computed; its constants stay constant */
    const alone = (...given: Tensor[]): Tensor =>
      apply(op, inputs.map((input, i) => given[traced.findIndex((one) => one.i === i)] ?? input), attrs) // biome-ignore format: one line
    return {
      op: name,
      f: differentiable({ ...adjoint, steps: undefined }, alone),
      at: traced.map(({ input }) => adjoint.read(tape.lower(input))),
      operands: traced.map(({ input }) => input.index), // the inputs are the tape's first nodes
    }
  })
}
