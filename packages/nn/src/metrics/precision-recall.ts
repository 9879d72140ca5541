import { checkOptions, DomainError, type Tensor } from '@adjoint/tensor'
import { type ClassOptions, classesOf, countsOf } from './classes.ts'

/** How precision, recall and F1 of several classes become one number. */
export interface ScoreOptions extends ClassOptions {
  /**
   * 'binary', by default: the score of class 1, where there are two. 'macro': the mean over the classes; 'weighted': the same,
   * weighted by how often they occur as targets; both over the classes that occur. 'micro': the score of all counts together.
   */
  readonly average?: 'binary' | 'macro' | 'micro' | 'weighted'
  /** what 0 / 0 is; 0 by default. NaN leaves such classes out of a mean */
  readonly zeroDivision?: 0 | 1 | typeof Number.NaN
}

/** A metric of classes. */
export type Score = (prediction: Tensor, target: Tensor, options?: ScoreOptions) => number

/** A share: of how many, how many. */
type Quotient = (right: number, predicted: number, actual: number) => readonly [number, number]

/**
 * The share of the samples predicted as a class that are of this class.
 *
 *   precision = TP / (TP + FP)
 *
 * @param prediction as in accuracy
 * @param target as in accuracy
 * @param options.average 'binary' by default; see ScoreOptions
 * @param options.threshold as in accuracy
 * @param options.oneHot as in accuracy
 * @param options.zeroDivision the precision of a class that is never predicted; 0 by default
 * @returns a number in [0, 1], or zeroDivision
 * @throws ShapeError when the shapes do not fit; DomainError when there are more than two classes and no average for them,
 *   more than 2²⁴ of them, a target that is no class, a prediction without a threshold outside [0, 1], or an option
 *   that is unknown or out of range
 * @example precision(tensor([0.9, 0.8, 0.1]), tensor([1, 0, 1])) // 0.5
 */
export const precision: Score = /* @__PURE__ */ score('precision', (right, predicted) => [right, predicted])

/**
 * The share of the samples of a class that are predicted as this class.
 *
 *   recall = TP / (TP + FN)
 *
 * @param prediction as in accuracy
 * @param target as in accuracy
 * @param options.average 'binary' by default; see ScoreOptions
 * @param options.threshold as in accuracy
 * @param options.oneHot as in accuracy
 * @param options.zeroDivision the recall of a class that never occurs as a target; 0 by default
 * @returns a number in [0, 1], or zeroDivision
 * @throws as precision does
 * @example recall(tensor([0.9, 0.8, 0.1, 0.7]), tensor([1, 0, 1, 1]), { average: 'micro' }) // 0.5
 */
export const recall: Score = /* @__PURE__ */ score('recall', (right, _predicted, actual) => [right, actual])

/**
 * The harmonic mean of precision and recall.
 *
 *   F₁ = 2 TP / (2 TP + FP + FN)
 *
 * @param prediction as in accuracy
 * @param target as in accuracy
 * @param options.average 'binary' by default; see ScoreOptions
 * @param options.threshold as in accuracy
 * @param options.oneHot as in accuracy
 * @param options.zeroDivision the score of a class that never occurs; 0 by default
 * @returns a number in [0, 1], or zeroDivision
 * @throws as precision does
 * @example f1(tensor([[2, 1, 0], [0, 3, 1], [1, 0, 0]]), tensor([0, 1, 2]), { average: 'macro' }) // 0.5555555555555555
 */
export const f1: Score = /* @__PURE__ */ score('f1', (right, predicted, actual) => [2 * right, predicted + actual])

function score(owner: string, quotient: Quotient): Score {
  return (prediction, target, options = {}) => {
    checkOptions(owner, options, ['average', 'threshold', 'oneHot', 'zeroDivision'])
    const { average = 'binary', zeroDivision = 0 } = options
    if (!(zeroDivision === 0 || zeroDivision === 1 || Number.isNaN(zeroDivision)))
      throw new DomainError(`${owner}: zeroDivision is ${zeroDivision}; give 0, 1 or NaN.`)
    const classes = classesOf(owner, prediction, target, options)
    const { right, predicted, actual } = countsOf(owner, classes)

    const divided = ([part, whole]: readonly [number, number]): number => (whole === 0 ? zeroDivision : part / whole)
    const of = (one: number): number => divided(quotient(right[one] ?? 0, predicted[one] ?? 0, actual[one] ?? 0))
    const scored = Array.from(actual.keys(), (one) => [one, of(one)] as const).filter(
      ([one, value]) => (actual[one] ?? 0) + (predicted[one] ?? 0) > 0 && !Number.isNaN(value), // as zeroDivision makes it
    )
    switch (average) {
      case 'binary':
        if (classes.count === 2) return of(1)
        throw new DomainError(
          `${owner}: there are ${classes.count} classes; give average: 'macro', 'micro' or 'weighted'.`,
        )
      case 'micro':
        return divided(quotient(total(right), total(predicted), total(actual)))
      case 'macro':
        return meanOf(scored, () => 1) ?? zeroDivision
      case 'weighted':
        // the plain mean, where only classes count that never occur as targets
        return meanOf(scored, (one) => actual[one] ?? 0) ?? meanOf(scored, () => 1) ?? zeroDivision
      default:
        throw new DomainError(`${owner}: average is "${String(average)}"; give binary, macro, micro or weighted.`)
    }
  }
}

/** The mean of the classes' scores, weighted; null where no class has a weight. */
function meanOf(
  scores: readonly (readonly [one: number, score: number])[],
  weightOf: (one: number) => number,
): number | null {
  const weight = scores.reduce((sum, [one]) => sum + weightOf(one), 0)
  return weight === 0 ? null : scores.reduce((sum, [one, score]) => sum + score * weightOf(one), 0) / weight
}

function total(counts: Float64Array): number {
  return counts.reduce((a, b) => a + b, 0)
}
