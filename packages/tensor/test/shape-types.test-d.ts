// Checked by the compiler alone: nothing here runs. Each bad program has the message beside it, as a type.

import {
  add,
  argsort,
  astype,
  broadcastTo,
  clip,
  cofactors,
  concat,
  det,
  diag,
  div,
  dot,
  einsum,
  exp,
  expandDims,
  flip,
  inv,
  matmul,
  max,
  mul,
  oneHot,
  outer,
  pad,
  repeat,
  reshape,
  scatterAdd,
  slice,
  solve,
  solveTriangular,
  sort,
  split,
  squeeze,
  stack,
  sum,
  type Tensor,
  take,
  takeAlongAxis,
  tensor,
  tensordot,
  tile,
  topK,
  trace,
  transpose,
  tril,
  unslice,
  where,
  zeros,
} from '../src/index.ts'
import type {
  As,
  Broadcast,
  BroadcastAll,
  BroadcastTo,
  Concat,
  Conv2dShape,
  Diag,
  Dim,
  Dot,
  EinsumEquation,
  EinsumOperands,
  ExpandDims,
  Flip,
  MatMul,
  Nested,
  Ok,
  Pad,
  Permute,
  Pool2dShape,
  Reduce,
  Repeat,
  Reshape,
  Scatter,
  Shape,
  ShapeOf,
  SliceShape,
  Solve,
  SplitParts,
  Square,
  Squeeze,
  Stack,
  SwapAxes,
  Take,
  TakeAlongAxis,
  Tensordot,
  TopK,
  Trace,
} from '../src/shape-types/index.ts'
import type { Along, SwapAxesFn } from '../src/signatures/index.ts'

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false

/** `type<A, B>()` compiles when both are the same type. */
declare function type<Actual, Expected>(...different: Equal<Actual, Expected> extends true ? [] : [never]): void
declare function expectType<Expected>(): <Actual>(
  actual: Actual,
  ...different: Equal<Actual, Expected> extends true ? [] : [never]
) => void

declare const n: number
declare const ns: number[]
declare const flag: boolean
declare const unknown: Tensor
declare const softmax: Along
declare const swapAxes: SwapAxesFn
declare const batch: Dim<'batch'>
declare const features: Dim<'features'>
const scalar = tensor(1)
const x = zeros([900, 25])
const b25 = zeros([25])
const b24 = zeros([24])
const w = zeros([24, 3])

// ------------------------------------------------------------------------------------------------------- nested arrays

// biome-ignore format: the literals are easier to see so
expectType<Tensor<[2, 2]>>()(tensor([[1, 2], [3, 4]]))
// biome-ignore format: the literals are easier to see so
expectType<Tensor<[1, 2, 3]>>()(tensor([[[1, 2, 3], [4, 5, 6]]]))
expectType<Tensor<[2, 0]>>()(tensor([[], []]))
// @ts-expect-error rows differ in length on axis 1
tensor([[1, 2], [3]])
declare const table: number[][]
expectType<Tensor<[]>>()(tensor(3))
expectType<Tensor<[2]>>()(tensor([true, false]))
expectType<Tensor<[0]>>()(tensor([]))
expectType<Tensor<[number]>>()(tensor(ns))
expectType<Tensor<[number, number]>>()(tensor(table))
expectType<Tensor<[2, number]>>()(tensor([ns, ns]))
expectType<Tensor<[2, number]>>()(tensor([[1, n], ns]))
type<ShapeOf<readonly [readonly [1, 2, 3], readonly [4, 5, 6]]>, [2, 3]>()
expectType<Tensor>()(zeros(ns))
expectType<Tensor<[number, 3]>>()(zeros([n, 3]))
type<Nested<[2, 3]>, number[][]>()
type<Nested<[]>, number>()

// A known shape is a tensor; an unknown one is not a known shape.
x satisfies Tensor
x satisfies Tensor<[number, 25]>
zeros(ns) satisfies Tensor<number[]> extends Tensor ? Tensor : never
// @ts-expect-error
unknown satisfies Tensor<[2]>
// @ts-expect-error
x satisfies Tensor<[25, 900]>

// --------------------------------------------------------------------------------------------------------- elementwise

expectType<Tensor<[900, 25]>>()(exp(x))
expectType<Tensor<[900, 25]>>()(x.exp())
expectType<Tensor<[]>>()(exp(2))
expectType<Tensor>()(exp(unknown))
expectType<Tensor<[900, 25]>>()(astype(x, 'float64').astype('int32'))
// @ts-expect-error
x.astype('float16')

expectType<Tensor<[900, 25]>>()(add(x, b25))
expectType<Tensor<[900, 25]>>()(b25.add(x))
expectType<Tensor<[900, 25]>>()(x.mul(2))
expectType<Tensor<[900, 25]>>()(div(1, x))
expectType<Tensor<[900, 25]>>()(add(x, n))
expectType<Tensor<[]>>()(add(1, 2))
expectType<Tensor<[900, 25]>>()(x.add(scalar))
expectType<Tensor<[3, 900, 25]>>()(zeros([3, 1, 25]).mul(x))
expectType<Tensor<[4, 3]>>()(zeros([4, 1]).mul(zeros([3])))
expectType<Tensor<[0, 3]>>()(zeros([1, 3]).mul(zeros([0, 1])))
expectType<Tensor>()(x.add(unknown))
expectType<Tensor>()(unknown.add(x))
expectType<Tensor>()(add(x, flag ? unknown : 1))
expectType<Tensor<[n: number, 25]>>()(zeros([n, 25]).add(b25))
expectType<Tensor<[900, 25]>>()(zeros([n, 25]).add(x))
expectType<Tensor<[number, 25]>>()(zeros([n, 25]).add(zeros([1, 25])))
type<Broadcast<readonly [2, 1], readonly [3]>, Ok<[2, 3]>>()

