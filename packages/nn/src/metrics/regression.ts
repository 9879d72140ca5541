import { abs, mean, ShapeError, square, sub, sum, type Tensor } from '@adjoint/tensor'
import { paired } from '../losses.ts'

/**
 * The coefficient of determination: which part of the targets' variance the predictions explain. 1 where all are right, 0 for
 * always predicting the mean, below 0 for worse. Of several outputs, [n, ...], the mean.
 *
 *   R² = 1 - Σ (y - p)² / Σ (y - ȳ)²
 *
 * Where all targets of an output are equal, it is 1 if all predictions are right, else 0.
 *
 * @param prediction p, shape [n, ...]
 * @param target y, the same shape
 * @returns a number of at most 1; NaN for fewer than two samples
 * @throws ShapeError when the shapes differ, or there is no axis of samples
 * @example r2(tensor([2.5, 0, 2, 8]), tensor([3, -0.5, 2, 7])) // 0.9486081370449679
 */
export function r2(prediction: Tensor, target: Tensor): number {
  const [p, y] = paired('r2', prediction, target).map((x) => x.astype('float64')) as [Tensor, Tensor]
  const [n] = p.shape
  if (n === undefined) throw new ShapeError('r2: the prediction is one number; give a row for each sample.')
  if (n < 2) return Number.NaN
  const left = sum(square(sub(y, p)), { axis: 0 }).toTypedArray()
  const moved = sub(y, y.slice([0, 1])) // equal targets are exactly 0, and so is their mean
  const spread = sum(square(sub(moved, mean(moved, { axis: 0, keepDims: true }))), { axis: 0 }).toTypedArray()
  let total = 0
  for (let i = 0; i < left.length; i++) {
    const [error = 0, variation = 0] = [left[i], spread[i]]
    if (variation !== 0) total += 1 - error / variation
    else if (error === 0) total += 1
  }
  return total / left.length
}

/**
 * The mean of the absolute errors, over all elements: mae as a number, computed in float64.
 *
 *   (1/n) Σ |p - y|
 *
 * @param prediction p, any shape
 * @param target y, the same shape
 * @returns a number of 0 or more; NaN where there are no predictions
 * @throws ShapeError when the shapes differ
 * @example meanAbsoluteError(tensor([1, 2]), tensor([0, 4])) // 1.5
 */
export function meanAbsoluteError(prediction: Tensor, target: Tensor): number {
  const [p, y] = paired('meanAbsoluteError', prediction, target)
  return mean(abs(sub(p.astype('float64'), y.astype('float64')))).item()
}
