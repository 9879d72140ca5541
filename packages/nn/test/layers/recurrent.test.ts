import { grad, record } from '@adjoint/autograd'
import { checkGradient } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { DomainError, ones, random, ShapeError, type Tensor, zeros } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { type Cell, GRUCell, gruCell, LSTMCell, lstmCell, Recurrent, recurrent } from '../../src/index.ts'
import { denseOf, expectClose, reference, tensorOf } from './reference.ts'

const cells = {
  gru: { cell: new GRUCell(denseOf(reference.gru.input), denseOf(reference.gru.hidden)), made: gruCell },
  lstm: { cell: new LSTMCell(denseOf(reference.lstm.input), denseOf(reference.lstm.hidden)), made: lstmCell },
}

describe.each(['gru', 'lstm'] as const)('%s', (name) => {
  const { x, y } = reference[name]
  const { cell, made } = cells[name]

  test('gives what NumPy gives, at each time', () => {
    expectClose(new Recurrent(cell).forward(tensorOf(x)), y)
  })

  test('treats each sequence alone, and sees nothing of the future', () => {
    const all = new Recurrent(cell).forward(tensorOf(x))
    const one = new Recurrent(cell).forward(tensorOf(x).slice(1, [0, 2]))
    const wanted = all.slice(1, [0, 2])
    expectClose(one, { shape: wanted.shape, data: Array.from(wanted.toTypedArray()) }) // a product of one row rounds differently
  })

  test('has the right gradient, of its parameters too', () => {
    const small = made(2, 3, random(5), { dtype: 'float64' })
    const f = (input: Tensor, weight: Tensor, bias: Tensor): Tensor => {
      const hidden = Object.assign(Object.create(Object.getPrototypeOf(small.hidden)), small.hidden, { weight, bias })
      const changed = Object.assign(Object.create(Object.getPrototypeOf(small)), small, { hidden })
      return recurrent(changed).forward(input).square().sum()
    }
    const input = random(6).normal([2, 3, 2], { dtype: 'float64' })
    const { weight, bias } = small.hidden
    expect(checkGradient(f, [input, weight, bias] as Tensor[], { adapter: adjoint }).verdict).toBe('pass')
  })

  test('names the nodes of each time', () => {
    const { nodes } = record((sequence: Tensor) => recurrent(made(2, 3, random(0))).forward(sequence), zeros([2, 2]))
    const times = nodes.map((node) => node.name.split('/')[0]).filter((first) => first?.startsWith('t'))
    expect(new Set(times)).toEqual(new Set(['t0', 't1']))
  })

  test('adds up no more zeros on the way back than a sequence of its length needs', () => {
    const layer = recurrent(made(2, 3, random(0)))
    const elements = (time: number): number => {
      const { nodes } = record(
        grad((x: Tensor) => layer.forward(x).sum()),
        zeros([time, 2]),
      )
      return nodes.reduce((sum, { op, size }) => (op?.name === 'unslice' ? sum + size : sum), 0)
    }
    // eight times as long: one level of pieces more, where slices of the whole would take 64 times as many
    expect(elements(512)).toBeLessThan(16 * elements(64))
  })

  test('says what it takes', () => {
    expect(() => made(2, 0, random(0))).toThrow(/0 is no layer size/)
    expect(() => recurrent(made(2, 3, random(0))).forward(zeros([2, 0, 2]))).toThrow(ShapeError)
    expect(() => recurrent(made(2, 3, random(0))).forward(ones([2]))).toThrow(/give \[\.\.\., time, features\]/)
    expect(() => recurrent(made(2, 3, random(0))).forward(ones([1, 5, 4]))).toThrow(
      `in t0: ${made.name}(2, 3) takes [..., 2], but gets [1, 4].`,
    )
    expect(() => Reflect.apply(made(2, 3, random(0)).start, made(2, 3, random(0)), [4])).toThrow(
      'start: the batch is 4; give its axes in a list, such as [32].',
    )
    const square: Cell = made(2, 2, random(0))
    expect(() => square.step(ones([1, 2]), [])).toThrow(DomainError) // what it remembers is not x
  })
})
