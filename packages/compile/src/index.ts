export { type Compiled, type CompileOptions, compile } from './compile.ts'
export type { Explanation, GroupExplanation } from './explain.ts'
export { NonFiniteValueError } from './finite.ts'
