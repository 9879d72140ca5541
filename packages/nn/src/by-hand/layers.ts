import { type Activation, activations } from './activations.ts'
import { at, type Matrix, shape, type Vector } from './matrix.ts'

/** One layer of the architecture: A = g(W A_prev + b) with W of shape [outputDim, inputDim]. */
export interface LayerSpec {
  readonly inputDim: number
  readonly outputDim: number
  readonly activation: Activation
}

/** The layers from the input to the output, the article's `NN_ARCHITECTURE`. */
export type Architecture = readonly LayerSpec[]

/** What one layer learns: W of shape [out, in], one row for each unit, and b with one number for each unit. */
export interface LayerParameters {
  readonly W: Matrix
  readonly b: Vector
}

/** W1, b1, W2, b2, ... of the article: layer l stands at index l - 1. */
export type NetworkParameters = readonly LayerParameters[]

/** A source of standard normal numbers, such as `random(seed)` and `numpyRandom(seed)` of `@adjoint/tensor`. */
export interface NormalSource {
  nextNormal(): number
}

/**
 * Draws the first parameters: small, so that a sigmoid starts where it is steep, and different from each other,
 * because equal units of a layer get equal gradients and stay equal for ever.
 *
 *   W⁽ˡ⁾ᵢⱼ, b⁽ˡ⁾ᵢ = 0.1 · N(0, 1)
 *
 * @param architecture the layers; each takes as many inputs as the one before gives outputs
 * @param rng gives W1 row by row, then b1, then W2, b2, ..., the order of the article
 * @throws RangeError when the layers do not fit together; TypeError when rng is no source of numbers
 * @see Skalski, Let's code a Neural Network in plain NumPy: `init_layers`
 * @example
 * const parameters = initLayers(
 *   [
 *     { inputDim: 2, outputDim: 25, activation: 'relu' },
 *     { inputDim: 25, outputDim: 1, activation: 'sigmoid' },
 *   ],
 *   numpyRandom(2),
 * )
 */
export function initLayers(architecture: Architecture, rng: NormalSource): NetworkParameters {
  checkArchitecture('initLayers', architecture)
  if (typeof Object(rng).nextNormal !== 'function') {
    const got = typeof rng === 'number' ? `the number ${String(rng)}` : typeof rng
    throw new TypeError(`initLayers: rng is ${got}, no source of normal numbers. Give one, such as numpyRandom(2).`)
  }
  const draw = (length: number): Vector => Array.from({ length }, () => rng.nextNormal() * 0.1)
  return architecture.map(({ inputDim, outputDim }) => {
    const W = Array.from({ length: outputDim }, () => draw(inputDim))
    const b = draw(outputDim)
    return { W, b }
  })
}

/**
 * Checks that every layer is one and takes what the layer before it gives.
 *
 * @param caller the function that the message names
 * @throws RangeError at the first layer that does not fit
 */
function checkArchitecture(caller: string, architecture: Architecture): void {
  if (architecture.length === 0) {
    throw new RangeError(`${caller}: the architecture is empty. Give at least one layer.`)
  }
  architecture.forEach((layer, index) => {
    checkLayer(`${caller}: layer ${index + 1}`, layer)
    const before = architecture[index - 1]
    if (before !== undefined && before.outputDim !== layer.inputDim) {
      throw new RangeError(
        `${caller}: layer ${index + 1} takes ${layer.inputDim} inputs, but layer ${index} gives ${before.outputDim} ` +
          `outputs. Set inputDim of layer ${index + 1} to ${before.outputDim}.`,
      )
    }
  })
}

function checkLayer(where: string, { inputDim, outputDim, activation }: LayerSpec): void {
  for (const [name, size] of Object.entries({ inputDim, outputDim })) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(
        `${where} has ${name} ${size}, which counts no units. Set ${name} to a whole number from 1 up.`,
      )
    }
  }
  if (!Object.hasOwn(activations, activation)) {
    const known = Object.keys(activations).join(', ')
    throw new RangeError(`${where} has activation '${activation}', which is none of ${known}. Name one of them.`)
  }
}

/**
 * Checks that the parameters are those of the architecture.
 *
 * @param caller the function that the message names
 * @throws RangeError at the first layer whose W is not [outputDim, inputDim] or whose b is not outputDim long
 */
export function checkParameters(caller: string, parameters: NetworkParameters, architecture: Architecture): void {
  checkArchitecture(caller, architecture)
  if (parameters.length !== architecture.length) {
    throw new RangeError(
      `${caller}: parameters of ${parameters.length} layers for an architecture of ${architecture.length}. ` +
        'Give the parameters that initLayers drew for this architecture.',
    )
  }
  architecture.forEach(({ inputDim, outputDim }, index) => {
    const { W, b } = at(parameters, index)
    const [rows, columns] = shape(W)
    if (rows !== outputDim || columns !== inputDim || b.length !== outputDim) {
      throw new RangeError(
        `${caller}: layer ${index + 1} has W [${rows}, ${columns}] and b [${b.length}], but ${inputDim} inputs and ` +
          `${outputDim} outputs take W [${outputDim}, ${inputDim}] and b [${outputDim}]. W is [out, in] here.`,
      )
    }
  })
}
