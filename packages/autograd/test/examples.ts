import { between, type Operand } from '@adjoint/gradcheck'
import { concat, type ElementwiseOp, type ops, stack, type Tensor, type Tuple } from '@adjoint/tensor'
import { flag, positive, real } from './values.ts'

/** An op that is not elementwise: its operands' shapes, and a call that gives it its attributes. */
export interface Example {
  readonly shapes: readonly (readonly number[])[]
  readonly call: (...x: Tensor[]) => Tensor
  /** where the operands' numbers may lie; anywhere by default */
  readonly operands?: readonly Operand[]
}

/** An op of several forms that can each be wrong has several examples. */
type ExampleOf<F> = F extends { readonly op: ElementwiseOp<infer N> }
  ? Tuple<Operand, N>
  : Example | readonly [Example, ...Example[]]

const low = between(-1.9, -0.9)
const high = between(0.4, 1.4)

/**
 * One example of inputs for every op of the catalogue: a missing op is a type error. From it the op gets all the laws
 * of laws.test.ts. An elementwise op names where each operand's numbers may lie, away from kinks and poles; the laws
 * choose the shapes.
 */
export const examples: { readonly [K in keyof typeof ops]: ExampleOf<(typeof ops)[K]> } = {
  // arithmetic
  add: [real, real],
  sub: [real, real],
  mul: [real, real],
  mulAbsorbing: [real, real],
  div: [real, positive],
  pow: [positive, real],
  maximum: [real, real],
  minimum: [real, real],
  neg: [real],
  abs: [real],
  sign: [real],
  square: [real],
  sqrt: [positive],

  // exponential
  exp: [real],
  expm1: [real],
  log: [positive],
  log1p: [positive],

  // activation
  tanh: [real],
  sigmoid: [real],
  softplus: [real],
  relu: [real],

  // comparison and selection
  equal: [real, real],
  notEqual: [real, real],
  less: [real, real],
  lessEqual: [real, real],
  greater: [real, real],
  greaterEqual: [real, real],
  where: [flag, real, real],
  clip: [real, low, high],

  // everything else
  astype: { shapes: [[2, 3]], call: (x) => x.astype(x.dtype === 'float64' ? 'float32' : 'float64') },
  sum: { shapes: [[2, 3, 2]], call: (x) => x.sum({ axis: [0, 2] }) },
  mean: { shapes: [[2, 3, 2]], call: (x) => x.mean({ axis: [0, -1], keepDims: true }) },
  max: { shapes: [[2, 3]], call: (x) => x.max({ axis: 1 }) },
  reshape: { shapes: [[2, 3]], call: (x) => x.reshape([3, -1]) },
  transpose: { shapes: [[2, 3, 2]], call: (x) => x.transpose([2, 0, 1]) }, // a 3-cycle: not its own inverse
  broadcastTo: { shapes: [[3, 1]], call: (x) => x.broadcastTo([2, 3, 2]) },
  expandDims: { shapes: [[2, 3]], call: (x) => x.expandDims(1) },
  squeeze: { shapes: [[2, 1, 3]], call: (x) => x.squeeze({ axis: 1 }) },
  slice: { shapes: [[3, 5]], call: (x) => x.slice(-1, [null, null, -2], null) },
  unslice: { shapes: [[3, 1]], call: (x) => x.unslice([3, 5], [null, null, -1], [1, 2]) },
  concat: { shapes: [[2, 1], [2, 3], [2, 2]], call: (...x) => concat(x, { axis: 1 }) }, // biome-ignore format: one line an op
  stack: { shapes: [[2, 3], [2, 3]], call: (...x) => stack(x, { axis: 1 }) }, // biome-ignore format: one line an op
  matmul: { shapes: [[2, 2, 3], [3, 2]], call: (a, b) => a.matmul(b) }, // biome-ignore format: one line an op
}
