import type * as activation from './ops/activation.ts'
import type * as arithmetic from './ops/arithmetic.ts'
import type * as cast from './ops/cast.ts'
import type * as comparison from './ops/comparison.ts'
import type * as exponential from './ops/exponential.ts'
import type * as join from './ops/join.ts'
import type * as matmul from './ops/matmul.ts'
import type * as movement from './ops/movement.ts'
import type * as reduce from './ops/reduce.ts'
import type * as selection from './ops/selection.ts'
import type * as slice from './ops/slice.ts'

/** The catalogue by topic, so that the derivative table can be checked file by file. */
export interface Topics {
  readonly activation: typeof activation
  readonly arithmetic: typeof arithmetic
  readonly cast: typeof cast
  readonly comparison: typeof comparison
  readonly exponential: typeof exponential
  readonly join: typeof join
  readonly matmul: typeof matmul
  readonly movement: typeof movement
  readonly reduce: typeof reduce
  readonly selection: typeof selection
  readonly slice: typeof slice
}