// @ts-expect-error
x.add(b24)
// @ts-expect-error
add(x, b24)
// @ts-expect-error
x.add('1')
add(
  x,
  // @ts-expect-error at the second argument
  b24,
)
type<Broadcast<[900, 25], [24]>, 'cannot broadcast [900, 25] with [24]: 25 and 24 differ'>()
type<Broadcast<[2, 0], [2, 3]>, 'cannot broadcast [2, 0] with [2, 3]: 0 and 3 differ'>()
type<BroadcastAll<[2], [2, 1], [4, 1, 2]>, Ok<[4, 2, 2]>>()
type<BroadcastAll<[2], [3], [1]>, 'cannot broadcast [2] with [3]: 2 and 3 differ'>()
// The mistake is reported once: what comes after it has an unknown shape.
expectType<Tensor>()(
  // @ts-expect-error
  x.add(b24),
)

// Named dimensions equal themselves and `number`.
const named = zeros([batch, 25])
expectType<Tensor<[Dim<'batch'>, 25]>>()(named.add(b25))
expectType<Tensor<[Dim<'batch'>, 25]>>()(named.add(named))
expectType<Tensor<[Dim<'batch'>, 25]>>()(named.add(zeros([1, 1])))
expectType<Tensor<[number, 25]>>()(named.add(zeros([n, 25])))
// @ts-expect-error
named.add(zeros([features, 25]))
// @ts-expect-error
named.add(x)
type<
  Broadcast<[Dim<'batch'>, 25], [Dim<'features'>, 1]>,
  'cannot broadcast [batch, 25] with [features, 1]: batch and features differ'
>()

expectType<Tensor<[900, 25]>>()(clip(x, 0, 1))
expectType<Tensor<[900, 25]>>()(x.clip(null, b25))
expectType<Tensor<[900, 25]>>()(clip(1, x, null))
expectType<Tensor>()(x.clip(unknown, 1))
expectType<Tensor<[900, 25]>>()(where(x, b25, 0))
expectType<Tensor<[900, 25]>>()(b25.where(0, x))
expectType<Tensor<[25]>>()(b25.where(0, 1))
clip(
  x,
  // @ts-expect-error
  b24,
  1,
)
where(
  x,
  0,
  // @ts-expect-error
  b24,
)

// ----------------------------------------------------------------------------------------------------------- reduction

expectType<Tensor<[]>>()(sum(x))
expectType<Tensor<[]>>()(x.sum({}))
expectType<Tensor<[]>>()(unknown.sum())
expectType<Tensor<[1, 1]>>()(x.sum({ keepDims: true }))
expectType<Tensor<[25]>>()(x.sum({ axis: 0 }))
expectType<Tensor<[900]>>()(sum(x, { axis: -1 }))
expectType<Tensor<[900, 1]>>()(max(x, { axis: -1, keepDims: true }))
expectType<Tensor<[3]>>()(zeros([2, 3, 4]).sum({ axis: [0, -1] }))
expectType<Tensor<[1, 3, 1]>>()(zeros([2, 3, 4]).sum({ axis: [2, 0], keepDims: true }))
expectType<Tensor<[900, 25]>>()(x.sum({ axis: [] }))
expectType<Tensor<[number]>>()(x.sum({ axis: n }))
expectType<Tensor<[number, number]>>()(x.sum({ axis: n, keepDims: true }))
expectType<Tensor<[number, number]>>()(x.sum({ axis: ns, keepDims: true }))
expectType<Tensor>()(x.sum({ axis: ns }))
expectType<Tensor>()(x.sum({ axis: 0, keepDims: flag }))
expectType<Tensor>()(unknown.sum({ axis: 3 }))
expectType<Tensor>()(x.sum({ axis: flag ? 0 : undefined }))
expectType<Tensor<[25]> | Tensor<[900]>>()(x.sum({ axis: 0 as 0 | 1 }))
x.sum({
  // @ts-expect-error
  axis: 2,
})
sum(x, {
  keepDims: true,
  // @ts-expect-error
  axis: [0, -3],
})
// @ts-expect-error
x.sum({ axes: 1 })
// @ts-expect-error
sum(x, { axis: 0, keepdims: true })
// @ts-expect-error
sum(x, 1)
type<Reduce<[900, 25], 2, false>, 'axis 2 is out of range for [900, 25]: rank 2 takes -2 to 1'>()
type<Reduce<[], 0, false>, 'axis 0 is out of range for []: rank 0 has no axes'>()

expectType<Tensor<[900, 25]>>()(softmax(softmax(x, { axis: -1 })))
// @ts-expect-error
softmax(x, { axis: 2 })

// --------------------------------------------------------------------------------------------------------- contraction

