import { stopGradient } from '@adjoint/autograd'
import {
  DomainError,
  type FloatDType,
  mean,
  ones,
  reshape,
  type Shape,
  ShapeError,
  type Tensor,
  variance,
  zeros,
} from '@adjoint/tensor'
import type { TrainingContext } from '../context.ts'
import { checkNonNegative, checkTensor } from '../given.ts'
import { checkLayer } from './sizes.ts'

/** What both kinds of normalisation take. */
export interface NormOptions {
  /** added to the variance, so that a constant input is no division by zero; 1e-5 by default */
  readonly epsilon?: number
  /** 'float32' by default */
  readonly dtype?: FloatDType
}

export interface BatchNormOptions extends NormOptions {
  /** how much of a batch's statistics goes into the running ones; 0.1 by default */
  readonly momentum?: number
}

/** (x - mean) / √(variance + ε) */
function standardised(x: Tensor, mean: Tensor, variance: Tensor, epsilon: number): Tensor {
  return x.sub(mean).div(variance.add(epsilon).sqrt())
}

/** A layer normalisation, as layerNorm() makes it. */
export class LayerNorm {
  readonly kind = 'layerNorm'
  /** shape [features] */
  readonly scale: Tensor
  /** shape [features] */
  readonly shift: Tensor
  readonly epsilon: number

  constructor(scale: Tensor, shift: Tensor, epsilon: number) {
    this.scale = scale
    this.shift = shift
    this.epsilon = epsilon
  }

  /**
   * @param x shape [..., features]
   * @throws ShapeError when the last dimension is another
   */
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    const input: Tensor = x
    checkTensor('layerNorm', 'x', input)
    const [features] = this.scale.shape
    if (input.shape.at(-1) !== features) {
      throw new ShapeError(`layerNorm(${features}) takes [..., ${features}], but gets ${x.describe()}.`)
    }
    const along = { axis: -1, keepDims: true }
    const y = standardised(input, mean(input, along), variance(input, along), this.epsilon)
    return y.mul(this.scale).add(this.shift) as Tensor<S> // the parameters have the last dimension only
  }
}

/**
 * Layer normalisation: each sample's features are brought to mean 0 and variance 1, and then scaled and shifted by what is
 * learnt.
 *
 *   y = γ (x - μ) / √(σ² + ε) + β      μ, σ² over the last axis
 *
 * @param features the size of the last axis
 * @throws DomainError when it is no positive integer, or epsilon is below 0
 * @example layerNorm(2).forward(tensor([[1, 3]])) // Tensor f32[1,2] [[-0.999995, 0.999995]]
 * @see Ba, Kiros & Hinton (2016), Layer normalization
 */
export function layerNorm(features: number, options: NormOptions = {}): LayerNorm {
  checkLayer('layerNorm', [features], options, ['epsilon', 'dtype'])
  const { epsilon = 1e-5, dtype = 'float32' } = options
  checkNonNegative('layerNorm', 'epsilon', epsilon)
  return new LayerNorm(ones([features], { dtype }), zeros([features], { dtype }), epsilon)
}

/** A batch normalisation, as batchNorm() makes it. */
export class BatchNorm {
  readonly kind = 'batchNorm'
  /** shape [channels] */
  readonly scale: Tensor
  /** shape [channels] */
  readonly shift: Tensor
  /** shape [channels], a statistic: a constant to every derivative */
  readonly runningMean: Tensor
  /** shape [channels], a statistic as well */
  readonly runningVariance: Tensor
  readonly momentum: number
  readonly epsilon: number

  /** The names of its fields that are statistics: nothing is learnt in them by derivatives. */
  get statistics(): readonly (keyof BatchNorm)[] {
    return ['runningMean', 'runningVariance']
  }

