// Checked by the compiler alone: nothing here runs.

import { random, type Tensor, tensor, zeros } from '@adjoint/tensor'
import {
  accuracy,
  adam,
  adamw,
  bce,
  bceWithLogits,
  clipByNorm,
  confusionMatrix,
  cosineDecay,
  crossEntropy,
  type Data,
  Dense,
  dense,
  type EpochReport,
  type FitResult,
  f1,
  fit,
  type Loss,
  type LossFunction,
  mse,
  network,
  type Optimizer,
  type ReLU,
  relu,
  type Sequential,
  sequential,
  sgd,
  summary,
} from '../src/index.ts'

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false

declare function expectType<Expected>(): <Actual>(
  actual: Actual,
  ...different: Equal<Actual, Expected> extends true ? [] : [never]
) => void

declare const data: Data
declare const unknown: Tensor
const rng = random(0)
const optimizer = sgd({ lr: 0.1, momentum: 0.9 })
expectType<Optimizer>()(optimizer)

// ------------------------------------------------------------------------------------------- fit keeps the model's type

const model = sequential(dense(2, 3, rng), relu(), dense(3, 1, rng))
type Model = Sequential<readonly [Dense<2, 3>, ReLU, Dense<3, 1>]>
expectType<Model>()(model)
const loss = (m: typeof model, x: Tensor, y: Tensor): Tensor => bceWithLogits(m.forward(x) as Tensor, y)

const result = await fit(model, data, { loss, optimizer, epochs: 3 })
expectType<FitResult<Model>>()(result)
expectType<Model>()(result.model)
expectType<'finished' | 'callback' | 'interrupted' | 'patience'>()(result.stopped)
expectType<Tensor<[900, 1]>>()(result.model.forward(zeros([900, 2])))
expectType<number | undefined>()(result.history[0]?.validationLoss)

const tree = { w: tensor([1, 2]), name: 'mine', parts: [dense(1, 1, rng)] }
const trained = await fit(tree, data, { loss: (m, x, y) => mse(x.mul(m.w), y), optimizer, epochs: 1 })
expectType<typeof tree>()(trained.model)
const bare = await fit(tensor([1, 2]), data, { loss: (m, x) => x.mul(m).sum(), optimizer, epochs: 1 })
expectType<Tensor<[2]>>()(bare.model)

fit(model, data, {
  loss,
  optimizer,
  epochs: 1,
  validation: data,
  signal: AbortSignal.timeout(1),
  onEpoch(report) {
    expectType<EpochReport<Model>>()(report)
    return report.loss < 0.1 ? 'stop' : undefined
  },
  progress: (report) => accuracy(report.model.forward(unknown), unknown).toFixed(2),
})
fit(model, data, { loss, optimizer, epochs: 1, onEpoch: () => {}, progress: false })
fit(model, data, {
  loss,
  optimizer: adamw({ lr: cosineDecay({ lr: 0.1, steps: 10 }) }),
  epochs: 1,
  clipNorm: 1,
  metrics: { accuracy: (m, x, y) => accuracy(m.forward(x), y), error: (m, x, y) => mse(m.forward(x) as Tensor, y) },
  earlyStopping: { patience: 3, monitor: 'accuracy', mode: 'max' },
  checkpoint: { to: async (bytes) => expectType<Uint8Array>()(bytes), every: 2 },
  resume: 'run.safetensors',
})
expectType<number | undefined>()(result.history[0]?.metrics?.accuracy)
fit(model, data, { loss, optimizer, epochs: 1, onEpoch: ({ epoch }) => (epoch > 3 ? 'stop' : undefined) })

// samples may be trees: the loss says of which form
type Inputs = { readonly image: Tensor; readonly ages: readonly Tensor[] }
const named = (m: typeof tree, { image, ages }: Inputs, y: Tensor): Tensor =>
  mse(ages.reduce((sum, age) => sum.add(age), image).mul(m.w), y)
const inputs = { image: tensor([[1, 2]]), ages: [unknown] }
fit(tree, { x: inputs, y: unknown }, { loss: named, optimizer, epochs: 1, validation: { x: inputs, y: unknown } })
fit(
  tree,
  { x: inputs, y: unknown },
  {
    loss: named,
    optimizer,
    epochs: 1,
    metrics: {
      error(m, x, y) {
        expectType<Inputs>()(x)
        return named(m, x, y)
      },
    },
  },
)
// @ts-expect-error other inputs than the loss takes
fit(tree, { x: unknown, y: unknown }, { loss: named, optimizer, epochs: 1 })
// @ts-expect-error other inputs on the validation data
fit(tree, { x: inputs, y: unknown }, { loss: named, optimizer, epochs: 1, validation: data })