expectType<Tensor<[900, 3]>>()(x.matmul(zeros([25, 3])))
expectType<Tensor<[900]>>()(matmul(x, b25))
expectType<Tensor<[3]>>()(b24.matmul(w))
expectType<Tensor<[]>>()(b24.matmul(b24))
expectType<Tensor<[7, 900, 3]>>()(
  zeros([7, 1, 900, 25])
    .matmul(zeros([25, 3]))
    .slice(':', 0),
)
expectType<Tensor<[7, 5, 2, 4]>>()(matmul(zeros([7, 1, 2, 3]), zeros([5, 3, 4])))
expectType<Tensor<[5, 4]>>()(zeros([3]).matmul(zeros([5, 3, 4])))
expectType<Tensor<[Dim<'batch'>, 3]>>()(named.matmul(zeros([25, 3])))
expectType<Tensor<[900, 3]>>()(x.matmul(zeros([n, 3])))
expectType<Tensor>()(x.matmul(unknown))
x.matmul(
  // @ts-expect-error
  w,
)
matmul(
  x,
  // @ts-expect-error
  w,
)
// @ts-expect-error
x.matmul(2)
// @ts-expect-error
matmul(x, scalar)
type<MatMul<[900, 25], [24, 3]>, 'cannot matmul [900, 25] by [24, 3]: inner dimensions 25 and 24 differ'>()
type<MatMul<[25], [24]>, 'cannot matmul [25] by [24]: inner dimensions 25 and 24 differ'>()
type<MatMul<[], [24]>, 'cannot matmul [] by [24]: both need at least one axis'>()
type<MatMul<[2, 4, 5], [3, 5, 6]>, 'cannot matmul [2, 4, 5] by [3, 5, 6]: cannot broadcast the leading [2] with [3]'>()

// --------------------------------------------------------------------------------------------------------- contractions

expectType<Tensor<[900]>>()(dot(x, b25))
expectType<Tensor<[900, 2, 4]>>()(x.dot(zeros([2, 25, 4])))
expectType<Tensor<[900, 25]>>()(dot(2, x))
expectType<Tensor<[900, 25]>>()(x.dot(scalar))
expectType<Tensor>()(x.dot(unknown))
dot(
  x,
  // @ts-expect-error
  b24,
)
type<Dot<Tensor<[2, 3]>, Tensor<[4, 5]>>, 'cannot dot [2, 3] with [4, 5]: inner dimensions 3 and 4 differ'>()

expectType<Tensor<[22500, 25]>>()(outer(x, b25))
expectType<Tensor<[number, 1]>>()(unknown.outer(2))

expectType<Tensor<[900, 3]>>()(tensordot(x, zeros([25, 3]), 1))
expectType<Tensor<[]>>()(x.tensordot(zeros([900, 25])))
expectType<Tensor<[25, 3]>>()(x.tensordot(zeros([3, 900]), [0, -1]))
expectType<Tensor<[4]>>()(tensordot(zeros([2, 3, 4]), zeros([3, 2]), [[0, 1], [1, 0]])) // biome-ignore format: pairs
expectType<Tensor>()(x.tensordot(w, n))
expectType<Tensor>()(x.tensordot(w, [ns, ns]))
expectType<Tensor>()(x.tensordot(unknown, 1))
tensordot(
  x,
  // @ts-expect-error
  w,
  1,
)
// @ts-expect-error
x.tensordot(b25)
// @ts-expect-error
x.tensordot(w, [2, 0])
type<Tensordot<[2, 3], [4, 3], [0, 1]>, 'cannot sum over axis 0 of [2, 3] with axis 1 of [4, 3]: 2 and 3 differ'>()
type<Tensordot<[2, 3], [3], 2>, 'cannot sum over 2 axes of [2, 3] and [3]'>()
type<Tensordot<[2, 3], [3], [2, 0]>, 'axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1'>()
type<Tensordot<[2, 2], [2, 2], [[0, -2], [0, 1]]>, 'axis -2 of [2, 2] is named twice'>() // biome-ignore format: pairs
type<Tensordot<[2, 2], [2, 2], [[0, 1], 0]>, 'tensordot takes as many axes of [2, 2] as of [2, 2], but gets 2 and 1'>()

expectType<Tensor<[900, 3]>>()(einsum('ij,jk->ik', x, zeros([25, 3])))
expectType<Tensor<[3, 900]>>()(x.einsum('ij, jk -> ki', zeros([25, 3])))
expectType<Tensor<[900, 3]>>()(einsum('ij,jk', x, zeros([25, 3])))
expectType<Tensor<[25, 900]>>()(einsum('ba', x))
expectType<Tensor<[900, 25]>>()(einsum('aB->aB', x))
expectType<Tensor<[25, 900]>>()(einsum('aB', x))
expectType<Tensor<[]>>()(einsum('ii', zeros([3, 3])))
expectType<Tensor<[3]>>()(einsum('ii->i', zeros([3, 3])))
expectType<Tensor<[900, 25]>>()(einsum('ij,->ij', x, 2))
expectType<Tensor<[3]>>()(einsum('i,i->i', zeros([1]), zeros([3])))
expectType<Tensor<[7, 8, 2, 4]>>()(einsum('...ij,...jk->...ik', zeros([7, 1, 2, 3]), zeros([8, 3, 4])))
expectType<Tensor<[3, 5]>>()(einsum('a...b,b->...', zeros([2, 3, 5, 4]), zeros([4])))
expectType<Tensor<[2, 3]>>()(einsum('ij,jk,kl->il', zeros([2, 4]), zeros([4, 5]), zeros([5, 3])))
expectType<Tensor<[Dim<'batch'>, 3]>>()(einsum('bi,ij->bj', zeros([batch, 25]), zeros([25, 3])))
expectType<Tensor<[number, 25]>>()(einsum('bi->bi', zeros([n, 25])))
expectType<Tensor<[25]>>()(einsum('ni,i->i', unknown, b25))
expectType<Tensor>()(einsum('...i,i->...', unknown, b25))
declare const equation: string
expectType<Tensor>()(einsum(equation, x, w))
expectType<Tensor>()(einsum('ij,jk->ik', ...[unknown, unknown, unknown].slice(1)))
einsum(
  'ij,jk->ik',
  x,
  // @ts-expect-error
  w,
)
x.einsum(
  'ij,jk,kl->il',
  zeros([25, 3]),
  // @ts-expect-error
  zeros([4, 4]),
)
x.einsum(
  // @ts-expect-error at the equation, since x stands before the dot
  'ijk->k',
)
einsum(
  // @ts-expect-error
  'ij->ik',
  x,
)
type<
  EinsumEquation<'ij->ik', [Tensor<[2, 3]>]>,
  "letter k in the output of 'ij->ik' differs from all letters of the operands"
