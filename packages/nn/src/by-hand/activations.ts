import { combine, type Matrix, map } from './matrix.ts'

/** The activation functions g of a layer. The article has relu and sigmoid. */
export type Activation = 'relu' | 'sigmoid' | 'tanh' | 'linear'

const logistic = (z: number): number => 1 / (1 + Math.exp(-z))

/**
 * The logistic function of every element.
 *
 *   σ(z) = 1 / (1 + e⁻ᶻ)
 *
 * @param Z any shape
 * @returns the same shape, in [0, 1]
 * @see Skalski, Let's code a Neural Network in plain NumPy: `sigmoid`
 * @example sigmoid([[0]]) // [[0.5]]
 */
export function sigmoid(Z: Matrix): Matrix {
  return map(Z, logistic)
}

/**
 * The rectified linear unit of every element; NaN stays NaN.
 *
 *   relu(z) = max(0, z)
 *
 * @param Z any shape
 * @returns the same shape
 * @see Skalski, Let's code a Neural Network in plain NumPy: `relu`
 * @example relu([[-1, 2]]) // [[0, 2]]
 */
export function relu(Z: Matrix): Matrix {
  return map(Z, (z) => Math.max(0, z))
}

/** The hyperbolic tangent of every element. Not in the article; a smooth hidden layer, so that differences can judge it. */
export function tanh(Z: Matrix): Matrix {
  return map(Z, Math.tanh)
}

/** The identity: the layer Z = W A + b as it is. Not in the article. */
export function linear(Z: Matrix): Matrix {
  return Z
}

/**
 * From the derivative with respect to σ(Z) to that with respect to Z.
 *
 *   dZ = dA * σ(Z) * (1 - σ(Z))
 *
 * @param dA shape of Z
 * @param Z shape [n, m]
 * @returns shape of Z
 * @see Skalski, Let's code a Neural Network in plain NumPy: `sigmoid_backward`
 * @example sigmoidBackward([[4]], [[0]]) // [[1]]
 */
export function sigmoidBackward(dA: Matrix, Z: Matrix): Matrix {
  return combine(dA, Z, (da, z) => {
    const a = logistic(z)
    return da * a * (1 - a)
  })
}

/**
 * From the derivative with respect to relu(Z) to that with respect to Z. At the kink relu'(0) = 0.
 *
 *   dZ = dA where Z > 0,  0 where Z ≤ 0
 *
 * @param dA shape of Z
 * @param Z shape [n, m]
 * @returns shape of Z
 * @see Skalski, Let's code a Neural Network in plain NumPy: `relu_backward`
 * @example reluBackward([[5, 6, 7]], [[-1, 0, 1]]) // [[0, 0, 7]]
 */
export function reluBackward(dA: Matrix, Z: Matrix): Matrix {
  return combine(dA, Z, (da, z) => (z <= 0 ? 0 : da))
}

/**
 * From the derivative with respect to tanh(Z) to that with respect to Z.
 *
 *   dZ = dA * (1 - tanh²(Z))
 */
export function tanhBackward(dA: Matrix, Z: Matrix): Matrix {
  return combine(dA, Z, (da, z) => da * (1 - Math.tanh(z) ** 2))
}

/** From the derivative with respect to Z to itself: dZ = dA. */
export function linearBackward(dA: Matrix, _Z: Matrix): Matrix {
  return dA
}

/** g and the step back through g', by the name that a layer's spec gives. */
export const activations: Readonly<
  Record<Activation, { forward: (Z: Matrix) => Matrix; backward: (dA: Matrix, Z: Matrix) => Matrix }>
> = {
  relu: { forward: relu, backward: reluBackward },
  sigmoid: { forward: sigmoid, backward: sigmoidBackward },
  tanh: { forward: tanh, backward: tanhBackward },
  linear: { forward: linear, backward: linearBackward },
}
