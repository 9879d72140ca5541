export { type Statistics, TrainingContext, withStatistics } from './context.ts'
export { type GradientFinding, type GradientReport, gradientReport, type ParameterReport } from './gradient-report.ts'
export { allZeros, glorotUniform, heNormal, type Initializer, smallNormal, unitNormal } from './initializers.ts'
export type { Chain, ForwardShape, LayerLike } from './layer-types.ts'
export {
  ELU,
  elu,
  GELU,
  gelu,
  LeakyReLU,
  leakyRelu,
  ReLU,
  relu,
  Sigmoid,
  SiLU,
  Softmax,
  sigmoid,
  silu,
  softmax,
  Tanh,
  tanh,
} from './layers/activations.ts'
export {
  type AttentionOptions,
  attention,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
  multiHeadAttention,
} from './layers/attention.ts'
export { Conv1d, Conv2d, type ConvLayerOptions, conv1d, conv2d } from './layers/convolution.ts'
export { Dense, type DenseOptions, dense } from './layers/dense.ts'
export { Dropout, dropout } from './layers/dropout.ts'
export { Embedding, type EmbeddingOptions, embedding } from './layers/embedding.ts'
export { Flatten, flatten } from './layers/flatten.ts'
export {
  BatchNorm,
  type BatchNormOptions,
  batchNorm,
  LayerNorm,
  layerNorm,
  type NormOptions,
} from './layers/normalization.ts'
export {
  AvgPool1d,
  AvgPool2d,
  avgPool1d,
  avgPool2d,
  MaxPool1d,
  MaxPool2d,
  maxPool1d,
  maxPool2d,
  type Pool,
} from './layers/pool.ts'
export {
  type Cell,
  type CellOptions,
  GRUCell,
  gruCell,
  LSTMCell,
  lstmCell,
  Recurrent,
  recurrent,
} from './layers/recurrent.ts'
export { Sequential, sequential } from './layers/sequential.ts'
export {
  BCE,
  BCEWithLogits,
  bce,
  bceWithLogits,
  CrossEntropy,
  crossEntropy,
  gaussianNll,
  Huber,
  huber,
  type Loss,
  MAE,
  MSE,
  mae,
  mse,
} from './losses.ts'
export { accuracy } from './metrics/accuracy.ts'
export type { ClassOptions } from './metrics/classes.ts'
export { confusionMatrix } from './metrics/confusion-matrix.ts'
export { f1, precision, recall, type Score, type ScoreOptions } from './metrics/precision-recall.ts'
export { meanAbsoluteError, r2 } from './metrics/regression.ts'
export { network } from './network.ts'
export { type AdagradOptions, adagrad } from './optimizers/adagrad.ts'
export { type AdamOptions, adam } from './optimizers/adam.ts'
export { type AdamWOptions, adamw } from './optimizers/adamw.ts'
export { clipByNorm, clipByValue, globalNorm } from './optimizers/clip.ts'
export type { Optimizer, OptimizerState } from './optimizers/optimizer.ts'
export { type RmspropOptions, rmsprop } from './optimizers/rmsprop.ts'
export {
  constantRate,
  cosineDecay,
  exponentialDecay,
  linearWarmup,
  oneCycle,
  type Schedule,
  stepDecay,
} from './optimizers/schedules.ts'
export { type SgdOptions, sgd } from './optimizers/sgd.ts'
export { load, save } from './save.ts'
export { summary } from './summary.ts'
export type { Data } from './training/batches.ts'
export type { CheckpointOptions } from './training/checkpoint.ts'
export type { EarlyStopping } from './training/early-stopping.ts'
export { fit } from './training/fit.ts'
export { NonFiniteError } from './training/non-finite.ts'
export type {
  EpochRecord,
  EpochReport,
  FitOptions,
  FitResult,
  LossFunction,
  Metric,
} from './training/options.ts'