>()
type<EinsumEquation<'ij->ii', [Tensor<[2, 3]>]>, "letter i can stand only once in the output of 'ij->ii'">()
type<EinsumEquation<'i1', [Tensor<[2, 3]>]>, "einsum cannot read 'i1' in 'i1'">()
type<EinsumEquation<'i->->i', [Tensor<[2]>]>, "einsum cannot read '->i' in 'i->->i'">()
type<EinsumEquation<'ij,jk', [Tensor<[2, 3]>]>, "einsum 'ij,jk' takes 2 operands, but gets 1">()
type<EinsumEquation<'...i->i', [Tensor<[2, 3]>]>, "the output of '...i->i' needs '...', which stands for [2]">()
type<
  EinsumOperands<'ij,jk->ik', [Tensor<[2, 3]>, Tensor<[4, 5]>]>[1],
  "cannot take 'ij,jk->ik': letter j is 3 and 4 in [4, 5]"
>()
type<EinsumOperands<'ii->i', [Tensor<[1, 3]>]>[0], "cannot take 'ii->i': letter i is 1 and 3 in [1, 3]">()
type<EinsumOperands<'i,j', [Tensor<[1]>, Tensor<[2, 3]>]>[1], "'j' of 'i,j' differs in rank from [2, 3]">()
type<EinsumOperands<'...,...', [Tensor<[2]>, Tensor<[3]>]>[1], "cannot take '...,...': '...' is [2] and [3] in [3]">()

// ------------------------------------------------------------------------------------------------------ linear algebra

const square = zeros([7, 3, 3])
expectType<Tensor<[7, 3, 3]>>()(inv(square))
expectType<Tensor<[7]>>()(det(square))
expectType<Tensor<[7, 3, 3]>>()(square.cholesky())
expectType<Tensor<[7, 3, 3]>>()(cofactors(square, square))
expectType<Tensor<[7, 3]>>()(solve(square, zeros([3])))
expectType<Tensor<[7, 3, 2]>>()(square.solve(zeros([3, 2])))
expectType<Tensor<[8, 7, 3, 2]>>()(square.solveTriangular(zeros([8, 1, 3, 2]), { lower: true }))
expectType<Tensor<[number, 3]>>()(inv(zeros([n, 3])))
expectType<Tensor>()(det(unknown))
expectType<Tensor>()(unknown.solve(b25))
// @ts-expect-error
inv(x)
// @ts-expect-error
x.det()
// @ts-expect-error
cofactors(square, x)
square.solve(
  // @ts-expect-error
  b25,
)
solveTriangular(square, square, {
  // @ts-expect-error
  upper: true,
})
type<Square<[2, 3]>, 'needs square matrices [..., n, n], but gets [2, 3]'>()
type<Square<[3]>, 'needs square matrices [..., n, n], but gets [3]'>()
type<Solve<[3, 3], [2]>, 'cannot solve [3, 3] for [2]: 3 and 2 differ'>()
type<Solve<[3, 3], []>, 'cannot solve [3, 3] for []: the right side needs an axis'>()
type<Solve<[2, 3, 3], [4, 3, 1]>, 'cannot solve [2, 3, 3] for [4, 3, 1]: cannot broadcast the leading [2] with [4]'>()

// ------------------------------------------------------------------------------------------------------------ movement

expectType<Tensor<[25, 900]>>()(transpose(x))
expectType<Tensor<[4, 2, 3]>>()(zeros([2, 3, 4]).transpose([2, 0, 1]))
expectType<Tensor<[2, 4, 3]>>()(zeros([2, 3, 4]).transpose([0, -1, -2]))
expectType<Tensor<[number, number]>>()(x.transpose(ns))
expectType<Tensor>()(unknown.transpose())
expectType<Tensor<[number, number]>>()(unknown.transpose([1, 0]))
// @ts-expect-error
x.transpose([0])
// @ts-expect-error
transpose(x, [0, 2])
type<Permute<[2, 3], [0]>, 'cannot transpose [2, 3] by [0]: rank 2 takes 2 axes'>()
type<Permute<[2, 3], [0, 0]>, 'cannot transpose [2, 3]: axis 0 is named twice'>()
type<Permute<[2, 3], [0, -2]>, 'cannot transpose [2, 3]: axis 0 is named twice'>()
type<Permute<[2, 3], [0, 2]>, 'axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1'>()

expectType<Tensor<[4, 3, 2]>>()(swapAxes(zeros([2, 3, 4]), 0, -1))
expectType<Tensor<[2, 3, 4]>>()(swapAxes(zeros([2, 3, 4]), 1, 1))
swapAxes(
  x,
  0,
  // @ts-expect-error
  2,
)
type<SwapAxes<[2, 3], 0, 5>, 'axis 5 is out of range for [2, 3]: rank 2 takes -2 to 1'>()

