import { between, type Operand } from '@adjoint/gradcheck'
import { concat, type ElementwiseOp, eye, type ops, stack, type Tensor, type Tuple, trace } from '@adjoint/tensor'
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
/** no multiple of a positive number */
const unlike = between(2.3, 2.9)

/** Places of an axis of size 3, some of them twice. */
const index: Operand = { profile: (code, place) => (code + place * place) % 3, dtype: 'int32' }

/** Matrices whose diagonal outweighs the rest, so that they have an inverse, and their symmetric part a Cholesky factor. */
const regular = (x: Tensor): Tensor => x.tanh().add(eye(x.shape.at(-1) ?? 0).mul(4))

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
  remainder: [unlike, positive],
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
  erf: [real],

  // trigonometric and hyperbolic
  sin: [real],
  cos: [real],
  tan: [between(-1.3, 1.3)],
  asin: [between(-0.9, 0.9)],
  acos: [between(-0.9, 0.9)],
  atan: [real],
  atan2: [real, real],
  sinh: [real],
  cosh: [real],

  // rounding
  floor: [between(0.1, 0.9)],
  ceil: [between(0.1, 0.9)],
  round: [between(0.6, 1.4)],

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
  logicalAnd: [real, real],
  logicalOr: [real, real],
  logicalNot: [real],
  isNaN: [real],
  isFinite: [real],
  where: [flag, real, real],
  clip: [real, low, high],

  // everything else
  astype: { shapes: [[2, 3]], call: (x) => x.astype(x.dtype === 'float64' ? 'float32' : 'float64') },
  sum: { shapes: [[2, 3, 2]], call: (x) => x.sum({ axis: [0, 2] }) },
  mean: { shapes: [[2, 3, 2]], call: (x) => x.mean({ axis: [0, -1], keepDims: true }) },
  max: { shapes: [[2, 3]], call: (x) => x.max({ axis: 1 }) },
  min: { shapes: [[2, 3]], call: (x) => x.min({ axis: 0 }) },
  prod: [
    { shapes: [[2, 3, 2]], call: (x) => x.prod({ axis: [0, 2] }) },
    { shapes: [[3, 2]], call: (x) => x.prod({ axis: -2, keepDims: true }) },
  ],
  all: { shapes: [[2, 3]], call: (x) => x.greater(0).all({ axis: 1 }) },
  any: { shapes: [[2, 3]], call: (x) => x.any({ axis: 0 }) },
  argmax: { shapes: [[2, 3]], call: (x) => x.argmax({ axis: 1 }) },
  argmin: { shapes: [[2, 3]], call: (x) => x.argmin({ axis: 0, keepDims: true }) },
  variance: { shapes: [[2, 3, 2]], call: (x) => x.variance({ axis: [0, 2], ddof: 1 }) },
  std: { shapes: [[2, 3]], call: (x) => x.std({ axis: 1, ddof: 1 }) },
  norm: { shapes: [[2, 3, 2]], call: (x) => x.norm({ axis: [0, 2] }) },
  cumsum: { shapes: [[2, 3, 2]], call: (x) => x.cumsum({ axis: 1 }) },
  cumprod: { shapes: [[2, 3, 2]], call: (x) => x.cumprod({ axis: 1 }) },
  recurrence: { shapes: [[2, 3, 1], [3, 2]], call: (a, b) => a.recurrence(b, { axis: 1 }) }, // biome-ignore format: one line an op
  logsumexp: { shapes: [[2, 3, 2]], call: (x) => x.logsumexp({ axis: [0, 2] }) },
  softmax: { shapes: [[2, 3]], call: (x) => x.softmax({ axis: 0 }) },
  logSoftmax: { shapes: [[2, 3]], call: (x) => x.logSoftmax() },
  reshape: { shapes: [[2, 3]], call: (x) => x.reshape([3, -1]) },
  transpose: { shapes: [[2, 3, 2]], call: (x) => x.transpose([2, 0, 1]) }, // a 3-cycle: not its own inverse
  swapAxes: { shapes: [[2, 3, 2]], call: (x) => x.swapAxes(1, -3) },
  broadcastTo: { shapes: [[3, 1]], call: (x) => x.broadcastTo([2, 3, 2]) },
  expandDims: { shapes: [[2, 3]], call: (x) => x.expandDims(1) },
  squeeze: { shapes: [[2, 1, 3]], call: (x) => x.squeeze({ axis: 1 }) },
  slice: { shapes: [[3, 5]], call: (x) => x.slice(-1, [null, null, -2], null) },
  unslice: { shapes: [[3, 1]], call: (x) => x.unslice([3, 5], [null, null, -1], [1, 2]) },
  concat: { shapes: [[2, 1], [2, 3], [2, 2]], call: (...x) => concat(x, { axis: 1 }) }, // biome-ignore format: one line an op
  stack: { shapes: [[2, 3], [2, 3]], call: (...x) => stack(x, { axis: 1 }) }, // biome-ignore format: one line an op
  matmul: { shapes: [[2, 2, 3], [3, 2]], call: (a, b) => a.matmul(b) }, // biome-ignore format: one line an op

  // contractions
  dot: [
    { shapes: [[2, 3], [2, 3, 2]], call: (a, b) => a.dot(b) }, // biome-ignore format: one line an example
    { shapes: [[2, 2, 3], [3]], call: (a, b) => a.dot(b) }, // biome-ignore format: one line an example
    { shapes: [[], [3]], call: (a, b) => a.dot(b) }, // biome-ignore format: one line an example
  ],
  outer: { shapes: [[2, 2], [3]], call: (a, b) => a.outer(b) }, // biome-ignore format: one line an op
  tensordot: [
    { shapes: [[2, 3, 2], [2, 2, 3]], call: (a, b) => a.tensordot(b, [[1, 0], [-1, 0]]) }, // biome-ignore format: one line an example
    { shapes: [[2, 2, 3], [2, 3, 2]], call: (a, b) => a.tensordot(b) }, // biome-ignore format: one line an example
  ],
  einsum: [
    { shapes: [[2, 3, 2], [2, 2, 3]], call: (a, b) => a.einsum('bij,bjk->kbi', b) }, // biome-ignore format: one line an example
    { shapes: [[3, 2, 3]], call: (x) => x.einsum('iji->ji') },
    { shapes: [[2, 3]], call: (x) => x.einsum('ij->j') },
    { shapes: [[2, 1, 3], [3, 2], [1, 2]], call: (a, b, c) => a.einsum('...j,jk,ak->k...', b, c) }, // biome-ignore format: one line an example
    { shapes: [[2, 3], [2, 3]], call: (a, b) => a.einsum('ij,ij->i', b) }, // biome-ignore format: one line an example
  ],

  // linear algebra, of matrices that are far from singular ones whatever the numbers are
  inv: { shapes: [[2, 3, 3]], call: (x) => regular(x).inv() },
  det: [
    { shapes: [[3, 3]], call: (x) => regular(x).det() },
    { shapes: [[2, 2, 2]], call: (x) => regular(x).det() },
  ],
  cofactors: [
    { shapes: [[2, 3, 3]], call: (x) => regular(x).cofactors() },
    { shapes: [[3, 3], [3, 3]], call: (x, v) => regular(x).cofactors(v) }, // biome-ignore format: one line an example
  ],
  cholesky: { shapes: [[2, 3, 3]], call: (x) => regular(x).cholesky() },
  solve: [
    { shapes: [[3, 3], [2, 3, 2]], call: (a, b) => regular(a).solve(b) }, // biome-ignore format: one line an example
    { shapes: [[2, 2, 2], [2]], call: (a, b) => regular(a).solve(b) }, // biome-ignore format: one line an example
  ],
  solveTriangular: [
    { shapes: [[2, 3, 3], [3, 2]], call: (a, b) => regular(a).solveTriangular(b, { lower: true }) }, // biome-ignore format: one line an example
    { shapes: [[2, 2], [2]], call: (a, b) => regular(a).solveTriangular(b, { transpose: true }) }, // biome-ignore format: one line an example
  ],

  // moving, indexing and sorting
  flip: { shapes: [[2, 3, 2]], call: (x) => x.flip({ axis: [1, -1] }) },
  roll: { shapes: [[2, 3]], call: (x) => x.roll([1, -2], { axis: [0, 1] }) },
  split: { shapes: [[2, 5]], call: (x) => concat(x.split([1, -2], { axis: 1 }).slice(1).toReversed(), { axis: 1 }) }, // biome-ignore format: one line an op
  tile: { shapes: [[2, 3]], call: (x) => x.tile([2, 1, 2]) },
  repeat: [
    { shapes: [[2, 3]], call: (x) => x.repeat(2, { axis: 1 }) },
    { shapes: [[2, 3]], call: (x) => x.repeat([2, 0, 1], { axis: 1 }) },
  ],
  pad: [
    { shapes: [[2, 3]], call: (x) => x.pad([[1, 0], [0, 2]], { value: 0.5 }) }, // biome-ignore format: one line an example
    { shapes: [[2, 3]], call: (x) => x.pad([[1, 0], [3, 2]], { mode: 'reflect' }) }, // biome-ignore format: one line an example
  ],
  take: [
    { shapes: [[2, 3, 2]], call: (x) => x.take([[2, 0], [-1, 2]], { axis: 1 }) }, // biome-ignore format: one line an example
    { shapes: [[3, 2], [4]], operands: [real, index], call: (x, i) => x.take(i, { axis: 0 }) },
  ],
  takeAlongAxis: [
    { shapes: [[2, 3]], call: (x) => x.takeAlongAxis([[2, 2], [0, -1]], { axis: 1 }) }, // biome-ignore format: one line an example
    {
      shapes: [
        [3, 1, 2],
        [4, 2, 1],
      ],
      operands: [real, index],
      call: (x, i) => x.takeAlongAxis(i, { axis: 0 }),
    },
  ],
  scatterAdd: [
    {
      shapes: [
        [2, 3],
        [2, 4],
      ],
      call: (x, u) => x.scatterAdd([2, 0, -1, 2], u, { axis: 1 }),
    },
    { shapes: [[3, 2], [2, 2], [2, 2, 2]], operands: [real, index, real], call: (x, i, u) => x.scatterAdd(i, u, { axis: 0 }) }, // biome-ignore format: one line an example
  ],
  scatterAddAlongAxis: [
    { shapes: [[2, 3], [2, 2]], call: (x, u) => x.scatterAddAlongAxis([[2, 2], [0, -1]], u, { axis: 1 }) }, // biome-ignore format: one line an example
    { shapes: [[3, 1, 2], [4, 2, 1], [4, 2, 2]], operands: [real, index, real], call: (x, i, u) => x.scatterAddAlongAxis(i, u, { axis: 0 }) }, // biome-ignore format: one line an example
  ],
  oneHot: { shapes: [[2, 2], [2, 2, 3]], operands: [index, real], call: (i, x) => i.oneHot(3).mul(x) }, // biome-ignore format: one line an op
  tril: { shapes: [[2, 3, 3]], call: (x) => x.tril(-1) },
  triu: { shapes: [[3, 4]], call: (x) => x.triu(1) },
  diag: [
    { shapes: [[3, 4]], call: (x) => x.diag(-1) },
    { shapes: [[3]], call: (x) => x.diag(1).flip().diag(-1) },
    { shapes: [[3, 2, 2]], call: (x) => trace(x) },
  ],
  trace: { shapes: [[2, 3, 2]], call: (x) => trace(x) },
  sort: [
    { shapes: [[2, 4]], call: (x) => x.sort() },
    { shapes: [[4, 2]], call: (x) => x.sort({ axis: 0, descending: true }) },
  ],
  argsort: { shapes: [[2, 4]], call: (x) => x.argsort() },
  topK: { shapes: [[2, 4]], call: (x) => x.topK(2)[0] },

  // convolutions and pools
  conv1d: { shapes: [[2, 2, 5], [2, 1, 2]], call: (x, w) => x.conv1d(w, { stride: 2, padding: [1, 0], groups: 2 }) }, // biome-ignore format: one line an op
  conv2d: [
    { shapes: [[2, 2, 3, 4], [3, 2, 2, 2]], call: (x, w) => x.conv2d(w) }, // biome-ignore format: one line an example
    { shapes: [[2, 4, 5], [2, 1, 2, 2]], call: (x, w) => x.conv2d(w, { stride: [2, 1], padding: [[0, 1], [2, 0]], dilation: [1, 2], groups: 2 }) }, // biome-ignore format: one line an example
  ],
  convTranspose2d: [
    { shapes: [[2, 2, 2, 3], [2, 3, 2, 2]], call: (x, w) => x.convTranspose2d(w) }, // biome-ignore format: one line an example
    { shapes: [[2, 2, 2], [2, 1, 2, 3]], call: (x, w) => x.convTranspose2d(w, { stride: [3, 2], padding: [0, 1], outputPadding: [1, 0], groups: 2 }) }, // biome-ignore format: one line an example
  ],
  convKernel2d: [
    { shapes: [[2, 2, 3, 4], [2, 3, 2, 3]], call: (x, g) => x.convKernel2d(g, 2) }, // biome-ignore format: one line an example
    { shapes: [[2, 2, 5, 5], [2, 4, 2, 3]], call: (x, g) => x.convKernel2d(g, [3, 2], { stride: [2, 3], padding: [0, 2], groups: 2 }) }, // biome-ignore format: one line an example
  ],
  maxPool1d: { shapes: [[2, 5]], call: (x) => x.maxPool1d(3, { stride: 1, padding: [1, 0] }) },
  maxPool2d: [
    { shapes: [[2, 2, 4]], call: (x) => x.maxPool2d(2) },
    { shapes: [[2, 4, 5]], call: (x) => x.maxPool2d([3, 2], { stride: [1, 2], padding: [[1, 0], [0, 1]] }) }, // biome-ignore format: one line an example
  ],
  maxPick2d: { shapes: [[2, 3, 4], [2, 3, 4]], call: (t, x) => t.maxPick2d(x, 2, { stride: 1, padding: [1, 0] }) }, // biome-ignore format: one line an op
  maxUnpool2d: { shapes: [[2, 4, 3], [2, 3, 4]], call: (g, x) => g.maxUnpool2d(x, 2, { stride: 1, padding: [1, 0] }) }, // biome-ignore format: one line an op
  avgPool1d: { shapes: [[2, 5]], call: (x) => x.avgPool1d(3, { stride: 1, padding: [1, 0] }) },
  avgPool2d: [
    { shapes: [[2, 2, 4]], call: (x) => x.avgPool2d(2) },
    { shapes: [[2, 4, 5]], call: (x) => x.avgPool2d([3, 2], { stride: [1, 2], padding: [[1, 0], [0, 1]] }) }, // biome-ignore format: one line an example
  ],
  avgUnpool2d: { shapes: [[2, 3, 3]], call: (g) => g.avgUnpool2d([4, 5], [3, 2], { stride: [1, 2], padding: [[1, 0], [0, 1]] }) }, // biome-ignore format: one line an op
}
