// What all contenders are held against must be right itself: it is held against the tape, and against loops as they come.
import { leavesOf } from '@adjoint/autograd'
import { numpyRandom } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { trainingOf } from '../../src/contenders/adjoint/training.ts'
import { contender, reference } from '../../src/contenders/by-hand/index.ts'
import { numbersOf, sampleOf, type Task, type TrainingTask } from '../../src/engine/task.ts'
import { digitsTraining, moonsTraining } from '../../src/networks.ts'

/** No size is a multiple of 4, which is what a tile has. */
function small(head: TrainingTask['head'], optimizer: TrainingTask['optimizer']): TrainingTask {
  const rng = numpyRandom(1)
  const draw = (count: number): number[] => Array.from({ length: count }, () => rng.nextNormal())
  const [batch, sizes] = [7, head === 'sigmoid' ? [3, 9, 6, 1] : [3, 9, 6, 5]]
  const layers = sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i] ?? 0
    return { inputs, outputs, weight: draw(inputs * outputs), bias: draw(outputs) }
  })
  const outputs = sizes.at(-1) ?? 0
  const y = Array.from({ length: batch * outputs }, (_, i) =>
    Number(outputs === 1 ? i % 2 : i % outputs === Math.floor(i / outputs) % outputs),
  )
  return { kind: 'training', head, optimizer, lr: 0.05, layers, batch, x: draw(batch * 3), y }
}

describe('losses by hand are those of the tape', () => {
  test.each([
    ['sigmoid', 'sgd'],
    ['sigmoid', 'adam'],
    ['softmax', 'sgd'],
    ['softmax', 'adam'],
  ] as const)('%s, %s', (head, optimizer) => {
    const task = small(head, optimizer)
    const { step, x, y, ...start } = trainingOf(task, 'float64')
    let { model, state } = start
    for (const loss of reference(task, 10)) {
      const [value, ...next] = step(model, state, x, y)
      ;[model, state] = next
      expect(Math.abs(value.item() - loss)).toBeLessThan(1e-10) // float64 on a loss near 1, added up over ten steps
    }
  })
})

describe('the networks that are timed', () => {
  test.each([
    ['moons', moonsTraining()],
    ['digits', digitsTraining()],
  ])('%s learns enough for its losses to tell right from wrong', (_, task) => {
    const losses = reference(task, 20)
    const fall = (losses[0] ?? 0) - (losses.at(-1) ?? 0)
    expect(fall / 1e-3).toBeGreaterThan(20 * 2 ** -24) // a thousandth of it is far above the rounding of float32
    expect(losses.toSorted((a, b) => b - a)).toEqual(losses)
    expect(leavesOf(trainingOf(task, 'float32').model).length).toBe(2 * task.layers.length)
  })
})

test('a product by tiles is that of three loops', () => {
  const [m, k, n] = [9, 5, 6]
  const [a, b] = [numbersOf(m * k), numbersOf(k * n, 7)]
  const sample = sampleOf(m * n)
  const right = sample.map((place) => {
    const [i, j] = [Math.floor(place / n), place % n]
    return Array.from({ length: k }, (_, p) => (a[i * k + p] ?? 0) * (b[p * n + j] ?? 0)).reduce((x, y) => x + y, 0)
  })
  for (const [i, value] of reference({ kind: 'matmul', m, k, n, sample }, 1).entries())
    expect(value).toBeCloseTo(right[i] ?? 0, 14)
})

test('a gradient by hand is the slope', () => {
  const input = { scale: 4, offset: 0 }
  const x = numbersOf(20, 0, input)
  const f = (t: number): number => Math.tanh(t * t + t)
  const right = x.map((t) => (f(t + 1e-5) - f(t - 1e-5)) / 2e-5)
  const task: Task = { kind: 'gradient', n: 20, input, sample: sampleOf(20) }
  for (const [i, slope] of reference(task, 1).entries()) expect(slope).toBeCloseTo(right[i] ?? 0, 8)
})

test('it begins anew at a reset', async () => {
  const run = await contender.prepare(small('softmax', 'adam'), 'plain')
  const losses = [1, 2].map(() => {
    run.reset()
    return [1, 2, 3].map(() => {
      void run.step()
      return run.result()[0]
    })
  })
  expect(losses[0]).toEqual(losses[1])
})