expectType<Tensor<[3, 2]>>()(reshape(zeros([2, 3]), [3, 2]))
expectType<Tensor<[25, 900]>>()(x.reshape([25, -1]))
expectType<Tensor<[22500]>>()(x.reshape([-1]))
expectType<Tensor<[60000, 28, 28]>>()(zeros([60000, 784]).reshape([-1, 28, 28]))
expectType<Tensor<[2, 1, 3]>>()(zeros([6]).reshape([2, 1, -1]))
expectType<Tensor<[]>>()(zeros([1, 1]).reshape([]))
expectType<Tensor<[0, 7]>>()(zeros([0, 3]).reshape([0, 7]))
expectType<Tensor<[number, 784]>>()(zeros([n, 28, 28]).reshape([-1, 784]))
expectType<Tensor<[Dim<'batch'>, 784]>>()(zeros([batch, 28, 28]).reshape([-1, 784]))
expectType<Tensor<[Dim<'batch'>, 784]>>()(zeros([batch, 28, 28]).reshape([batch, -1]))
expectType<Tensor<[number, number]>>()(x.reshape([n, n]))
expectType<Tensor>()(x.reshape(ns))
expectType<Tensor<[2, number]>>()(unknown.reshape([2, -1]))
// @ts-expect-error
x.reshape([25, 25])
type<Reshape<[2, 3], [4, 2]>, 'cannot reshape [2, 3] (6 numbers) to [4, 2] (8)'>()
type<Reshape<[2, 3], [4, -1]>, 'cannot reshape [2, 3] (6 numbers) to [4, -1]: not a multiple of 4'>()
type<Reshape<[2, 3], [-1, -1]>, 'cannot reshape [2, 3] to [-1, -1]: only one dimension can be -1'>()
type<Reshape<[123456, 789], [97406784, -1]>, Ok<[97406784, 1]>>()

expectType<Tensor<[4, 25]>>()(b25.broadcastTo([4, 25]))
expectType<Tensor<[4, 3, 25]>>()(broadcastTo(zeros([3, 1]), [4, 3, 25]))
expectType<Tensor<[2, 3]>>()(unknown.broadcastTo([2, 3]))
// @ts-expect-error
b25.broadcastTo([25, 4])
type<BroadcastTo<[3], [2, 4]>, 'cannot broadcast [3] to [2, 4]: 3 and 4 differ'>()
type<BroadcastTo<[2, 3], [3]>, 'cannot broadcast [2, 3] to [3]: rank 2 is above 1'>()

expectType<Tensor<[900, 1, 25]>>()(x.expandDims(1))
expectType<Tensor<[900, 25, 1]>>()(expandDims(x, -1))
expectType<Tensor<[1, 900, 25]>>()(x.expandDims(-3))
expectType<Tensor<[1]>>()(scalar.expandDims(0))
expectType<Tensor<[number, number, number]>>()(x.expandDims(n))
// @ts-expect-error
x.expandDims(3)
type<ExpandDims<[900, 25], 3>, 'axis 3 is out of range for [900, 25, 1]: rank 3 takes -3 to 2'>()

expectType<Tensor<[3]>>()(squeeze(zeros([1, 3, 1])))
expectType<Tensor<[3, 1]>>()(zeros([1, 3, 1]).squeeze({ axis: 0 }))
expectType<Tensor<[3]>>()(zeros([1, 3, 1]).squeeze({ axis: [0, -1] }))
expectType<Tensor>()(zeros([n, 3]).squeeze())
expectType<Tensor<[3]>>()(zeros([n, 3]).squeeze({ axis: 0 }))
x.squeeze({
  // @ts-expect-error
  axis: 0,
})
// @ts-expect-error
x.squeeze(0)
expectType<Tensor<[1, 3]>>()(zeros([1, 3]).squeeze({ axis: [] }))
zeros([1, 3]).squeeze({
  // @ts-expect-error
  axis: [0, 1],
})
type<Squeeze<[2, 3], 0>, 'cannot squeeze [2, 3]: axis 0 has size 2, not 1'>()

