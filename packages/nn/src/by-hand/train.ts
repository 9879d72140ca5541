import { backward, type Gradients } from './backward.ts'
import { forward } from './forward.ts'
import { type Architecture, initLayers, type NetworkParameters, type NormalSource } from './layers.ts'
import { accuracy, cost } from './loss.ts'
import { at, combine, type Matrix } from './matrix.ts'

/** The state at the start of an epoch: cost and accuracy belong to these parameters, before their update. */
export interface EpochReport {
  readonly epoch: number
  readonly cost: number
  readonly accuracy: number
  readonly parameters: NetworkParameters
}

export interface TrainOptions {
  /** how often all samples go forward and backward; one update each */
  readonly epochs: number
  readonly learningRate: number
  /** draws the first parameters */
  readonly rng: NormalSource
  /** called once for each epoch, before its update */
  readonly onEpoch?: (report: EpochReport) => void
}

/** Entry k of a history was measured after k updates, so the last parameters are one update past the last entry. */
export interface TrainResult {
  readonly parameters: NetworkParameters
  readonly costHistory: readonly number[]
  readonly accuracyHistory: readonly number[]
}

/**
 * One step of gradient descent. The old parameters stay as they are.
 *
 *   W⁽ˡ⁾ ← W⁽ˡ⁾ - α dW⁽ˡ⁾
 *   b⁽ˡ⁾ ← b⁽ˡ⁾ - α db⁽ˡ⁾
 *
 * @param gradients the derivatives with respect to these parameters, from `backward`
 * @param learningRate α
 * @throws RangeError when gradients and parameters differ in shape
 * @see Skalski, Let's code a Neural Network in plain NumPy: `update`
 * @example update([{ W: [[1]], b: [2] }], gradients, 0.01) // new parameters
 */
export function update(parameters: NetworkParameters, gradients: Gradients, learningRate: number): NetworkParameters {
  if (gradients.layers.length !== parameters.length) {
    throw new RangeError(
      `update: gradients of ${gradients.layers.length} layers for parameters of ${parameters.length}. ` +
        'Give the gradients that backward computed for these parameters.',
    )
  }
  const step = (value: number, derivative: number): number => value - learningRate * derivative
  return parameters.map(({ W, b }, index) => {
    const { dW, db } = at(gradients.layers, index)
    return { W: combine(W, dW, step), b: at(combine([b], [db], step), 0) }
  })
}

/**
 * Trains a network on all samples at once: draw the parameters, then for each epoch forward, cost, backward, update.
 *
 * @param X shape [inputs, m], a sample in each column
 * @param Y shape [outputs, m], labels 0 or 1
 * @throws RangeError when the layers, X and Y do not fit together, or when the cost is no longer finite
 * @see Skalski, Let's code a Neural Network in plain NumPy: `train`
 * @example
 * const { parameters, costHistory } = train(X, Y, architecture, { epochs: 10000, learningRate: 0.01, rng: numpyRandom(2) })
 */
export function train(X: Matrix, Y: Matrix, architecture: Architecture, options: TrainOptions): TrainResult {
  const { epochs, learningRate, rng, onEpoch } = options
  checkEpochs(epochs)
  const costHistory: number[] = []
  const accuracyHistory: number[] = []
  let parameters = initLayers(architecture, rng)
  for (let epoch = 0; epoch < epochs; epoch++) {
    const { YHat, cache } = forward(X, parameters, architecture)
    const report = { epoch, cost: cost(YHat, Y), accuracy: accuracy(YHat, Y), parameters }
    checkCost(report, learningRate)
    costHistory.push(report.cost)
    accuracyHistory.push(report.accuracy)
    onEpoch?.(report)
    parameters = update(parameters, backward(YHat, Y, cache, parameters, architecture), learningRate)
  }
  return { parameters, costHistory, accuracyHistory }
}

function checkEpochs(epochs: number): void {
  if (!Number.isInteger(epochs) || epochs < 0) {
    throw new RangeError(`train: epochs is ${epochs}, which counts nothing. Set it to a whole number from 0 up.`)
  }
}

function checkCost({ epoch, cost }: EpochReport, learningRate: number): void {
  if (!Number.isFinite(cost)) {
    throw new RangeError(
      `train: the cost is ${cost} in epoch ${epoch}, so its gradients say nothing. Lower the learning rate ` +
        `(${learningRate}), or look for extreme values in X, labels other than 0 and 1 in Y, or an output that is no ` +
        'probability (end with a sigmoid).',
    )
  }
}