// ------------------------------------------------------------------------------------------------- what fit does not take

// @ts-expect-error unknown option
fit(model, data, { loss, optimizer, epochs: 1, epoch: 1 })
// @ts-expect-error no loss
fit(model, data, { optimizer, epochs: 1 })
// @ts-expect-error no number of epochs
fit(model, data, { loss, optimizer })
// @ts-expect-error a loss of another model
fit(tree, data, { loss, optimizer, epochs: 1 })
// @ts-expect-error a loss of predictions alone: it would get the model
fit(model, data, { loss: bce, optimizer, epochs: 1 })
// @ts-expect-error no patience
fit(model, data, { loss, optimizer, epochs: 1, earlyStopping: { minDelta: 1 } })
// @ts-expect-error no place for checkpoints
fit(model, data, { loss, optimizer, epochs: 1, checkpoint: { every: 1 } })
// @ts-expect-error a metric of predictions alone: it would get the model
fit(model, data, { loss, optimizer, epochs: 1, metrics: { accuracy } })
// @ts-expect-error a schedule that gives text
sgd({ lr: () => '0.1' })
// @ts-expect-error an average that there is not
f1(unknown, unknown, { average: 'samples' })
expectType<Tensor<[number, number]>>()(confusionMatrix(unknown, unknown))
expectType<[Model, Tensor]>()(clipByNorm(model, 1))
// @ts-expect-error a loss that is no tensor
fit(model, data, { loss: () => 1, optimizer, epochs: 1 })
// @ts-expect-error another word than 'stop'
fit(model, data, { loss, optimizer, epochs: 1, onEpoch: () => 'halt' })
// @ts-expect-error data without targets
fit(model, { x: unknown }, { loss, optimizer, epochs: 1 })
// @ts-expect-error an array is no tensor
fit(model, { x: [[1]], y: [[1]] }, { loss, optimizer, epochs: 1 })

// --------------------------------------------------------------------------------------------------------------- losses

expectType<Tensor<[]>>()(bce(zeros([9, 1]), zeros([9, 1])))
expectType<Tensor<[]>>()(mse(zeros([9, 1]), unknown))
expectType<Tensor<[]>>()(bceWithLogits(unknown, unknown))
expectType<Loss>()(bce)
expectType<Loss>()(crossEntropy)
// @ts-expect-error as: the shape is [9, 1], not [9]
bce(zeros([9, 1]), zeros([9]))
// @ts-expect-error no broadcast
mse(zeros([9, 1]), zeros([1]))
loss satisfies LossFunction<Model>

// -------------------------------------------------------------------------------------- optimizers, network and the others

const [next, state] = optimizer.update(model, model, optimizer.init(model))
expectType<Model>()(next)
optimizer.update(model, next, state)
// @ts-expect-error a gradient of another form
optimizer.update(model, tree, state)
// @ts-expect-error no learning rate
sgd({ momentum: 0.9 })
// @ts-expect-error unknown option
sgd({ lr: 0.1, nesterow: true })
// @ts-expect-error a number
sgd(0.1)
expectType<Optimizer>()(adam({ lr: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }))
// @ts-expect-error unknown option
adam({ lr: 0.001, momentum: 0.9 })

expectType<Sequential>()(network([{ inputDim: 2, outputDim: 1, activation: 'sigmoid' }], rng))
// @ts-expect-error unknown activation
network([{ inputDim: 2, outputDim: 1, activation: 'softplus' }], rng)
// @ts-expect-error unknown option
network([{ inputDim: 2, outputDim: 1, activation: 'relu' }], rng, { seed: 1 })
// @ts-expect-error an integer dtype
dense(2, 3, rng, { dtype: 'int32' })
// @ts-expect-error the bias does not fit
new Dense(zeros([2, 3]), zeros([4]))
// @ts-expect-error no generator
dense(2, 3)

expectType<number>()(accuracy(unknown, unknown))
// @ts-expect-error unknown option
accuracy(unknown, unknown, { treshold: 0.5 })
expectType<string>()(summary(model, [900, 2]))
expectType<string>()(summary({ forward: (x) => x }))