expectType<Tensor<[25]>>()(x.slice(0))
expectType<Tensor<[5, 25]>>()(slice(x, [0, 5]))
expectType<Tensor<[900]>>()(x.slice(':', -1))
expectType<Tensor<[900]>>()(x.slice('...', 0))
expectType<Tensor<[1, 900, 25, 1]>>()(x.slice(null, '...', null))
expectType<Tensor<[2, 4]>>()(zeros([2, 3, 4, 5]).slice('...', 0, ':', 0))
expectType<Tensor<[3, 4, 2]>>()(zeros([2, 3, 4, 5]).slice(0, '...', [3, null]))
expectType<Tensor<[100, 25]>>()(x.slice([-100, null]))
expectType<Tensor<[899, 25]>>()(x.slice([1, null]))
expectType<Tensor<[899, 24]>>()(x.slice([null, -1], [1, 100]))
expectType<Tensor<[0, 25]>>()(x.slice([5, 3]))
expectType<Tensor<[900, 25]>>()(x.slice([null, null, -1]))
expectType<Tensor<[number, 25]>>()(x.slice([0, 10, 2]))
expectType<Tensor<[number, 25]>>()(x.slice([0, n]))
expectType<Tensor<[25]>>()(x.slice(n))
expectType<Tensor<[25]>>()(zeros([3, 25]).slice(n))
expectType<Tensor<[number, 25]>>()(x.slice([0, batch]))
expectType<Tensor>()(unknown.slice(0, [1, 2]))
expectType<Tensor<[900, 25]>>()(x.slice())
x.slice(
  0,
  0,
  // @ts-expect-error
  0,
)
x.slice(
  ':',
  // @ts-expect-error
  25,
)
// @ts-expect-error
x.slice('::')
expectType<Tensor<[900, 25]>>()(unslice(x, [900, 25], 0))
expectType<Tensor<[900, 25]>>()(x.unslice([900, 25], ':', 0))
// @ts-expect-error
x.unslice([900, 25], ':', 25)
type<SliceShape<[2, 3], [0, 0, 0]>, 'cannot slice [2, 3] here: rank 2 takes 2 items'>()
type<SliceShape<[2, 3], ['...', 0, 0, 0]>, 'cannot slice [2, 3] here: rank 2 takes 2 items'>()
type<SliceShape<[2, 3], ['...', '...']>, "'...' can stand only once">()
type<SliceShape<[2, 3], [2]>, 'index 2 is out of range for a dimension of 2'>()
type<SliceShape<[2, 3], [-3]>, 'index -3 is out of range for a dimension of 2'>()
type<SliceShape<[2, 3], [-2, 2]>, Ok<[]>>()

// ------------------------------------------------------------------------------------------------------------- joining

expectType<Tensor<[1000, 25]>>()(concat([x, zeros([100, 25])]))
expectType<Tensor<[900, 28]>>()(x.concat([zeros([900, 1]), zeros([900, 2])], { axis: -1 }))
expectType<Tensor<[number, 25]>>()(concat([x, zeros([n, 25])], { axis: 0 }))
expectType<Tensor<[number, number]>>()(concat([x, x], { axis: n }))
expectType<Tensor>()(concat([x, unknown]))
declare const many: Tensor<[900, 25]>[]
declare const unknowns: Tensor[]
expectType<Tensor<[number, 25]>>()(concat(many))
expectType<Tensor>()(concat(unknowns))
expectType<Tensor>()(x.concat(many))
concat([
  x,
  // @ts-expect-error
  zeros([900, 24]),
])
x.concat([
  x,
  // @ts-expect-error
  b25,
])
concat([x, x], {
  // @ts-expect-error
  axis: 2,
})
// @ts-expect-error
concat(x, x)
type<Concat<[[2, 3], [2, 4]], 0>, 'cannot concat [2, 3] with [2, 4] on axis 0: 3 and 4 differ'>()
type<Concat<[[2, 3], [2]], 0>, 'cannot concat [2, 3] with [2]: ranks 2 and 1 differ'>()
type<Concat<[[2, 3], [2, 3]], 2>, 'axis 2 is out of range for [2, 3]: rank 2 takes -2 to 1'>()
type<Concat<[], 0>, 'concat needs at least one tensor'>()

expectType<Tensor<[2, 900, 25]>>()(stack([x, x]))
expectType<Tensor<[900, 25, 3]>>()(x.stack([x, x], { axis: -1 }))
expectType<Tensor<[900, 2, 25]>>()(stack([x, zeros([n, 25])], { axis: 1 }))
expectType<Tensor<[number, 900, 25]>>()(stack(many))
stack([
  x,
  // @ts-expect-error
  b25,
])
stack([x, x], {
  // @ts-expect-error
  axis: 3,
})
type<Stack<[[2, 3], [2, 4]], 0>, 'cannot stack [2, 3] with [2, 4]: the shapes differ'>()

// ------------------------------------------------------------------------------------- moving, indexing and sorting

expectType<Tensor<[900, 25]>>()(flip(x, { axis: [0, -1] }))
expectType<Tensor<[900, 25]>>()(
  x
    .flip()
    .roll(3)
    .roll([1, 2], { axis: [0, 0] }),
)
expectType<Tensor>()(unknown.flip({ axis: 3 }))
x.flip({
  // @ts-expect-error
  axis: 2,
})
x.flip({
  // @ts-expect-error
  axis: [0, -2],
})
x.roll(1, {
  // @ts-expect-error
  axis: [0, 2],
})
type<Flip<[2, 3], [0, -2]>, 'axis 0 of [2, 3] is given twice'>()

expectType<[Tensor<[900, 5]>, Tensor<[900, 5]>]>()(zeros([900, 10]).split(2, { axis: 1 }))
expectType<[Tensor<[300, 25]>, Tensor<[600, 25]>]>()(split(x, [300]))
expectType<[Tensor<[900, 1]>, Tensor<[900, 20]>, Tensor<[900, 4]>]>()(x.split([1, -4], { axis: -1 }))
expectType<[Tensor<[number, 25]>, Tensor<[number, 25]>]>()(zeros([n, 25]).split(2))
expectType<Tensor<[number, 25]>[]>()(x.split(n))
expectType<Tensor<[number, 25]>[]>()(x.split(ns))
expectType<[Tensor, Tensor]>()(unknown.split(2))
// @ts-expect-error
x.split(7)
// @ts-expect-error
scalar.split(1)
// @ts-expect-error
x.split(0)
type<SplitParts<[2, 5], 2, 1>, 'cannot split [2, 5] on axis 1: 5 is no multiple of 2'>()

