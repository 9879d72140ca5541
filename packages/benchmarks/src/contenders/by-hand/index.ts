// Plain JavaScript: what somebody would write for just this work, who knows the formulas and how to please the engine.
import { type ElementwiseName, numbersOf, type Task } from '../../engine/task.ts'
import { type Contender, nothing, type Prepared } from '../contender.ts'
import { product } from './matrix.ts'
import { type Floats, type FloatsOf, float32, float64 } from './numbers.ts'
import { training } from './training.ts'

export const contender: Contender = {
  prepare: (task) => prepared(task, float32, 'plain JavaScript, 1 thread, float32'),
}

/** What is right: the same in float64, after so many steps. */
export function reference(task: Task, steps: number): number[] {
  const run = prepared(task, float64, 'plain JavaScript, float64')
  run.reset()
  return Array.from({ length: steps }, () => {
    run.step()
    return run.result()
  }).flat()
}

function prepared(task: Task, floats: FloatsOf, engine: string): Prepared {
  if (task.kind === 'training') return training(task, floats, engine)
  if (task.kind === 'matmul') {
    const { m, k, n, sample } = task
    const [a, b, c] = [floats(numbersOf(m * k)), floats(numbersOf(k * n, 7)), floats(m * n)]
    return repeated(() => product(c, a, b, m, k, n), c, sample, engine)
  }
  const { n, input, sample } = task
  const [x, y] = [floats(numbersOf(n, 0, input)), floats(n)]
  if (task.kind === 'gradient') return repeated(() => gradient(y, x), y, sample, engine)
  const second = floats(task.op === 'add' ? numbersOf(n, 7, input) : 0)
  const loop = loops[task.op]
  return repeated(() => loop(y, x, second), y, sample, engine)
}

function repeated(step: () => void, y: Floats, sample: readonly number[], engine: string): Prepared {
  return {
    engine,
    reset: nothing,
    step,
    finish: nothing,
    result: () => sample.map((place) => y[place] ?? Number.NaN),
  }
}

/** (1 - tanh²(x x + x)) (2 x + 1) */
function gradient(y: Floats, x: Floats): void {
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number
    const t = Math.tanh(value * value + value)
    y[i] = (1 - t * t) * (2 * value + 1)
  }
}

const loops: Readonly<Record<ElementwiseName, (y: Floats, x: Floats, second: Floats) => void>> = {
  add(y, x, second) {
    for (let i = 0; i < x.length; i++) y[i] = (x[i] as number) + (second[i] as number)
  },
  exp(y, x) {
    for (let i = 0; i < x.length; i++) y[i] = Math.exp(x[i] as number)
  },
  log(y, x) {
    for (let i = 0; i < x.length; i++) y[i] = Math.log(x[i] as number)
  },
  sigmoid(y, x) {
    for (let i = 0; i < x.length; i++) y[i] = 1 / (1 + Math.exp(-(x[i] as number)))
  },
  tanh(y, x) {
    for (let i = 0; i < x.length; i++) y[i] = Math.tanh(x[i] as number)
  },
}
