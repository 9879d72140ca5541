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
export type { SameDim } from './dimensions.ts'
export type { Concat, ConcatAxis, ConcatTwo, Stack, StackTwo } from './join.ts'
export type { MatMul } from './matmul.ts'
export type { Nested, NestedArray, NestedNumbers, ShapeOf, TensorData, TensorOf } from './nested.ts'
export type { ExpandDims, Permute, Squeeze, SwapAxes } from './permute.ts'
export type { Axes, KeepAxis, Reduce } from './reduce.ts'
export type { Reshape } from './reshape.ts'
export type { SliceItem, SliceItems, SliceShape } from './slice.ts'
export type { Arg, Dim, Mutable, Ok, Out, Shape, ShapeText } from './vocabulary.ts'