expectType<Tensor<[1800, 75]>>()(tile(x, [2, 3]))
expectType<Tensor<[900, 50]>>()(x.tile(2))
expectType<Tensor<[4, 900, 25]>>()(x.tile([4, 1, 1]))
expectType<Tensor>()(x.tile(ns))
// @ts-expect-error
x.tile(-1)
expectType<Tensor<[1800, 25]>>()(repeat(x, 2, { axis: 0 }))
expectType<Tensor<[45000]>>()(x.repeat(2))
expectType<Tensor<[5]>>()(zeros([3]).repeat([2, 0, 3], { axis: -1 }))
expectType<Tensor<[900, number]>>()(x.repeat(ns, { axis: 1 }))
zeros([3]).repeat(
  // @ts-expect-error
  [2, 0],
  { axis: 0 },
)
type<Repeat<[3], [2, 0], 0>, 'cannot repeat [3] on axis 0: 2 counts for 3 elements differ'>()

expectType<Tensor<[902, 27]>>()(pad(x, 1))
expectType<Tensor<[903, 28]>>()(x.pad([1, 2], { mode: 'wrap' }))
expectType<Tensor<[901, 27]>>()(x.pad([[0, 1], [2, 0]], { value: 3 })) // biome-ignore format: the literals are easier to see so
expectType<Tensor<[number, number]>>()(x.pad(n))
expectType<Tensor>()(unknown.pad(1))
// @ts-expect-error
x.pad([[1, 2]])
// @ts-expect-error
x.pad(-1)
// @ts-expect-error
x.pad(1, { mode: 'mirror' })
type<Pad<[2, 3], [[1, 2], [0, 0], [0, 0]]>, 'cannot pad [2, 3] by 3 pairs: rank 2 takes 2'>() // biome-ignore format: the literals are easier to see so

expectType<Tensor<[3, 25]>>()(take(x, [0, 5, -1], { axis: 0 }))
expectType<Tensor<[900]>>()(x.take(3, { axis: -1 }))
expectType<Tensor<[900, 2, 2]>>()(x.take([[0, 1], [2, 3]], { axis: 1 })) // biome-ignore format: the literals are easier to see so
expectType<Tensor<[2]>>()(x.take([0, 1]))
expectType<Tensor<[]>>()(x.take(0))
expectType<Tensor<[7, 8, 25]>>()(x.take(zeros([7, 8], { dtype: 'int32' }), { axis: 0 }))
expectType<Tensor<[number, 25]>>()(x.take(ns, { axis: 0 }))
expectType<Tensor>()(x.take(unknown, { axis: 0 }))
x.take(0, {
  // @ts-expect-error
  axis: 2,
})
// @ts-expect-error
x.take([[1], [2, 3]])
// @ts-expect-error
x.take(['a'])
expectType<Tensor<[2, 3]>>()(takeAlongAxis(zeros([2, 5]), zeros([2, 3])))
expectType<Tensor<[4, 3]>>()(zeros([2, 3]).takeAlongAxis(zeros([4, 1]), { axis: 0 }))
zeros([2, 5]).takeAlongAxis(
  // @ts-expect-error
  zeros([3, 5]),
)
// @ts-expect-error
x.takeAlongAxis(b25)
type<TakeAlongAxis<[2, 5], [5], 0>, 'cannot index [2, 5] by [5]: ranks 2 and 1 differ'>()
expectType<Tensor<[900, 25]>>()(scatterAdd(x, [0, 1, 1], zeros([3, 25]), { axis: 0 }))
expectType<Tensor<[2, 5]>>()(zeros([2, 5]).scatterAddAlongAxis(zeros([2, 3]), zeros([2, 3])))
x.scatterAdd(
  [0, 1, 1],
  // @ts-expect-error
  zeros([2, 25]),
  { axis: 0 },
)
type<Scatter<[4], [2], Take<[4], [3], 0>>, 'the updates [2] and what is taken, [3], differ'>()
expectType<Tensor<[2, 10]>>()(oneHot([3, 7], 10))
expectType<Tensor<[7, 10]>>()(zeros([7], { dtype: 'int32' }).oneHot(10, { dtype: 'float64' }))

expectType<Tensor<[900, 25]>>()(tril(x))
expectType<Tensor<[7, 2, 2]>>()(zeros([7, 2, 2]).triu(1))
// @ts-expect-error
tril(b25)
// @ts-expect-error
b25.triu()
expectType<Tensor<[25]>>()(diag(x))
expectType<Tensor<[24]>>()(x.diag(1))
expectType<Tensor<[25]>>()(x.diag(-875))
expectType<Tensor<[0]>>()(x.diag(30))
expectType<Tensor<[27, 27]>>()(b25.diag(-2))
expectType<Tensor<[number]>>()(x.diag(n))
// @ts-expect-error
zeros([1, 2, 3]).diag()
expectType<Tensor<[]>>()(trace(zeros([3, 3])))
expectType<Tensor<[4]>>()(trace(zeros([3, 3, 4])))
// @ts-expect-error
trace(b25)
type<Diag<[1, 2, 3], 0>, 'diag takes a vector or a matrix, not [1, 2, 3]'>()
type<Trace<[3]>, '[3] is no matrix: it takes a rank of 2 or more'>()

expectType<Tensor<[900, 25]>>()(sort(argsort(x, { axis: 0 }), { descending: true }))
x.sort({
  // @ts-expect-error
  axis: 2,
})
expectType<[Tensor<[900, 3]>, Tensor<[900, 3]>]>()(topK(x, 3))
expectType<[Tensor<[3, 25]>, Tensor<[3, 25]>]>()(x.topK(3, { axis: 0 }))
// @ts-expect-error
x.topK(26)
type<TopK<[2, 3], 4, -1>, 'cannot take 4 of 3 elements'>()

