export type { As } from './as.ts'
export type {
  Broadcast,
  BroadcastAll,
  BroadcastTo,
  Join,
  JoinAll,
  JoinOperands,
  Operand,
  OperandShape,
} from './broadcast.ts'
export type { Dot, Outer, PairedAxes, Tensordot, TensordotAxes, TensordotOperand } from './contraction.ts'
export type { Conv1dShape, Conv2dShape, ConvKernel2dShape, ConvTranspose2dShape } from './convolution.ts'
export type { SameDim } from './dimensions.ts'
export type {
  Einsum,
  EinsumEquation,
  EinsumMethodEquation,
  EinsumOperands,
  EinsumOthers,
  MethodEinsum,
} from './einsum.ts'
export type { AlongRule, IndexRule, IndexShape, Indices, OneHot, Scatter, Take, TakeAlongAxis } from './indexing.ts'
export type { Concat, ConcatAxis, ConcatTwo, Stack, StackTwo } from './join.ts'
export type { Solve, Square, SquareBatch } from './linalg.ts'
export type { MatMul } from './matmul.ts'
export type { Nested, NestedArray, NestedNumbers, ShapeOf, TensorData, TensorOf } from './nested.ts'
export type { Pad, PadPair, PadWidths } from './pad.ts'
export type { ExpandDims, Permute, Squeeze, SwapAxes } from './permute.ts'
export type { Flip, Parts, Repeat, Roll, SplitParts, SplitShapes, Tile } from './rearrange.ts'
export type { Axes, KeepAxis, Reduce } from './reduce.ts'
export type { Reshape } from './reshape.ts'
export type { ScanShape } from './scan.ts'
export type { SliceItem, SliceItems, SliceShape } from './slice.ts'
export type { TopK } from './sort.ts'
export type { Diag, Matrices, Trace } from './triangle.ts'
export type { Arg, Dim, Mutable, Ok, Out, Shape, ShapeText } from './vocabulary.ts'
export type {
  Padding1d,
  Padding2d,
  Pool1dShape,
  Pool2dShape,
  PoolPadding1d,
  PoolPadding2d,
  Steps1d,
  Steps2d,
} from './windows.ts'
