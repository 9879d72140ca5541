import { at, combine, type Matrix, map, shape, sum } from './matrix.ts'

/**
 * The binary cross-entropy, averaged over the m samples. Nothing is clamped: 0 · log 0 counts as 0, its limit, and a
 * certain but wrong prediction costs Infinity. With more than one output unit the outputs are summed, not averaged,
 * because `backward` divides by m alone.
 *
 *   J(Ŷ, Y) = -1/m Σᵢ [ yᵢ log ŷᵢ + (1 - yᵢ) log(1 - ŷᵢ) ]
 *
 * @param YHat shape [outputs, m], probabilities
 * @param Y shape [outputs, m], labels 0 or 1
 * @throws RangeError when the shapes differ or there is no sample
 * @see Skalski, Let's code a Neural Network in plain NumPy: `get_cost_value`
 * @example cost([[0.5, 1]], [[0, 1]]) // 0.34657359027997264
 */
export function cost(YHat: Matrix, Y: Matrix): number {
  const m = countSamples('cost', YHat, Y)
  const losses = combine(YHat, Y, (yHat, y) => -(timesLog(y, yHat) + timesLog(1 - y, 1 - yHat)))
  return sum(losses.map(sum)) / m
}

const timesLog = (y: number, p: number): number => (y === 0 ? 0 : y * Math.log(p))

/**
 * The class of each probability: 1 above one half, else 0, so exactly one half is class 0.
 *
 * @see Skalski, Let's code a Neural Network in plain NumPy: `convert_prob_into_class`
 * @example convertProbIntoClass([[0.2, 0.5, 0.7]]) // [[0, 0, 1]]
 */
export function convertProbIntoClass(probabilities: Matrix): Matrix {
  return map(probabilities, (p) => (p > 0.5 ? 1 : 0))
}

/**
 * The share of samples whose class is right, in every output where there are several.
 *
 *   accuracy = 1/m #{ i : class(ŷᵢ) = yᵢ }
 *
 * @param YHat shape [outputs, m], probabilities
 * @param Y shape [outputs, m], labels 0 or 1
 * @throws RangeError when the shapes differ or there is no sample
 * @see Skalski, Let's code a Neural Network in plain NumPy: `get_accuracy_value`
 * @example accuracy([[0.2, 0.9, 0.4, 0.8]], [[0, 1, 1, 1]]) // 0.75
 */
export function accuracy(YHat: Matrix, Y: Matrix): number {
  const m = countSamples('accuracy', YHat, Y)
  const classes = convertProbIntoClass(YHat)
  const isRight = (sample: number): boolean => classes.every((row, i) => at(row, sample) === at(at(Y, i), sample))
  return Array.from({ length: m }, (_, sample) => isRight(sample)).filter(Boolean).length / m
}

/**
 * m, the number of columns of the predictions and of the labels.
 *
 * @throws RangeError when their shapes differ or m is 0
 */
export function countSamples(caller: string, YHat: Matrix, Y: Matrix): number {
  const [outputs, m] = shape(YHat)
  const [rows, columns] = shape(Y)
  if (outputs !== rows || m !== columns) {
    throw new RangeError(
      `${caller}: YHat is [${outputs}, ${m}], but Y is [${rows}, ${columns}]. Give Y as [outputs, m], a sample in each ` +
        'column: [labels] for one output.',
    )
  }
  if (m === 0) throw new RangeError(`${caller}: there is no sample, and no mean over none. Give at least one.`)
  return m
}
