// A network's training by its formulas, in loops over arrays that are made once.
import type { TrainingTask } from '../../engine/task.ts'
import type { Prepared } from '../contender.ts'
import { product, productOfTransposed, transpose } from './matrix.ts'
import type { Floats, FloatsOf } from './numbers.ts'
import { rules } from './optimizers.ts'

interface Layer {
  readonly inputs: number
  readonly outputs: number
  readonly w: Floats
  readonly b: Floats
  readonly wTransposed: Floats
  readonly dw: Floats
  readonly db: Floats
  /** its result, after the relu where there is one */
  readonly y: Floats
  /** the derivative by its result before the relu */
  readonly dz: Floats
  update(): void
}

export function training(task: TrainingTask, floats: FloatsOf, engine: string): Prepared {
  const { batch } = task
  const [x, target] = [floats(task.x), floats(task.y)]
  const rule = rules[task.optimizer](task.lr, floats)
  const layers = task.layers.map(({ inputs, outputs, weight, bias }): Layer => {
    const [w, b, dw, db] = [floats(weight), floats(bias), floats(inputs * outputs), floats(outputs)]
    const [updateWeight, updateBias] = [rule.of(w, dw), rule.of(b, db)]
    const update = (): void => {
      updateWeight()
      updateBias()
    }
    const [y, dz] = [floats(batch * outputs), floats(batch * outputs)]
    return { inputs, outputs, w, b, wTransposed: floats(inputs * outputs), dw, db, y, dz, update }
  })
  const last = layers.at(-1)
  if (last === undefined) throw new Error('A network needs a layer.')
  const head = task.head === 'sigmoid' ? sigmoidHead : softmaxHead
  let loss = Number.NaN
  return {
    engine,
    reset() {
      for (const [i, { weight, bias }] of task.layers.entries()) {
        layers[i]?.w.set(weight)
        layers[i]?.b.set(bias)
      }
      rule.reset()
    },
    step() {
      let input = x
      for (const layer of layers) {
        product(layer.y, input, layer.w, batch, layer.inputs, layer.outputs, layer.b)
        if (layer !== last) relu(layer.y)
        input = layer.y
      }
      loss = head(last.y, target, last.dz, batch)
      for (let i = layers.length - 1; i >= 0; i--) {
        const [layer, before] = [layers[i], layers[i - 1]]
        if (layer !== undefined) backward(layer, before, before?.y ?? x, batch)
      }
      rule.next()
      for (const layer of layers) layer.update()
    },
    finish() {},
    result: () => [loss],
  }
}

function relu(z: Floats): void {
  for (let i = 0; i < z.length; i++) if ((z[i] as number) < 0) z[i] = 0
}

function backward(layer: Layer, before: Layer | undefined, input: Floats, batch: number): void {
  const { inputs, outputs, dz, dw, db, w, wTransposed } = layer
  productOfTransposed(dw, input, dz, batch, inputs, outputs)
  db.fill(0)
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < outputs; j++) db[j] = (db[j] as number) + (dz[i * outputs + j] as number)
  }
  if (before === undefined) return
  transpose(wTransposed, w, inputs, outputs)
  product(before.dz, dz, wTransposed, batch, outputs, inputs)
  for (let i = 0; i < before.dz.length; i++) if ((before.y[i] as number) <= 0) before.dz[i] = 0
}

/** The mean of ln(1 + eᶻ) - y z, and its derivative (σ(z) - y) / n. */
function sigmoidHead(z: Floats, y: Floats, dz: Floats): number {
  let sum = 0
  for (let i = 0; i < z.length; i++) {
    const [value, target] = [z[i] as number, y[i] as number]
    const e = Math.exp(-Math.abs(value))
    sum += Math.max(value, 0) + Math.log1p(e) - target * value
    dz[i] = ((value >= 0 ? 1 : e) / (1 + e) - target) / z.length
  }
  return sum / z.length
}

/** The mean over the rows of -Σ y log softmax(z), and its derivative (softmax(z) - y) / batch. */
function softmaxHead(z: Floats, y: Floats, dz: Floats, batch: number): number {
  const classes = z.length / batch
  let total = 0
  for (let row = 0; row < z.length; row += classes) {
    let largest = Number.NEGATIVE_INFINITY
    for (let j = row; j < row + classes; j++) largest = Math.max(largest, z[j] as number)
    let sum = 0
    for (let j = row; j < row + classes; j++) sum += Math.exp((z[j] as number) - largest)
    const logSum = Math.log(sum) + largest
    for (let j = row; j < row + classes; j++) {
      const logProbability = (z[j] as number) - logSum
      total -= (y[j] as number) * logProbability
      dz[j] = (Math.exp(logProbability) - (y[j] as number)) / batch
    }
  }
  return total / batch
}
