// What another backend needs to run ops: arrays as they lie in memory, and the readers of formulas. @adjoint/compile stands
// on it; programs that only use tensors do not need it.

export { allocate, arraysOn, copyOf } from './allocation.ts'
export { type Layout, NDArray } from './array.ts'
export { callable } from './families/callable.ts'
export { common, type DTypeRule, elementwise, floating, numeric, truth } from './families/elementwise.ts'
export { both, operands } from './families/operands.ts'
export { assign } from './kernels/copy.ts'
export { keepFreedMemory } from './kernels/freed-memory.ts'
export { instructionSet, withInstructionSet } from './kernels/instruction-set.ts'
export { broadcastStrides, collapse } from './kernels/layout.ts'
export { tileShape, tilesOf } from './kernels/wasm/tile-shape.ts'
export { checkSeed } from './random/seeded.ts'
export { functionsIn } from './scalar/functions.ts'
export { numbers } from './scalar/numbers.ts'
export { type Lanes, type VectorAlgebra, vectorAlgebra } from './scalar/vector.ts'
export { rowMajor, sizeOf } from './shape.ts'
export { sliceAlong } from './slice-along.ts'
