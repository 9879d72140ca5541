import { checkOptions, type Tensor } from '@adjoint/tensor'
import { paired } from './losses.ts'

/**
 * The share of binary predictions that are right: a probability above the threshold says class 1.
 *
 *   (1/n) Σ [ (p > threshold) = (y > 1/2) ]
 *
 * @param prediction probabilities, any shape
 * @param target classes 0 and 1, the same shape
 * @param options.threshold 0.5 by default; 0 for logits
 * @returns a number in [0, 1]
 * @throws ShapeError when the shapes differ
 * @example accuracy(tensor([[0.9], [0.2]]), tensor([[1], [1]])) // 0.5
 */
export function accuracy(prediction: Tensor, target: Tensor, options: { readonly threshold?: number } = {}): number {
  checkOptions('accuracy', options, ['threshold'])
  const [p, y] = paired('accuracy', prediction, target)
  return p
    .greater(options.threshold ?? 0.5)
    .equal(y.greater(0.5))
    .astype('float64')
    .mean()
    .item()
}
