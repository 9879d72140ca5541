import type { Shape, Tensor } from '@adjoint/tensor'
import * as ops from '@adjoint/tensor'
import { checkNumber, checkTensor } from '../given.ts'

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

/** The Gaussian error linear unit as a layer. */
export class GELU {
  readonly kind = 'gelu'

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    const input: Tensor = x
    checkTensor(this.kind, 'x', input)
    const share = ops.erf(input.mul(Math.SQRT1_2)).add(1)
    return input.mul(share).mul(0.5) as Tensor<S> // of x's shape
  }
}

/** The sigmoid linear unit as a layer. */
export class SiLU {
  readonly kind = 'silu'

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    const input: Tensor = x
    checkTensor(this.kind, 'x', input)
    return input.mul(ops.sigmoid(input)) as Tensor<S> // of x's shape
  }
}

/** The leaky rectifier as a layer. */
export class LeakyReLU {
  readonly kind = 'leakyRelu'
  readonly slope: number

  constructor(slope: number) {
    checkNumber('leakyRelu', 'slope', slope, 0.01)
    this.slope = slope
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    const input: Tensor = x
    checkTensor(this.kind, 'x', input)
    return ops.where(input.greater(0), input, input.mul(this.slope)) as Tensor<S> // of x's shape
  }
}

/** The exponential linear unit as a layer. */
export class ELU {
  readonly kind = 'elu'
  readonly alpha: number

  constructor(alpha: number) {
    checkNumber('elu', 'alpha', alpha, 1)
    this.alpha = alpha
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    const input: Tensor = x
    checkTensor(this.kind, 'x', input)
    const positive = input.greater(0)
    const bounded = ops.where(positive, 0, input) // nothing is infinite where it is not taken
    return ops.where(positive, input, ops.expm1(bounded).mul(this.alpha)) as Tensor<S> // of x's shape
  }
}

/** Softmax as a layer, over the last axis. */
export class Softmax {
  readonly kind = 'softmax'

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    checkTensor(this.kind, 'x', x)
    return ops.softmax(x as Tensor, { axis: -1 }) as Tensor<S> // of x's shape
  }
}

/**
 * A GELU layer: x, weighted by how likely a standard normal number is smaller.
 *
 *   y = x Φ(x) = x (1 + erf(x/√2)) / 2
 *
 * @example sequential(dense(2, 25, rng), gelu())
 * @see Hendrycks & Gimpel (2016), Gaussian error linear units
 */
export function gelu(): GELU {
  return new GELU()
}

/**
 * A SiLU layer, also called swish.
 *
 *   y = x / (1 + e⁻ˣ)
 *
 * @example sequential(dense(2, 25, rng), silu())
 */
export function silu(): SiLU {
  return new SiLU()
}

/**
 * A leaky relu layer: it lets a part of what is negative through, so that no unit dies.
 *
 *   y = max(x, 0) + slope min(x, 0)
 *
 * @param slope for x < 0; 0.01 by default
 * @throws DomainError when it is no finite number
 * @example sequential(dense(2, 25, rng), leakyRelu(0.1))
 */
export function leakyRelu(slope: number = 0.01): LeakyReLU {
  return new LeakyReLU(slope)
}

/**
 * An ELU layer: smooth, and bounded below by -α.
 *
 *   y = max(x, 0) + α (e^min(x, 0) - 1)
 *
 * @param alpha 1 by default
 * @throws DomainError when it is no finite number
 * @example sequential(dense(2, 25, rng), elu())
 * @see Clevert, Unterthiner & Hochreiter (2015), Fast and accurate deep network learning by exponential linear units
 */
export function elu(alpha: number = 1): ELU {
  return new ELU(alpha)
}

/**
 * A softmax layer: positive numbers that sum to 1 along the last axis. Beside a cross-entropy of logits it is not needed.
 *
 *   y = eˣ / Σ eˣ
 *
 * @example sequential(dense(2, 3, rng), softmax())
 */
export function softmax(): Softmax {
  return new Softmax()
}
