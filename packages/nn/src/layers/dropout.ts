import { greaterEqual, mul, type Shape, type Tensor } from '@adjoint/tensor'
import type { TrainingContext } from '../context.ts'
import { checkShare, checkTensor } from '../given.ts'

/** A dropout layer, as dropout() makes it. */
export class Dropout {
  readonly kind = 'dropout'
  readonly rate: number

  constructor(rate: number) {
    checkShare('dropout', 'rate', rate, 0.5)
    this.rate = rate
  }

  /** @param context what training gives; without it, x as it is */
  forward<S extends Shape>(x: Tensor<S>, context?: TrainingContext): Tensor<S> {
    checkTensor('dropout', 'x', x)
    if (context === undefined || this.rate === 0) return x
    const kept = greaterEqual(context.uniform(x.shape), this.rate)
    return mul(x as Tensor, mul(kept.astype(x.dtype), 1 / (1 - this.rate))) as Tensor as Tensor<S> // the mask has x's shape
  }
}

/**
 * Dropout: while training, each number is 0 with the probability `rate`, and the others are scaled so that the expectation
 * stays. It does nothing at inference.
 *
 *   y = m x / (1 - rate)      m = 0 with probability rate, else 1
 *
 * @param rate the part that is dropped, in [0, 1)
 * @throws DomainError when the rate is outside
 * @example sequential(dense(2, 50, rng), relu(), dropout(0.2), dense(50, 1, rng))
 * @see Srivastava et al. (2014), Dropout: a simple way to prevent neural networks from overfitting
 */
export function dropout(rate: number): Dropout {
  return new Dropout(rate)
}
