import { argmax, DomainError, isFloat, sameShape, type Tensor } from '@adjoint/tensor'
import { paired } from '../losses.ts'

/** How predictions are read as classes. */
export interface ClassOptions {
  /** a probability above it says class 1; 0.5 by default, 0 for logits. With it, each number is a prediction by itself */
  readonly threshold?: number
}

/** What was predicted and what is true, as numbers of classes. */
export interface Classes {
  readonly predicted: ArrayLike<number>
  readonly actual: ArrayLike<number>
  /** how many classes there are, as far as shapes and numbers say */
  readonly count: number
}

/**
 * The classes of predictions and targets.
 *
 *   prediction          target                           a prediction is
 *   [..., classes]      [...], numbers of classes        the place of the largest score; the first of equal ones
 *   [..., classes]      the same, one-hot                the same, where there are 2 classes or more and no threshold
 *   int32 or bool       the same, numbers of classes     itself
 *   anything else       the same, 0 and 1                whether it is above the threshold
 *
 * @throws ShapeError when the shapes are not those; DomainError when a number of a class is none
 */
export function classesOf(
  owner: string,
  prediction: Tensor,
  target: Tensor,
  { threshold }: ClassOptions = {},
): Classes {
  const { shape } = prediction
  const classes = shape.at(-1) ?? 0
  const scores = classes >= 2 && isFloat(prediction.dtype) && threshold === undefined
  if (scores && sameShape(target.shape, shape.slice(0, -1))) {
    const actual = target.toTypedArray()
    checkLabels(owner, 'target', actual, classes)
    return { predicted: argmax(prediction, { axis: -1 }).toTypedArray(), actual, count: classes }
  }
  const [p, y] = paired(owner, prediction, target)
  if (scores && p.rank >= 2) {
    const places = (x: Tensor): ArrayLike<number> => argmax(x, { axis: -1 }).toTypedArray()
    return { predicted: places(p), actual: places(y), count: classes }
  }
  if (isFloat(p.dtype)) {
    const above = (x: Tensor, limit: number): ArrayLike<number> => x.greater(limit).toTypedArray()
    return { predicted: above(p, threshold ?? 0.5), actual: above(y, 0.5), count: 2 }
  }
  const [predicted, actual] = [p.toTypedArray(), y.toTypedArray()]
  const largest = Math.max(
    checkLabels(owner, 'prediction', predicted, Number.POSITIVE_INFINITY),
    checkLabels(owner, 'target', actual, Number.POSITIVE_INFINITY),
  )
  return { predicted, actual, count: Math.max(2, largest + 1) }
}

/** Gives the largest number of a class, -1 where there is none. */
function checkLabels(owner: string, name: string, labels: ArrayLike<number>, classes: number): number {
  let largest = -1
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? Number.NaN
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      const range = classes === Number.POSITIVE_INFINITY ? 'up' : `to ${classes - 1}`
      throw new DomainError(`${owner}: the ${name} holds ${label}; give numbers of classes, integers from 0 ${range}.`)
    }
    if (label > largest) largest = label
  }
  return largest
}

/** How often each class was meant, predicted, and both. */
export interface Counts {
  readonly actual: Float64Array
  readonly predicted: Float64Array
  readonly right: Float64Array
}

export function countsOf({ predicted, actual, count }: Classes): Counts {
  const counts = { actual: new Float64Array(count), predicted: new Float64Array(count), right: new Float64Array(count) }
  for (let i = 0; i < actual.length; i++) {
    const [p, y] = [predicted[i] ?? 0, actual[i] ?? 0]
    counts.predicted[p] = (counts.predicted[p] ?? 0) + 1
    counts.actual[y] = (counts.actual[y] ?? 0) + 1
    if (p === y) counts.right[y] = (counts.right[y] ?? 0) + 1
  }
  return counts
}
