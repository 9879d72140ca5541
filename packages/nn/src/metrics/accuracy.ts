import { checkOptions, type Tensor } from '@adjoint/tensor'
import { type ClassOptions, classesOf } from './classes.ts'

/**
 * The share of predictions that are right. What is predicted follows from the shapes: of scores [..., classes], against numbers of
 * classes or one-hot rows, the class with the largest one; of anything else, class 1 where a probability is above the threshold.
 *
 *   (1/n) Σ [ class of pᵢ = class of yᵢ ]
 *
 * @param prediction scores [..., classes] with 2 classes or more, probabilities of any shape, or int32 class indices
 * @param target for scores, class indices [...]; else the same shape: 0 and 1, one-hot rows, or class indices
 * @param options.threshold 0.5 by default, of probabilities; 0 for logits
 * @param options.oneHot true where the targets are one-hot rows; without it, each of their numbers counts by itself
 * @returns a number in [0, 1]; NaN where there are no predictions
 * @throws ShapeError when the shapes do not fit; DomainError when a target or a class index is none, a prediction without
 *   a threshold is outside [0, 1], or an option is unknown or no number
 * @example accuracy(tensor([[0.9], [0.2]]), tensor([[1], [1]])) // 0.5
 * @example accuracy(tensor([[0.1, 0.7, 0.2], [0.5, 0.1, 0.4]]), tensor([1, 2])) // 0.5
 * @example accuracy(tensor([[0.1, 0.7, 0.2], [0.5, 0.1, 0.4]]), tensor([[0, 1, 0], [0, 0, 1]]), { oneHot: true }) // 0.5
 */
export function accuracy(prediction: Tensor, target: Tensor, options: ClassOptions = {}): number {
  checkOptions('accuracy', options, ['threshold', 'oneHot'])
  const { predicted, actual } = classesOf('accuracy', prediction, target, options)
  let right = 0
  for (let i = 0; i < actual.length; i++) if (predicted[i] === actual[i]) right++
  return right / actual.length
}
