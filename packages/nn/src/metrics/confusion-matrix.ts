import { checkOptions, DomainError, fromTypedArray, type Tensor } from '@adjoint/tensor'
import { type ClassOptions, checkCount, classesOf } from './classes.ts'

/**
 * How often each class was taken for each other: element [i, j] counts the samples of class i that were predicted as j.
 *
 * @param prediction as in accuracy
 * @param target as in accuracy
 * @param options.threshold as in accuracy
 * @param options.oneHot as in accuracy
 * @param options.classes how many classes there are; by default, as many as the scores have, or as the largest number says
 * @returns shape [classes, classes], int32
 * @throws ShapeError when the shapes do not fit; DomainError when there are more classes than `classes`, or than 2¹⁴, a
 *   target is no class, a prediction without a threshold is outside [0, 1], or an option is unknown
 * @example confusionMatrix(tensor([0.9, 0.2, 0.8]), tensor([1, 0, 0])) // Tensor i32[2,2] [[1, 1], [0, 1]]
 */
export function confusionMatrix(
  prediction: Tensor,
  target: Tensor,
  options: ClassOptions & { readonly classes?: number } = {},
): Tensor<[number, number]> {
  checkOptions('confusionMatrix', options, ['threshold', 'oneHot', 'classes'])
  const { predicted, actual, count } = classesOf('confusionMatrix', prediction, target, options)
  const { classes = count } = options
  if (!(Number.isInteger(classes) && classes >= count)) {
    throw new DomainError(
      `confusionMatrix: classes is ${classes}, but there are ${count}; give an integer from there up.`,
    )
  }
  checkCount('confusionMatrix', classes, 2 ** 14)
  const matrix = new Int32Array(classes * classes)
  for (let i = 0; i < actual.length; i++) {
    const place = (actual[i] ?? 0) * classes + (predicted[i] ?? 0)
    matrix[place] = (matrix[place] ?? 0) + 1
  }
  return fromTypedArray(matrix, [classes, classes])
}