  constructor(
    parameters: Pick<BatchNorm, 'scale' | 'shift' | 'runningMean' | 'runningVariance'>,
    momentum: number,
    epsilon: number,
  ) {
    this.scale = parameters.scale
    this.shift = parameters.shift
    this.runningMean = parameters.runningMean
    this.runningVariance = parameters.runningVariance
    this.momentum = momentum
    this.epsilon = epsilon
  }

  /**
   * @param x shape [n, channels, ...]
   * @param context what training gives: the batch's statistics are used, and the running ones move towards them; without
   *   it, the running ones are used
   * @throws ShapeError when axis 1 has another size, or when a batch to train on has a single number a channel
   */
  forward<S extends Shape>(x: Tensor<S>, context?: TrainingContext): Tensor<S> {
    const input: Tensor = x
    checkTensor('batchNorm', 'x', input)
    const [channels = 0] = this.scale.shape
    if (input.rank < 2 || input.shape[1] !== channels) {
      throw new ShapeError(`batchNorm(${channels}) takes [n, ${channels}, ...], but gets ${x.describe()}.`)
    }
    const wide = (values: Tensor): Tensor => reshape(values, [channels, ...input.shape.slice(2).map(() => 1)])
    const [center, spread] =
      context === undefined
        ? stopGradient([this.runningMean, this.runningVariance])
        : batchStatistics(this, input, context)
    const y = standardised(input, wide(center), wide(spread), this.epsilon)
    return y.mul(wide(this.scale)).add(wide(this.shift)) as Tensor<S> // the parameters have axis 1 only
  }
}

/** The mean and variance of a batch, with which the layer's running ones are brought up to date. */
function batchStatistics(layer: BatchNorm, x: Tensor, context: TrainingContext): readonly [Tensor, Tensor] {
  const axis = x.shape.flatMap((_, i) => (i === 1 ? [] : [i]))
  const count = x.size / layer.scale.size
  if (count < 2) {
    throw new ShapeError(
      `batchNorm(${layer.scale.size}): ${x.describe()} has ${count} number a channel, which has no variance to train on; ` +
        'give a larger batch. The last one of an epoch may be too small: choose another batchSize.',
    )
  }
  const [center, spread] = [mean(x, { axis }), variance(x, { axis })]
  const moved = (from: Tensor, to: Tensor): Tensor => from.mul(1 - layer.momentum).add(to.mul(layer.momentum))
  context.update(layer, {
    runningMean: moved(layer.runningMean, center),
    runningVariance: moved(layer.runningVariance, spread.mul(count / (count - 1))),
  })
  return [center, spread]
}

/**
 * Batch normalisation: each channel is brought to mean 0 and variance 1 over the batch, and then scaled and shifted by what
 * is learnt. Running statistics, which stand in for a batch's at inference, move with each step:
 *
 *   y = γ (x - μ) / √(σ² + ε) + β      μ, σ² over all axes but axis 1
 *   running ← (1 - momentum) running + momentum (μ, n/(n - 1) σ²)
 *
 * @param channels the size of axis 1
 * @throws DomainError when it is no positive integer, epsilon is below 0, or momentum outside [0, 1]
 * @example batchNorm(8).forward(ones([4, 8])).shape // [4, 8]
 * @see Ioffe & Szegedy (2015), Batch normalization
 */
export function batchNorm(channels: number, options: BatchNormOptions = {}): BatchNorm {
  checkLayer('batchNorm', [channels], options, ['momentum', 'epsilon', 'dtype'])
  const { momentum = 0.1, epsilon = 1e-5, dtype = 'float32' } = options
  checkNonNegative('batchNorm', 'epsilon', epsilon)
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new DomainError(`batchNorm: momentum is ${momentum}; give the share of a batch, in [0, 1], such as 0.1.`)
  }
  const [one, zero] = [ones([channels], { dtype }), zeros([channels], { dtype })]
  return new BatchNorm({ scale: one, shift: zero, runningMean: zero, runningVariance: one }, momentum, epsilon)
}
