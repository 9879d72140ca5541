export { compileModule, createMemory, instantiate, type Kernel, type Memory, validate } from './engine.ts'
export { detectInstructionSet, type InstructionSet } from './features.ts'
export { FunctionBuilder, type Local } from './function.ts'
export {
  atomic,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  i64,
  i64x2,
  type Place,
  type Statement,
  type Value,
  type ValueType,
  v128,
} from './instructions.ts'
export { erfOfNumber } from './math/error-function.ts'
export { mathFunctions, mathImports } from './math/imports.ts'
export { type Constants, type FloatType, type VectorMath, vectorMath } from './math/index.ts'
export { powOfNumbers } from './math/power.ts'
export {
  call,
  type FunctionSource,
  type ImportedFunction,
  type MemoryLimits,
  type ModuleOptions,
  moduleOf,
} from './module.ts'
export { lowerHalves, upperHalf } from './shuffles.ts'
