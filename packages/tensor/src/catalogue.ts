import type * as activation from './ops/activation.ts'
import type * as arithmetic from './ops/arithmetic.ts'
import type * as cast from './ops/cast.ts'
import type * as choice from './ops/choice.ts'
import type * as comparison from './ops/comparison.ts'
import type * as contraction from './ops/contraction.ts'
import type * as convolution from './ops/convolution.ts'
import type * as einsum from './ops/einsum.ts'
import type * as exponential from './ops/exponential.ts'
import type * as hyperbolic from './ops/hyperbolic.ts'
import type * as indexing from './ops/indexing.ts'
import type * as join from './ops/join.ts'
import type * as linalg from './ops/linalg.ts'
import type * as logical from './ops/logical.ts'
import type * as matmul from './ops/matmul.ts'
import type * as movement from './ops/movement.ts'
import type * as norm from './ops/norm.ts'
import type * as pad from './ops/pad.ts'
import type * as pool from './ops/pool.ts'
import type * as rearrange from './ops/rearrange.ts'
import type * as reduce from './ops/reduce.ts'
import type * as rounding from './ops/rounding.ts'
import type * as scan from './ops/scan.ts'
import type * as selection from './ops/selection.ts'
import type * as slice from './ops/slice.ts'
import type * as softmax from './ops/softmax.ts'
import type * as sort from './ops/sort.ts'
import type * as statistics from './ops/statistics.ts'
import type * as triangle from './ops/triangle.ts'
import type * as trigonometric from './ops/trigonometric.ts'

/** The catalogue by topic, so that the derivative table can be checked file by file. */
export interface Topics {
  readonly activation: typeof activation
  readonly arithmetic: typeof arithmetic
  readonly cast: typeof cast
  readonly choice: typeof choice
  readonly comparison: typeof comparison
  readonly contraction: typeof contraction
  readonly convolution: typeof convolution
  readonly einsum: typeof einsum
  readonly exponential: typeof exponential
  readonly hyperbolic: typeof hyperbolic
  readonly indexing: typeof indexing
  readonly join: typeof join
  readonly linalg: typeof linalg
  readonly logical: typeof logical
  readonly matmul: typeof matmul
  readonly movement: typeof movement
  readonly norm: typeof norm
  readonly pad: typeof pad
  readonly pool: typeof pool
  readonly rearrange: typeof rearrange
  readonly reduce: typeof reduce
  readonly rounding: typeof rounding
  readonly scan: typeof scan
  readonly selection: typeof selection
  readonly slice: typeof slice
  readonly softmax: typeof softmax
  readonly sort: typeof sort
  readonly statistics: typeof statistics
  readonly triangle: typeof triangle
  readonly trigonometric: typeof trigonometric
}
