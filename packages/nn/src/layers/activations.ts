import type { Shape, Tensor } from '@adjoint/tensor'
import * as ops from '@adjoint/tensor'

/** The rectified linear unit as a layer: max(x, 0) element by element. */
export class ReLU {
  readonly kind = 'relu'

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return ops.relu(x)
  }
}

/** The logistic function as a layer: 1 / (1 + e⁻ˣ) element by element. */
export class Sigmoid {
  readonly kind = 'sigmoid'

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return ops.sigmoid(x)
  }
}

/** The hyperbolic tangent as a layer, element by element. */
export class Tanh {
  readonly kind = 'tanh'

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return ops.tanh(x)
  }
}

/**
 * A relu layer.
 *
 *   y = max(x, 0)
 *
 * @example sequential(dense(2, 25, rng), relu())
 */
export function relu(): ReLU {
  return new ReLU()
}

/**
 * A sigmoid layer.
 *
 *   y = 1 / (1 + e⁻ˣ)
 *
 * @example sequential(dense(25, 1, rng), sigmoid())
 */
export function sigmoid(): Sigmoid {
  return new Sigmoid()
}

/**
 * A tanh layer.
 *
 *   y = tanh x
 *
 * @example sequential(dense(2, 25, rng), tanh())
 */
export function tanh(): Tanh {
  return new Tanh()
}
