// What another backend needs to run ops: arrays as they lie in memory, and the readers of formulas. @adjoint/compile stands
// on it; programs that only use tensors do not need it.
export { type Layout, NDArray } from './array.ts'
export { allocate } from './dtype.ts'
export { assign } from './kernels/copy.ts'
export { instructionSet, withInstructionSet } from './kernels/instruction-set.ts'
export { broadcastStrides, collapse } from './kernels/layout.ts'
export { tileShape } from './kernels/wasm/tile-shape.ts'
export { functionsIn } from './scalar/functions.ts'
export { numbers, pow } from './scalar/numbers.ts'
export { type Lanes, type VectorAlgebra, vectorAlgebra, vectorImports } from './scalar/vector.ts'
export { rowMajor, sizeOf } from './shape.ts'
