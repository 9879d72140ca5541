import {
  type FloatDType,
  type Generator,
  type Mutable,
  type Shape,
  ShapeError,
  sameShape,
  type Tensor,
  zeros,
} from '@adjoint/tensor'

/** Draws the first values of a parameter: a weight [in, out] or a bias [out]. */
export type Initializer = <const S extends Shape>(rng: Generator, shape: S, dtype: FloatDType) => Tensor<Mutable<S>>

/** @throws ShapeError where an initializer of somebody's own draws another shape */
export function drawnBy<const S extends Shape>(
  owner: string,
  initializer: Initializer,
  rng: Generator,
  shape: S,
  dtype: FloatDType,
): Tensor<Mutable<S>> {
  const drawn = initializer(rng, shape, dtype)
  if (sameShape(drawn.shape, shape)) return drawn
  throw new ShapeError(`${owner}: the initializer gave ${drawn.describe()}; give [${shape.join(', ')}].`)
}

/**
 * The article's: a tenth of a standard normal, for weights and biases alike. The article keeps weights as [out, in] and
 * draws them row by row, so a weight is drawn in that order and transposed.
 *
 *   W ~ 0.1 N(0, 1)
 *
 * @example dense(2, 25, numpyRandom(2), { weight: smallNormal, bias: smallNormal })
 * @see Skalski (2018), Let's code a Neural Network in plain NumPy
 */
export const smallNormal: Initializer = (rng, shape, dtype) => {
  const drawn: Tensor = rng.normal(shape.toReversed(), { std: 0.1, dtype })
  return drawn.transpose() as Tensor<Mutable<typeof shape>> // reversed twice
}

/**
 * Uniform with the variance 2 / (in + out), which keeps the variance of activations and of adjoints through layers with
 * a symmetric activation. For a convolution, `in` counts all that a unit reads, and `out` its channels; Keras and PyTorch
 * multiply those by the kernel's size.
 *
 *   W ~ U(-l, l)      l = √(6 / (in + out))
 *
 * @example dense(2, 25, rng, { weight: glorotUniform })
 * @see Glorot & Bengio (2010), Understanding the difficulty of training deep feedforward neural networks
 */
export const glorotUniform: Initializer = (rng, shape, dtype) => {
  const [inputs = 1, outputs = 1] = shape
  const limit = Math.sqrt(6 / (inputs + outputs))
  return rng.uniform(shape, { low: -limit, high: limit, dtype })
}

/**
 * Normal with the variance 2 / in, which keeps the variance of activations through layers with relu.
 *
 *   W ~ √(2 / in) N(0, 1)
 *
 * @example dense(2, 25, rng, { weight: heNormal })
 * @see He, Zhang, Ren & Sun (2015), Delving deep into rectifiers
 */
export const heNormal: Initializer = (rng, shape, dtype) => {
  const [inputs = 1] = shape
  return rng.normal(shape, { std: Math.sqrt(2 / inputs), dtype })
}

/**
 * Standard normal: the usual first table of an embedding.
 *
 *   W ~ N(0, 1)
 *
 * @example embedding(27, 16, rng, { weight: unitNormal })
 */
export const unitNormal: Initializer = (rng, shape, dtype) => rng.normal(shape, { dtype })

/** Zeros: the usual first bias. As a weight it leaves all units equal forever. */
export const allZeros: Initializer = (_rng, shape, dtype) => zeros(shape, { dtype })
