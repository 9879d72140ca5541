import {
  type Arg,
  type As,
  abs,
  add,
  exp,
  isFloat,
  log,
  log1p,
  logSoftmax,
  mean,
  minimum,
  mul,
  mulAbsorbing,
  neg,
  type Ok,
  type Shape,
  ShapeError,
  type ShapeText,
  sameShape,
  softplus,
  square,
  sub,
  sum,
  type Tensor,
} from '@adjoint/tensor'
import { checkProbabilities, checkTensor } from './given.ts'

/** `Ok`, or the message for a target that has not the shape of the prediction. */
type Target<T extends Shape, P extends Shape> =
  As<T, P> extends Ok<infer S>
    ? Ok<S>
    : `the prediction is ${ShapeText<P>}, but the target is ${ShapeText<T>}: reshape it; a loss does not broadcast`

/** A loss: a scalar from predictions and targets of one shape. The message stands where the shapes differ. */
export type Loss = <P extends Shape, T extends Shape>(
  prediction: Tensor<P>,
  target: Arg<Tensor<T>, Target<T, P>>,
) => Tensor<[]>

/**
 * Binary cross-entropy of probabilities, the mean over all elements. Exact on all of [0, 1], with 0 · log 0 = 0: nothing
 * is clamped. Beside a sigmoid, bceWithLogits is the stabler choice.
 *
 *   L = -(1/n) Σ (y log p + (1 - y) log(1 - p))
 *
 * @param prediction probabilities p in [0, 1], any shape
 * @param target y in [0, 1], the same shape
 * @throws ShapeError when the shapes differ, even where they would broadcast; DomainError when a target is outside [0, 1],
 *   unless it is a recorded one, as in a compiled function: then it has no numbers yet. fit looks at the first batch
 * @example bce(tensor([[0.9], [0.2]]), tensor([[1], [0]])) // Tensor f32[] 0.164252
 */
export const bce: Loss = (prediction, target) => {
  const [p, y] = pairedTruths('bce', prediction, target)
  const ones = mulAbsorbing(y, log(p))
  const zeros = mulAbsorbing(sub(y, 1), log1p(neg(p)))
  return mean(sub(zeros, ones)) as Tensor<[]>
}

/**
 * Binary cross-entropy of log-odds, the mean over all elements: sigmoid and bce in one, finite for every finite logit.
 *
 *   L = (1/n) Σ (ln(1 + eᶻ) - y z)
 *
 * @param prediction logits z, any shape
 * @param target y in [0, 1], the same shape
 * @throws ShapeError and DomainError, as bce does
 * @example bceWithLogits(tensor([[1000], [0]]), tensor([[1], [0]])) // Tensor f32[] 0.346574
 */
export const bceWithLogits: Loss = (prediction, target) => {
  const [z, y] = pairedTruths('bceWithLogits', prediction, target)
  // the difference of the formula would lose all digits of a small loss of y = 1: -log σ(z) is ln(1 + e⁻ᶻ)
  const ones = mulAbsorbing(y, softplus(neg(z)))
  const zeros = mulAbsorbing(sub(1, y), softplus(z))
  return mean(add(ones, zeros)) as Tensor<[]>
}

/**
 * Mean squared error, over all elements.
 *
 *   L = (1/n) Σ (p - y)²
 *
 * @param prediction p, any shape
 * @param target y, the same shape
 * @throws ShapeError when the shapes differ, even where they would broadcast
 * @example mse(tensor([1, 2]), tensor([0, 4])) // Tensor f32[] 2.5
 */
export const mse: Loss = (prediction, target) => {
  const [p, y] = paired('mse', prediction, target)
  return mean(square(errorOf(p, y))) as Tensor<[]>
}

/**
 * Cross-entropy of classes, the mean over the batch: softmax and -Σ y log p in one, without overflow at huge logits. A
 * class may be ruled out by the logit -Infinity, as long as its target is 0.
 *
 *   L = -(1/n) Σ y log softmax(z) = (1/n) Σᵢ (log Σ e^zᵢ - Σ yᵢ zᵢ)      where each row of y sums to 1
 *
 * @param prediction logits z, [..., classes]; all axes but the last are the batch
 * @param target y in [0, 1], the same shape: one-hot rows, or probabilities
 * @throws ShapeError when the shapes differ, even where they would broadcast, or where there is no axis of classes
 * @example crossEntropy(tensor([[0, 0], [1000, 0]]), tensor([[0, 1], [1, 0]])) // Tensor f32[] 0.346574
 */
export const crossEntropy: Loss = (prediction, target) => {
  const [z, y] = paired(
    'crossEntropy',
    prediction,
    target,
    'Give one target for each prediction: oneHot(target, classes), where they are class indices.',
  )
  if (z.rank === 0) {
    throw new ShapeError(`crossEntropy: the prediction is ${z.describe()}, one number; give logits [..., classes].`)
  }
  const logLikelihood = sum(mulAbsorbing(y, logSoftmax(z, { axis: -1 })), { axis: -1 })
  return sub(0, mean(logLikelihood)) as Tensor<[]> // not neg, which makes -0 of a loss of 0
}

