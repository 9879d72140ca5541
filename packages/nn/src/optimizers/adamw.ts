import { checkOptions } from '@adjoint/tensor'
import { checkNonNegative } from '../given.ts'
import { type AdamOptions, adamSettings, adamWith } from './adam.ts'
import type { Optimizer } from './optimizer.ts'

/** The settings of adamw(). */
export interface AdamWOptions extends Omit<AdamOptions, 'weightDecay'> {
  /** λ: a parameter loses the part lr λ of itself in each step; 0.01 by default */
  readonly weightDecay?: number
}

/**
 * Adam with decoupled weight decay: parameters shrink at the same rate, however large their gradients are.
 *
 *   θ ← (1 - lr λ) θ - lr m̂ / (√v̂ + ε)   with m̂ and v̂ as in adam
 *
 * @throws DomainError when a setting is out of range, or an option is unknown; update throws ShapeError where the
 *   gradient is no tree like the model
 * @example const optimizer = adamw({ lr: 0.001, weightDecay: 0.1 })
 * @see Loshchilov & Hutter (2019), Decoupled weight decay regularization
 */
export function adamw(options: AdamWOptions): Optimizer {
  checkOptions('adamw', options, adamSettings)
  const { weightDecay = 0.01, ...others } = options
  checkNonNegative('adamw', 'weightDecay', weightDecay)
  return adamWith('adamw', others, { coupled: 0, decoupled: weightDecay })
}