// ---------------------------------------------------------------------------------------------- convolutions and pools

const images = zeros([64, 3, 28, 28])
const kernels = zeros([8, 3, 3, 3])
expectType<Tensor<[64, 8, 26, 26]>>()(images.conv2d(kernels))
expectType<Tensor<[8, 26, 26]>>()(zeros([3, 28, 28]).conv2d(kernels))
expectType<Tensor<[64, 8, 13, 14]>>()(images.conv2d(kernels, { stride: 2, padding: [[0, 0], [1, 1]] })) // biome-ignore format: one line
expectType<Tensor<[64, 8, 28, 28]>>()(images.conv2d(kernels, { padding: 'same' }))
expectType<Tensor<[Dim<'batch'>, 8, 26, 26]>>()(zeros([batch, 3, 28, 28]).conv2d(kernels))
expectType<Tensor<[64, 8, number, 24]>>()(zeros([64, 3, n, 28]).conv2d(kernels, { dilation: [1, 2] }))
expectType<Tensor<[64, 8, number, number]>>()(images.conv2d(kernels, { stride: n }))
expectType<Tensor>()(unknown.conv2d(kernels))
expectType<Tensor<[64, 6, 26, 26]>>()(images.conv2d(zeros([6, 1, 3, 3]), { groups: 3 }))
expectType<Tensor<[2, 5, 8]>>()(zeros([2, 4, 17]).conv1d(zeros([5, 4, 3]), { stride: 2 }))
expectType<Tensor<[64, 3, 57, 57]>>()(zeros([64, 8, 28, 28]).convTranspose2d(kernels, { stride: 2 }))
expectType<Tensor<[8, 3, 5, 3]>>()(images.convKernel2d(zeros([64, 8, 24, 26]), [5, 3]))
images.conv2d(
  // @ts-expect-error
  zeros([8, 1, 3, 3]),
)
images.conv2d(
  // @ts-expect-error
  zeros([8, 3, 29, 3]),
)
// @ts-expect-error
images.conv2d(kernels, { strides: 2 })
type<
  Conv2dShape<[64, 3, 28, 28], [8, 1, 3, 3], 1, 0, 1, 1>,
  'the kernels [8, 1, 3, 3] take 1 channels, but [64, 3, 28, 28] has 3: they differ'
>()
type<
  Conv2dShape<[64, 3, 28, 28], [8, 3, 29, 3], 1, 0, 1, 1>,
  'a window of 29 cannot slide over 28 of [64, 3, 28, 28]: it is larger, padding included'
>()
type<Conv2dShape<[1, 4, 9, 9], [6, 2, 1, 1], 1, 0, 1, 4>, '6 of [6, 2, 1, 1] cannot fall into 4 equal groups'>()

expectType<Tensor<[64, 3, 14, 14]>>()(images.maxPool2d(2))
expectType<Tensor<[64, 3, 9, 27]>>()(images.avgPool2d([4, 2], { stride: [3, 1] }))
expectType<Tensor<[28, 14]>>()(zeros([28, 28]).maxPool2d(3, { stride: [1, 2], padding: 1 }))
expectType<Tensor<[2, 8]>>()(zeros([2, 17]).avgPool1d(2))
expectType<Tensor<[number, 12]>>()(zeros([n, 25]).maxPool2d(2))
images.maxPool2d(
  // @ts-expect-error
  2,
  { padding: 2 },
)
type<Pool2dShape<[9, 9], 3, undefined, 2>, 'a window of 3 takes a padding of half its size at most'>()
type<Pool2dShape<[9], 3, undefined, 0>, 'a pool of images takes [..., h, w], but gets [9]'>()

// ------------------------------------------------------------------------------------------------------------------ as

expectType<Tensor<[900, 25]>>()(unknown.as([900, 25]))
expectType<Tensor<[Dim<'batch'>, 25]>>()(x.as([batch, 25]))
expectType<Tensor<[900, 25]>>()(zeros([n, 25]).as([900, 25]))
x.as(
  // @ts-expect-error
  [900, 24],
)
type<As<[900, 25], [900, 24]>, '[900, 25] cannot be [900, 24]: 25 and 24 differ'>()
type<As<[900, 25], [900]>, '[900, 25] cannot be [900]: ranks 2 and 1 differ'>()

// -------------------------------------------------------------------------------------------------------- generic code

expectType<<S extends Shape>(x: Tensor<S>) => Tensor<[]>>()(<S extends Shape>(x: Tensor<S>) => x.mul(2).sum())
export const half = <S extends Shape>(x: Tensor<S>): Tensor<S> => x.exp().mul(0.5)
export const twice = <S extends Shape>(a: Tensor<S>, b: Tensor<S>): Tensor<S> => add(a, b).mul(b)
export const project = <N extends number, K extends number>(a: Tensor<[N, K]>, b: Tensor<[K, 3]>): Tensor<[N, 3]> =>
  matmul(a, b)
export const affine = (x: Tensor, w: Tensor, b: Tensor): Tensor => x.matmul(w).add(b)
expectType<(x: Tensor) => Tensor>()((x: Tensor) => x.matmul(w).add(b24))
expectType<Tensor>()(
  mul(affine(x, w, b25), 2)
    .reshape(ns)
    .concat([x]),
)
