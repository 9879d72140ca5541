// How the ops of the catalogue are called with an axis, with a 0-d operand and with an empty one, where the laws of examples.ts
// cannot know it.
import {
  concat,
  conv1d,
  conv2d,
  convKernel2d,
  convTranspose2d,
  einsum,
  ops,
  stack,
  type Tensor,
  tensor,
  zeros,
} from '../src/index.ts'

type OpName = keyof typeof ops

type Result = Tensor | readonly Tensor[]

/** An op along an axis: of x as given, all of whose numbers differ. */
export interface AxisCase {
  readonly call: (x: Tensor, axis: number) => Result
  /** the shape of x; [2, 3, 4] by default */
  readonly shape?: readonly number[]
  /** how many axes may be named, where it is not x's rank */
  readonly rank?: number
}

const option = (name: OpName, shape?: readonly number[]): AxisCase => ({
  call: (x, axis) => Reflect.apply(ops[name], undefined, [x, { axis }]),
  ...(shape && { shape }),
})

/** Those that reduce an axis, and keep it if asked. */
export const reductions = [
  ...(['sum', 'mean', 'prod', 'max', 'min', 'all', 'any', 'argmax', 'argmin'] as const),
  ...(['variance', 'std', 'norm', 'logsumexp'] as const),
]

const others = ['softmax', 'logSoftmax', 'cumsum', 'cumprod', 'sort', 'argsort', 'flip'] as const

/** Every op that takes an axis, or several. */
export const alongAxes: Readonly<Record<string, AxisCase>> = {
  ...Object.fromEntries([...reductions, ...others].map((name) => [name, option(name)])),
  squeeze: option('squeeze', [1, 1, 1]),
  expandDims: { call: (x, axis) => x.expandDims(axis), rank: 4 },
  concat: { call: (x, axis) => concat([x, x.neg()], { axis }) },
  stack: { call: (x, axis) => stack([x, x.neg()], { axis }), rank: 4 },
  swapAxes: { call: (x, axis) => x.swapAxes(axis, 1) },
  transpose: { call: (x, axis) => x.transpose([axis, ...[0, 1, 2].filter((one) => one !== (axis + 3) % 3)]) },
  roll: { call: (x, axis) => x.roll(1, { axis }) },
  split: { call: (x, axis) => x.split([1], { axis }) },
  repeat: { call: (x, axis) => x.repeat(2, { axis }) },
  take: { call: (x, axis) => x.take([1, 0, 1], { axis }) },
  scatterAdd: { call: (x, axis) => x.scatterAdd([1, 0, 1], updates(x, axis), { axis }) },
  takeAlongAxis: { call: (x, axis) => x.takeAlongAxis(order(x, axis), { axis }) },
  scatterAddAlongAxis: { call: (x, axis) => x.scatterAddAlongAxis(order(x, axis), x, { axis }) },
  topK: { call: (x, axis) => x.topK(2, { axis }) },
  recurrence: { call: (x, axis) => x.recurrence(x, { axis }) },
  tensordot: { call: (x, axis) => x.tensordot(x, [[axis], [axis]]) },
}

/** What `take` would give along an axis; where there is none such, anything, so that it is the op that complains. */
const updates = (x: Tensor, axis: number): Tensor => (inRange(x, axis) ? x.take([1, 0, 1], { axis }) : x)
const order = (x: Tensor, axis: number): Tensor => (inRange(x, axis) ? x : x.flip()).argsort({ axis: inRange(x, axis) ? axis : 0 }) // biome-ignore format: one line
const inRange = (x: Tensor, axis: number): boolean => axis >= -x.rank && axis < x.rank

