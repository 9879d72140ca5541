import { mapTensors } from '@adjoint/autograd'
import { parseSafetensors } from '@adjoint/data'
import { where as choose, DomainError, random, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import {
  bce,
  type Data,
  Dense,
  dense,
  fit,
  type LossFunction,
  mse,
  NonFiniteError,
  relu,
  type Sequential,
  sequential,
  sgd,
} from '../../src/index.ts'
import { firstNonFinite } from '../../src/training/non-finite.ts'
import { matrixTensor } from '../networks.ts'

interface Slope {
  readonly w: Tensor
}

const line: LossFunction<Slope> = (model, x, y) => mse(x.mul(model.w), y)
const slope = (w: number): Slope => ({ w: tensor(w, { dtype: 'float64' }) })
const column = (...values: number[]): Tensor => matrixTensor(values.map((value) => [value]))

/** The error that a training ends with. */
async function errorOf<M>(
  model: M,
  data: Data,
  loss: LossFunction<M>,
  options: { readonly lr?: number; readonly epochs?: number; readonly batchSize?: number } = {},
): Promise<NonFiniteError<M>> {
  const { lr = 0.1, epochs = 1000, batchSize } = options
  try {
    await fit(model, data, {
      loss,
      optimizer: sgd({ lr }),
      epochs,
      progress: false,
      shuffle: false,
      ...(batchSize !== undefined && { batchSize }),
    })
  } catch (error) {
    if (error instanceof NonFiniteError) return error
    throw error
  }
  return expect.fail('the training did not stop')
}

describe('a loss that is not finite stops the training', () => {
  const data: Data = { x: column(1, 2, 3), y: column(2, 4, 6) }

  it.each([3, 1])('when the weights explode, with the last model that was right (batches of %d)', async (batchSize) => {
    const error = await errorOf(slope(0), data, line, { lr: 10, batchSize })
    expect(error).toBeInstanceOf(DomainError)
    expect(error.name).toBe('NonFiniteError')
    expect(error.message).toMatch(
      /^fit: the loss is Infinity in epoch \d+: (mean|square) \[.*\] is the first node to hold Infinity; it was made of/,
    )
    expect(error.message).toContain('A smaller learning rate')
    const met = batchSize === 3 ? [data] : [1, 2, 3].map((x) => ({ x: column(x), y: column(2 * x) }))
    expect(met.some(({ x, y }) => Number.isFinite(line(error.model, x, y).item()))).toBe(true)
    expect(Math.abs(error.model.w.item())).toBeGreaterThan(1e100) // the last one, not the first
    expect(error.message).toContain(`in epoch ${error.losses.length + 1}:`)
    expect(error.losses.every(Number.isFinite)).toBe(true)
    expect(error.losses.length).toBeGreaterThan(10)
  })

  it('when a certain prediction is wrong: log of 0, in words', async () => {
    const model = sequential(new Dense(tensor([[-1]]), tensor([0])), relu())
    const loss = (m: typeof model, x: Tensor, y: Tensor): Tensor => bce(m.forward(x) as Tensor, y)
    const error = await errorOf(model, { x: column(1, 2), y: column(1, 0) }, loss)
    expect(error.message).toBe(
      'fit: the loss is Infinity in epoch 1: log [2, 1] is the first node to hold Infinity; it was made of ' +
        'layers.1/relu [2, 1] in [0, 0]. A smaller learning rate or a loss that takes logits often helps. ' +
        'The last model with a finite loss is in error.model.',
    )
    expect(error.model).toBe(model)
    expect(error.losses).toEqual([])
  })

  it('when the data hold NaN, and says which', async () => {
    const broken = column(1, Number.NaN, 3)
    expect((await errorOf(slope(1), { x: broken, y: data.y }, line)).message).toContain(
      'the loss is NaN in epoch 1: the input x [3, 1] holds NaN. Take such samples out of the data. The last model',
    )
    expect((await errorOf(slope(1), { x: data.x, y: broken }, line)).message).toContain(
      'the input y [3, 1] holds NaN. Take such samples',
    )
  })

  it('when the model holds Infinity', async () => {
    const error = await errorOf(slope(Number.POSITIVE_INFINITY), data, line)
    expect(error.message).toContain('the input model.w [] holds Infinity.')
  })

  it.each([true, false])('when the last step broke the model, which no loss tells, compiled: %s', async (compile) => {
    const loss: LossFunction<Slope> = ({ w }, x) => w.sqrt().add(x.mul(0).sum()) // of which the derivative at 0 is infinite
    const given = { loss, optimizer: sgd({ lr: 1 }), epochs: 1, progress: false, compile }
    const training = fit(slope(0), data, given)
    await expect(training).rejects.toThrow(NonFiniteError)
    await expect(training).rejects.toThrow('fit: the last step made w hold Infinity, though its loss was finite.')
    await expect(training).rejects.toMatchObject({ losses: [], model: slope(0) })
    const masked = { w: slope(1).w, mask: tensor(Number.NEGATIVE_INFINITY) } // which was so before
    await expect(fit(masked, data, { ...given, loss: line })).resolves.toMatchObject({ stopped: 'finished' })
  })

  it('when the last step of an epoch broke the model, before a checkpoint of it is kept', async () => {
    const lr = (step: Tensor) => choose(step.less(2), 0.1, Number.POSITIVE_INFINITY) // the third step, which ends an epoch, goes too far
    const [kept, seen]: [Uint8Array[], number[]] = [[], []]
    for (const epochs of [3, 5]) {
      const training = fit(slope(0), data, {
        loss: line,
        optimizer: sgd({ lr }),
        epochs,
        progress: false,
        metrics: { w: ({ w }) => w },
        onEpoch: ({ metrics }) => void seen.push(metrics?.w ?? Number.NaN),
        checkpoint: { to: (bytes) => void kept.push(bytes) },
      })
      await expect(training).rejects.toThrow('fit: the last step made w hold Infinity, though its loss was finite.')
    }
    const saved = kept.map((bytes) => parseSafetensors(bytes).tensors['model.w']?.item())
    expect(saved).toHaveLength(4)
    expect([...saved, ...seen].every(Number.isFinite)).toBe(true)
  })

  it('when the NaN stands in a later batch', async () => {
    const error = await errorOf(slope(1), { x: column(1, 2, Number.NaN), y: data.y }, line, { batchSize: 1 })
    expect(error.message).toContain('the input x [1, 1] holds NaN.')
    expect(error.losses).toEqual([])
    expect(error.model.w.item()).not.toBe(1) // the first two steps were made
    expect(Number.isFinite(error.model.w.item())).toBe(true)
  })
})

describe('the first node that is not finite', () => {
  const where = (loss: LossFunction<Tensor>, model = tensor([1, 2])): string =>
    firstNonFinite(loss, model, tensor([0, 1]), tensor([1, 1])).where

  it('is the op, with the range of each operand', () => {
    expect(where((w, x) => w.div(x).log().sum())).toBe(
      'div [2] is the first node to hold Infinity; it was made of model [2] in [1, 2] and x [2] in [0, 1]',
    )
    expect(where((w, x) => x.mul(0).div(x).mul(w).sum())).toContain(
      'div [2] is the first node to hold NaN; it was made of mul [2] in [0, 0] and x [2] in [0, 1]',
    )
  })

  it('shows numbers as numbers', () => {
    expect(where((w) => w.sub(2).log().sum())).toBe(
      'log [2] is the first node to hold NaN; it was made of sub [2] in [-1, 0]',
    )
    expect(where((w) => w.div(0).sum())).toBe(
      'div [2] is the first node to hold Infinity; it was made of model [2] in [1, 2] and 0',
    )
  })

  it('is an input before it is an op', () => {
    expect(where((w, x) => x.log().mul(w).sum(), tensor([Number.NaN, 1]))).toBe('the input model [2] holds NaN')
  })

  it('is not one of which something finite was made, as of a mask', () => {
    const masked: LossFunction<Tensor> = (w, x) =>
      choose(x.greater(0), w, Number.NEGATIVE_INFINITY).softmax({ axis: 0 }).sub(2).log().sum()
    expect(where(masked)).toBe('log [2] is the first node to hold NaN; it was made of sub [2] in [-2, -1]')
  })

  it('is none where the loss is finite', () => {
    expect(where((w) => w.sum())).toBe('no node of the loss is non-finite when it is computed again')
  })

  it('is named by its layer', () => {
    const model: Sequential = mapTensors(sequential(dense(2, 1, random(0)), relu()), (leaf) =>
      leaf.mul(0).add(3e38),
    ) as Sequential
    const loss = (m: Sequential, x: Tensor): Tensor => m.forward(x).sum()
    expect(firstNonFinite(loss, model, tensor([[1, 1]]), tensor([1])).where).toContain(
      'layers.0/matmul [1, 1] is the first node to hold Infinity; it was made of x [1, 2] in [1, 1] and model.layers.0.weight [2, 1] in [3e+38, 3e+38]',
    )
  })
})