/**
 * Mean absolute error, over all elements. Its derivative is 0 where both are equal.
 *
 *   L = (1/n) Σ |p - y|
 *
 * @param prediction p, any shape
 * @param target y, the same shape
 * @throws ShapeError when the shapes differ, even where they would broadcast
 * @example mae(tensor([1, 2]), tensor([0, 4])) // Tensor f32[] 1.5
 */
export const mae: Loss = (prediction, target) => {
  const [p, y] = paired('mae', prediction, target)
  return mean(abs(errorOf(p, y))) as Tensor<[]>
}

/**
 * Huber's loss, the mean over all elements: squares of small errors, and absolute values of those above 1, so that outliers
 * pull less.
 *
 *   L = (1/n) Σ h(p - y)      h(e) = e²/2 for |e| ≤ 1, else |e| - 1/2
 *
 * @param prediction p, any shape
 * @param target y, the same shape
 * @throws ShapeError when the shapes differ, even where they would broadcast
 * @example huber(tensor([0.5, 3]), tensor([0, 0])) // Tensor f32[] 1.3125
 * @see Huber (1964), Robust estimation of a location parameter
 */
export const huber: Loss = (prediction, target) => {
  const [p, y] = paired('huber', prediction, target)
  const error = abs(errorOf(p, y))
  const near = minimum(error, 1) // e²/2 + (|e| - near) with e cut off at 1
  return mean(add(square(near).mul(0.5), sub(error, near))) as Tensor<[]>
}

/**
 * The negative log-likelihood of a normal distribution, the mean over all elements, for a model that says how sure it is.
 *
 *   L = (1/n) Σ (s + (μ - y)² e⁻ˢ + log 2π) / 2      s = log σ²
 *
 * @param mu μ, any shape
 * @param logVariance s, the same shape
 * @param target y, the same shape
 * @throws ShapeError when the shapes differ, even where they would broadcast
 * @example gaussianNll(tensor([1]), tensor([0]), tensor([1])) // Tensor f32[] 0.918939
 */
export function gaussianNll(mu: Tensor, logVariance: Tensor, target: Tensor): Tensor<[]> {
  const [m, y] = paired('gaussianNll', mu, target)
  const [s] = paired('gaussianNll', logVariance, target)
  const scaled = square(mul(errorOf(m, y), exp(s.mul(-0.5)))) // one square: of two factors, one overflows where the other is 0
  return mean(add(s, scaled).add(Math.log(2 * Math.PI)).mul(0.5)) as Tensor<[]> // biome-ignore format: one formula
}

/** bce as a module. */
export class BCE {
  readonly forward: Loss = bce
}

/** bceWithLogits as a module. */
export class BCEWithLogits {
  readonly forward: Loss = bceWithLogits
}

/** crossEntropy as a module. */
export class CrossEntropy {
  readonly forward: Loss = crossEntropy
}

/** huber as a module. */
export class Huber {
  readonly forward: Loss = huber
}

/** mae as a module. */
export class MAE {
  readonly forward: Loss = mae
}

/** mse as a module. */
export class MSE {
  readonly forward: Loss = mse
}

/** p - y, in float32 where both are integers, which would wrap around. */
function errorOf(p: Tensor, y: Tensor): Tensor {
  if (isFloat(p.dtype) || isFloat(y.dtype)) return sub(p, y)
  return sub(p.astype('float64'), y.astype('float64')).astype('float32') // rounded once
}

/** Both as tensors of one shape, where the target is one of two classes. Outside [0, 1] the loss has no least value. */
function pairedTruths(owner: string, prediction: Tensor, target: Tensor | string): readonly [Tensor, Tensor] {
  const pair = paired(owner, prediction, target)
  const [, y] = pair
  if (y.tracedBy === null) {
    const advice = 'Give 0 and 1, or numbers between them; of more classes, use crossEntropy.'
    checkProbabilities(owner, 'the target', y.toTypedArray(), advice)
  }
  return pair
}

/** Both as tensors of one shape: (n,) against (n, 1) would broadcast to (n, n), which is never meant in a loss. */
export function paired(
  owner: string,
  prediction: Tensor,
  target: Tensor | string,
  otherwise = 'Give one target for each prediction; a loss does not broadcast.',
): readonly [Tensor, Tensor] {
  const y = target as Tensor // the message, where it is one, has already failed to compile
  checkTensor(owner, 'the prediction', prediction)
  checkTensor(owner, 'the target', y)
  if (sameShape(prediction.shape, y.shape)) return [prediction, y]
  const shape = `[${prediction.shape.join(', ')}]`
  const advice = prediction.size === y.size ? `Write target.reshape(${shape}).` : otherwise
  throw new ShapeError(
    `${owner}: the prediction is ${prediction.describe()}, but the target is ${y.describe()}. ${advice}`,
  )
}