/** The ops that need an axis, by a call that has none. */
export const needAnAxis: Readonly<Record<string, (x: Tensor) => Result>> = {
  softmax: (x) => x.softmax(),
  logSoftmax: (x) => x.logSoftmax(),
  topK: (x) => x.topK(1),
  concat: (x) => concat([x, x]),
  split: (x) => x.split(1),
  swapAxes: (x) => x.swapAxes(0, 0),
  takeAlongAxis: (x) => x.takeAlongAxis(x.astype('int32')),
  scatterAddAlongAxis: (x) => x.scatterAddAlongAxis(x.astype('int32'), x),
  matmul: (x) => x.matmul(x),
  tensordot: (x) => x.tensordot(x),
  trace: (x) => ops.trace(x),
  tril: (x) => x.tril(),
  triu: (x) => x.triu(),
  diag: (x) => x.diag(),
  inv: (x) => x.inv(),
  det: (x) => x.det(),
  cofactors: (x) => x.cofactors(),
  cholesky: (x) => x.cholesky(),
  solve: (x) => x.solve(x),
  solveTriangular: (x) => x.solveTriangular(x),
  conv1d: (x) => conv1d(x, x),
  conv2d: (x) => conv2d(x, x),
  convTranspose2d: (x) => convTranspose2d(x, x),
  convKernel2d: (x) => convKernel2d(x, x, 1),
  maxPool1d: (x) => x.maxPool1d(1),
  maxPool2d: (x) => x.maxPool2d(1),
  maxPick2d: (x) => x.maxPick2d(x, 1),
  maxUnpool2d: (x) => x.maxUnpool2d(x, 1),
  avgPool1d: (x) => x.avgPool1d(1),
  avgPool2d: (x) => x.avgPool2d(1),
  avgUnpool2d: (x) => x.avgUnpool2d([1, 1], 1),
}

/** What ops of the number -3 give, where NumPy's references have none such. */
export const ofNumbers: Readonly<Record<string, readonly [(x: Tensor) => Tensor, Tensor]>> = {
  norm: [(x) => x.norm(), tensor(3)],
  einsum: [(x) => einsum(',->', x, x), tensor(9)],
  // as in PyTorch; NumPy's sort wants an axis, but its argsort does not
  sort: [(x) => x.sort(), tensor(-3)],
  argsort: [(x) => x.argsort(), tensor(0, { dtype: 'int32' })],
}

/** The shapes that ops give of empty operands, where NumPy's references have none such. */
export const ofNothing: Readonly<Record<string, { readonly call: () => Tensor; readonly shape: readonly number[] }>> = {
  stack: { call: () => stack([zeros([0, 2]), zeros([0, 2])], { axis: 1 }), shape: [0, 2, 2] },
  recurrence: { call: () => zeros([0, 3]).recurrence(zeros([3]), { axis: 0 }), shape: [0, 3] },
  conv1d: { call: () => conv1d(zeros([0, 2, 5]), zeros([3, 2, 2])), shape: [0, 3, 4] },
  conv2d: { call: () => conv2d(zeros([0, 2, 4, 5]), zeros([3, 2, 2, 2])), shape: [0, 3, 3, 4] },
  convTranspose2d: { call: () => convTranspose2d(zeros([0, 3, 3, 4]), zeros([3, 2, 2, 2])), shape: [0, 2, 4, 5] },
  convKernel2d: { call: () => convKernel2d(zeros([0, 2, 4, 5]), zeros([0, 3, 3, 4]), 2), shape: [3, 2, 2, 2] },
  maxPool1d: { call: () => zeros([0, 4]).maxPool1d(2), shape: [0, 2] },
  maxPool2d: { call: () => zeros([0, 4, 4]).maxPool2d(2), shape: [0, 2, 2] },
  maxPick2d: { call: () => zeros([0, 4, 4]).maxPick2d(zeros([0, 4, 4]), 2), shape: [0, 2, 2] },
  maxUnpool2d: { call: () => zeros([0, 2, 2]).maxUnpool2d(zeros([0, 4, 4]), 2), shape: [0, 4, 4] },
  avgPool1d: { call: () => zeros([0, 4]).avgPool1d(2), shape: [0, 2] },
  avgPool2d: { call: () => zeros([0, 4, 4]).avgPool2d(2), shape: [0, 2, 2] },
  avgUnpool2d: { call: () => zeros([0, 2, 2]).avgUnpool2d([4, 4], 2), shape: [0, 4, 4] },
}
