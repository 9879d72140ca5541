export { accuracy } from './accuracy.ts'
export { allZeros, glorotUniform, heNormal, type Initializer, smallNormal } from './initializers.ts'
export type { Chain, ForwardShape, LayerLike } from './layer-types.ts'
export { ReLU, relu, Sigmoid, sigmoid, Tanh, tanh } from './layers/activations.ts'
export { Dense, type DenseOptions, dense } from './layers/dense.ts'
export { Sequential, sequential } from './layers/sequential.ts'
export { BCE, BCEWithLogits, bce, bceWithLogits, CrossEntropy, crossEntropy, type Loss, MSE, mse } from './losses.ts'
export { network } from './network.ts'
export { type AdamOptions, adam } from './optimizers/adam.ts'
export type { Optimizer, OptimizerState } from './optimizers/optimizer.ts'
export { type SgdOptions, sgd } from './optimizers/sgd.ts'
export { summary } from './summary.ts'
export type { Data } from './training/batches.ts'
export {
  type EpochRecord,
  type EpochReport,
  type FitOptions,
  type FitResult,
  fit,
  type LossFunction,
} from './training/fit.ts'
export { NonFiniteError } from './training/non-finite.ts'
