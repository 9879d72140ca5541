import type { TrainingTask } from '../../engine/task.ts'
import type { Prepared } from '../contender.ts'
import type { Jax, Array as JaxArray, Layer } from './types.ts'

type Model = readonly Layer[]

/** What the optimizer remembers: Adam's moments and the number of its steps. */
type State = { readonly first: Model; readonly second: Model; readonly count: JaxArray }

/** The model, the optimizer's state and the loss before the step. */
type Result = { readonly model: Model; readonly state: State; readonly value: JaxArray }

export function training(
  jax: Jax,
  { head, optimizer, lr, layers, batch, ...data }: TrainingTask,
  engine: string,
): Prepared {
  const { numpy: np, nn, tree } = jax
  const array = (numbers: readonly number[], shape: readonly number[]): JaxArray =>
    np.array(Float32Array.from(numbers), { shape })
  const x = array(data.x, [batch, layers[0]?.inputs ?? 0])
  const y = array(data.y, [batch, layers.at(-1)?.outputs ?? 0])
  const start: Model = layers.map(({ inputs, outputs, weight, bias }) => ({
    w: array(weight, [inputs, outputs]),
    b: array(bias, [outputs]),
  }))
  const zeros = (): Model =>
    layers.map(({ inputs, outputs }) => ({ w: np.zeros([inputs, outputs]), b: np.zeros([outputs]) }))

  const loss = (model: Model, x: JaxArray, y: JaxArray): JaxArray => {
    let a = x
    for (const [i, { w, b }] of model.entries()) {
      a = np.matmul(a, w).add(b)
      if (i < model.length - 1) a = nn.relu(a)
    }
    if (head === 'sigmoid') return np.mean(nn.softplus(a.ref).sub(y.mul(a)))
    return np.mean(np.sum(y.mul(nn.logSoftmax(a, -1)), -1)).mul(-1)
  }
  const lossAndGradient = jax.valueAndGrad(loss)

  const sgdStep = jax.jit((model: Model, x: JaxArray, y: JaxArray) => {
    const [value, gradient] = lossAndGradient(tree.ref(model), x, y)
    return { model: tree.map((theta, g = theta) => theta.sub(g.mul(lr)), model, gradient), value }
  })

  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]
  const adamStep = jax.jit((model: Model, state: State, x: JaxArray, y: JaxArray): Result => {
    const [value, gradient] = lossAndGradient(tree.ref(model), x, y)
    const count = state.count.add(1)
    const gone = (beta: number): JaxArray =>
      np
        .exp(count.ref.mul(Math.log(beta)))
        .mul(-1)
        .add(1) // 1 - βᵗ
    const [rate, spread] = [gone(beta1), np.sqrt(gone(beta2))]
    const moment = (beta: number, old: Model, g: Model): Model =>
      tree.map((m, g = m) => m.mul(beta).add(g.mul(1 - beta)), old, g)
    const first = moment(beta1, state.first, tree.ref(gradient))
    const second = moment(beta2, state.second, tree.map(np.square, gradient))
    const next = tree.map(
      (theta, m = theta, v = theta) => theta.sub(m.mul(lr).div(rate.ref).div(np.sqrt(v).div(spread.ref).add(epsilon))),
      model,
      tree.ref(first),
      tree.ref(second),
    )
    rate.dispose()
    spread.dispose()
    return { model: next, state: { first, second, count }, value }
  })

  let model = tree.ref(start)
  let state: State = { first: zeros(), second: zeros(), count: array([0], []) }
  let value: JaxArray | null = null
  let last = Number.NaN
  return {
    engine,
    reset() {
      tree.dispose(model)
      tree.dispose(state)
      model = tree.ref(start)
      state = { first: zeros(), second: zeros(), count: array([0], []) }
    },
    async step() {
      value?.dispose()
      if (optimizer === 'sgd') ({ model, value } = sgdStep(model, x.ref, y.ref))
      else ({ model, state, value } = adamStep(model, state, x.ref, y.ref))
      // it is lazy, and would pile up its work
      await jax.blockUntilReady(optimizer === 'sgd' ? model : { model, state })
    },
    finish() {
      if (value !== null) [last = Number.NaN] = value.ref.dataSync()
    },
    result: () => [last],
  }
}
