import { argmax, DomainError, isFloat, ShapeError, sameShape, type Tensor } from '@adjoint/tensor'
import { checkFlag, checkProbabilities, checkTensor, inWords } from '../given.ts'
import { paired } from '../losses.ts'

/** How predictions are read as classes. */
export interface ClassOptions {
  /** a number above it says class 1; 0.5 by default, of probabilities; give 0 for logits */
  readonly threshold?: number
  /** true where rows of scores stand against one-hot rows; false, by default, where each number is a prediction by itself */
  readonly oneHot?: boolean
}

/** What was predicted and what is true, as class indices. */
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
 *   [..., classes]      [...], class indices        the place of the largest score; the first of equal ones
 *   [..., classes]      the same, with oneHot            the same
 *   int32 or bool       the same, class indices     itself
 *   anything else       the same, 0 and 1                whether it is above the threshold; a probability, without one
 *
 * @throws ShapeError when the shapes are not those; DomainError when a class index is none, a probability is outside
 *   [0, 1], its target is neither 0 nor 1, or a threshold is no number, or given for scores
 */
export function classesOf(
  owner: string,
  prediction: Tensor,
  target: Tensor,
  { threshold, oneHot = false }: ClassOptions = {},
): Classes {
  checkFlag(owner, 'oneHot', oneHot)
  if (oneHot && threshold !== undefined)
    throw new DomainError(`${owner}: of one-hot rows the largest score counts; leave out threshold, or oneHot.`)
  if (threshold !== undefined && (typeof threshold !== 'number' || Number.isNaN(threshold)))
    throw new DomainError(`${owner}: threshold is ${inWords(threshold)}; give a number, 0.5 say, or 0 for logits.`)
  checkTensor(owner, 'the prediction', prediction)
  checkTensor(owner, 'the target', target)
  const { shape } = prediction
  const count = shape.at(-1) ?? 0
  const largest = (x: Tensor): ArrayLike<number> => argmax(x, { axis: -1 }).toTypedArray()
  if (count >= 2 && sameShape(target.shape, shape.slice(0, -1))) {
    if (threshold !== undefined)
      throw new DomainError(`${owner}: of scores [..., classes] the largest counts; leave out threshold.`)
    const actual = target.toTypedArray()
    checkLabels(owner, 'target', actual, count)
    return { predicted: largest(prediction), actual, count }
  }
  const [p, y] = paired(owner, prediction, target)
  if (oneHot) {
    if (count >= 2) return { predicted: largest(p), actual: largest(y), count }
    throw new ShapeError(
      `${owner}: one-hot rows are [..., classes] with 2 classes or more, but this is ${p.describe()}.`,
    )
  }
  if (isFloat(p.dtype)) {
    checkTruths(owner, y.toTypedArray())
    if (threshold === undefined) {
      const advice = 'Of logits, give threshold: 0; of scores against one-hot rows, oneHot: true.'
      checkProbabilities(owner, 'the prediction', p.toTypedArray(), advice) // of anything else, 0.5 is no limit
    }
    const above = (x: Tensor, limit: number): ArrayLike<number> => x.greater(limit).toTypedArray()
    return { predicted: above(p, threshold ?? 0.5), actual: above(y, 0.5), count: 2 }
  }
  const [predicted, actual] = [p.toTypedArray(), y.toTypedArray()]
  const most = Math.max(
    checkLabels(owner, 'prediction', predicted, Number.POSITIVE_INFINITY),
    checkLabels(owner, 'target', actual, Number.POSITIVE_INFINITY),
  )
  return { predicted, actual, count: Math.max(2, most + 1) }
}

/** Of a third class, a threshold says nothing; nor of what is half in each. */
function checkTruths(owner: string, truths: ArrayLike<number>): void {
  for (let i = 0; i < truths.length; i++) {
    const truth = truths[i] ?? Number.NaN
    if (truth === 0 || truth === 1) continue
    throw new DomainError(
      `${owner}: the target holds ${truth}, where a probability has 0 or 1. ` +
        'Of more classes, predict scores [..., classes], or their numbers in int32.',
    )
  }
}

/** Gives the largest class index, -1 where there is none. */
function checkLabels(owner: string, name: string, labels: ArrayLike<number>, classes: number): number {
  let largest = -1
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] ?? Number.NaN
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      const range = classes === Number.POSITIVE_INFINITY ? 'up' : `to ${classes - 1}`
      throw new DomainError(`${owner}: the ${name} holds ${label}; class indices are integers from 0 ${range}.`)
    }
    if (label > largest) largest = label
  }
  return largest
}

/** A table has a place for each class up to the largest number, and no more of them than memory. */
export function checkCount(owner: string, count: number, most: number): void {
  if (count <= most) return
  throw new DomainError(`${owner}: there are ${count} classes, and at most ${most} are counted; number them from 0 up.`)
}

/** How often each class occurs as a target, as a prediction, and as both. */
export interface Counts {
  readonly actual: Float64Array
  readonly predicted: Float64Array
  readonly right: Float64Array
}

export function countsOf(owner: string, { predicted, actual, count }: Classes): Counts {
  checkCount(owner, count, 2 ** 24)
  const counts = { actual: new Float64Array(count), predicted: new Float64Array(count), right: new Float64Array(count) }
  for (let i = 0; i < actual.length; i++) {
    const [p, y] = [predicted[i] ?? 0, actual[i] ?? 0]
    counts.predicted[p] = (counts.predicted[p] ?? 0) + 1
    counts.actual[y] = (counts.actual[y] ?? 0) + 1
    if (p === y) counts.right[y] = (counts.right[y] ?? 0) + 1
  }
  return counts
}
