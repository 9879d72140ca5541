import { grad, valueAndGrad } from '@adjoint/autograd'
import { arange, DomainError, random, ShapeError, type Tensor, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  accuracy,
  bce,
  bceWithLogits,
  clipByNorm,
  type Data,
  type EpochReport,
  type FitOptions,
  fit,
  MSE,
  mse,
  sgd,
  type TrainingContext,
} from '../../src/index.ts'
import { batchOf, cases, denseLayers, matrixTensor, modelOf, numbersOf } from '../networks.ts'

/** A plain object is a model too: y = w x, one number a sample. */
interface Slope {
  readonly w: Tensor
}

const line = (model: Slope, x: Tensor, y: Tensor): Tensor => mse(x.mul(model.w), y)
const start = (w = 0): Slope => ({ w: tensor(w, { dtype: 'float64' }) })
const column = (values: readonly number[]): Tensor => matrixTensor(values.map((value) => [value]))
const data: Data = { x: column([1, 2, 3, 4, 5]), y: column([2, 4, 6, 8, 10]) }
const quiet = { loss: line, optimizer: sgd({ lr: 0.01 }), progress: false } as const

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the steps of fit', () => {
  test.prop([cases(), fc.integer({ min: 1, max: 4 }), fc.boolean()], { numRuns: 40 })(
    'are those of a loop over the whole batch, compiled or not',
    async (given, epochs, compile) => {
      const { x, y } = batchOf(given)
      const loss = (m: ReturnType<typeof modelOf>, x: Tensor, y: Tensor): Tensor => bce(m.forward(x), y)
      const optimizer = sgd({ lr: 0.1, momentum: 0.5 })
      let model = modelOf(given)
      let state = optimizer.init(model)
      const losses: number[] = []
      for (let epoch = 0; epoch < epochs; epoch++) {
        const [value, g] = valueAndGrad(loss)(model, x, y)
        losses.push(value.item())
        ;[model, state] = optimizer.update(model, g, state)
      }
      fc.pre(losses.every(Number.isFinite))
      const result = await fit(modelOf(given), { x, y }, { loss, optimizer, epochs, progress: false, compile })
      expect(result.notCompiled).toBe(compile ? null : 'compile is false')
      expect(result.history.map(({ epoch }) => epoch)).toEqual(losses.map((_, i) => i + 1))
      result.history.forEach(({ loss }, i) => {
        // n loss / n; compiled sums and functions of a few nodes round a few times differently
        expect(Math.abs(loss / (losses[i] ?? Number.NaN) - 1)).toBeLessThanOrEqual((compile ? 400 : 4) * Number.EPSILON)
      })
      expect(result.stopped).toBe('finished')
      const weights = (m: typeof model): number[] => denseLayers(m).flatMap(({ weight }) => numbersOf(weight))
      const expected = weights(model)
      for (const [i, weight] of weights(result.model).entries()) {
        expect(Math.abs(weight - (expected[i] ?? Number.NaN))).toBeLessThanOrEqual(compile ? 1e-12 : 0)
      }
    },
  )

  /** The samples of each epoch in the order in which the loss met them, and the sizes of the batches. */
  async function order(
    options: Partial<FitOptions<Slope>>,
    epochs = 3,
    n = 10,
  ): Promise<{ epochs: number[][]; sizes: number[] }> {
    const seen: number[] = []
    const sizes: number[] = []
    const numbers = (arange(n) as Tensor).reshape([n, 1]).astype('float64')
    const loss = (model: Slope, x: Tensor, y: Tensor): Tensor => {
      seen.push(...numbersOf(x))
      sizes.push(x.shape[0] ?? 0)
      expect(numbersOf(y)).toEqual(numbersOf(x))
      return line(model, x, y)
    }
    await fit(start(), { x: numbers, y: numbers }, { ...quiet, optimizer: sgd({ lr: 0 }), epochs, ...options, loss })
    return { epochs: Array.from({ length: epochs }, (_, i) => seen.slice(i * n, (i + 1) * n)), sizes }
  }

  it('meet each sample once in an epoch; the last batch is smaller', async () => {
    const { epochs, sizes } = await order({ batchSize: 4 })
    expect(sizes).toEqual([4, 4, 2, 4, 4, 2, 4, 4, 2])
    for (const epoch of epochs) expect(epoch.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('shuffle by the seed, differently in each epoch', async () => {
    const [first, again, other] = await Promise.all([
      order({ batchSize: 4 }),
      order({ batchSize: 4, seed: 0 }),
      order({ batchSize: 4, seed: 1 }),
    ])
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
    expect(new Set(first.epochs.map(String)).size).toBe(3)
  })

  it('keep the order without shuffling', async () => {
    const { epochs } = await order({ batchSize: 3, shuffle: false })
    for (const epoch of epochs) expect(epoch).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('take all samples at once, in their own order, where no size is given', async () => {
    const { epochs, sizes } = await order({})
    expect(sizes).toEqual([10, 10, 10])
    expect(epochs[2]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })
})

describe('trees of samples', () => {
  interface Inputs {
    readonly size: Tensor
    readonly parts: readonly [Tensor, Tensor]
  }
  interface Targets {
    readonly target: Tensor
    readonly weight: Tensor
  }
  const samples = fc.integer({ min: 2, max: 9 })

  /** A loss of several inputs, in which each sample has a weight of its own. */
  const weighted = (model: Slope, { size, parts: [a, b] }: Inputs, { target, weight }: Targets): Tensor =>
    size.mul(model.w).add(a.mul(b)).sub(target).square().mul(weight).mean()
  const columns = (x: Tensor): Tensor[] => x.split(x.shape[1] ?? 0, { axis: 1 }) as Tensor[]
  const inputs = (x: Tensor): Inputs => {
    const [size = x, a = x, b = x] = columns(x)
    return { size, parts: [a, b] }
  }
  const targets = (y: Tensor): Targets => {
    const [target = y, weight = y] = columns(y)
    return { target, weight }
  }

  test.prop([samples, fc.integer({ min: 1, max: 9 }), fc.nat(), fc.boolean()], { numRuns: 40 })(
    'are cut to batches together',
    async (n, batchSize, seed, compile) => {
      const rng = random(seed)
      const x: Tensor = rng.normal([n, 3]).astype('float64')
      const y: Tensor = rng.normal([n, 2]).astype('float64')
      const options = { ...quiet, epochs: 3, batchSize, seed, compile }
      const data = { x: inputs(x), y: targets(y) }
      const metrics = { error: (m: Slope, x: Inputs, y: Targets) => weighted(m, x, y) }
      const result = await fit(start(1), data, { ...options, loss: weighted, validation: data, metrics })
      const flat = (m: Slope, x: Tensor, y: Tensor): Tensor => weighted(m, inputs(x), targets(y))
      const expected = await fit(start(1), { x, y }, { ...options, loss: flat })
      expect(result.notCompiled).toBe(expected.notCompiled)
      expect(result.model.w.item()).toBeCloseTo(expected.model.w.item(), 12)
      expect(result.history[2]?.loss).toBeCloseTo(expected.history[2]?.loss ?? Number.NaN, 12)
      expect(result.history[2]?.metrics?.error).toBeCloseTo(result.history[2]?.validationLoss ?? Number.NaN, 12)
    },
  )

  it('name the one that breaks a loss', async () => {
    const one = column([1, 1])
    const data = { x: { ...inputs(one), size: column([1, Number.NaN]) }, y: targets(one) }
    await expect(fit(start(), data, { ...quiet, epochs: 1, loss: weighted })).rejects.toThrow(
      'the input x.size [2, 1] holds NaN',
    )
  })
})

describe('the history', () => {
  it('holds the mean over the samples, not over the batches', async () => {
    const { history } = await fit(start(1), data, {
      ...quiet,
      optimizer: sgd({ lr: 0 }),
      epochs: 1,
      batchSize: 4,
      shuffle: false,
    })
    expect(history).toEqual([{ epoch: 1, loss: (1 + 4 + 9 + 16 + 25) / 5 }]) // batches: mean 7.5 and 25
  })

  it('takes the loss of a batch before its update, and the validation loss after the epoch', async () => {
    const validation = { x: column([10]), y: column([20]) }
    const { model, history } = await fit(start(), data, { ...quiet, epochs: 2, validation })
    const [first, second] = history
    expect(first?.loss).toBe(line(start(), data.x, data.y).item())
    expect(second?.validationLoss).toBe(line(model, validation.x, validation.y).item())
    expect(second?.validationLoss).toBeLessThan(first?.validationLoss ?? 0)
    const without = await fit(start(), data, { ...quiet, epochs: 2 })
    expect(numbersOf(without.model.w)).toEqual(numbersOf(model.w)) // nothing is learnt from it
    expect(without.history[0]).not.toHaveProperty('validationLoss')
  })
})

it('no epoch copies the history before it: the time would be that of its square', async () => {
  const { prototype } = Array
  const iterate = prototype[Symbol.iterator]
  let copies = 0
  prototype[Symbol.iterator] = function (this: EpochReport<Slope>[]) {
    if (this[0]?.epoch === 1) copies++
    return iterate.call(this)
  }
  try {
    await fit(start(), data, { ...quiet, epochs: 50 })
  } finally {
    prototype[Symbol.iterator] = iterate
  }
  expect(copies).toBeLessThan(5)
})

describe('the metrics of fit', () => {
  const validation = { x: column([10]), y: column([20]) }
  const metrics = {
    slope: (m: Slope) => m.w,
    largest: (_m: Slope, x: Tensor) => x.max().item(),
  }

  it('are measured after each epoch, on the validation data or else on the training data', async () => {
    const reports: EpochReport<Slope>[] = []
    const options = { ...quiet, epochs: 3, metrics, onEpoch: (report: EpochReport<Slope>) => void reports.push(report) }
    const { history } = await fit(start(), data, { ...options, validation })
    expect(history.map((record) => record.metrics)).toEqual(
      reports.map(({ model }) => ({ slope: model.w.item(), largest: 10 })),
    )
    expect(reports.map((report) => report.metrics)).toEqual(history.map((record) => record.metrics))
    expect(history[0]?.metrics?.slope).not.toBe(history[1]?.metrics?.slope)
    const own = await fit(start(), data, options)
    expect(own.history.map((record) => record.metrics?.largest)).toEqual([5, 5, 5])
    expect(own.model.w.item()).toBe(reports[2]?.model.w.item()) // nothing is learnt from them
  })

  it('stand in the progress line', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await fit(start(), data, { ...quiet, epochs: 2, metrics, progress: () => 'words' })
    expect(String(stderr.mock.lastCall?.[0])).toMatch(/loss \S+ {2}slope \d\.\d+ {2}largest 5\.000 {2}words {2}in/)
  })
})

it('draws other numbers in each step of each epoch, by the seed', async () => {
  const drawn = async (seed: number): Promise<string[]> => {
    const seen: string[] = []
    const loss: FitOptions<Slope>['loss'] = (model, x, y, context) => {
      if (context !== undefined) seen.push(String(numbersOf(context.uniform([3]))))
      return line(model, x, y)
    }
    await fit(start(), data, { ...quiet, loss, epochs: 3, batchSize: 2, seed, compile: false })
    return seen
  }
  const runs = await Promise.all([0, 1, 2 ** 32 - 1].map(drawn))
  expect(runs.map((run) => run.length)).toEqual([9, 9, 9])
  expect(new Set(runs.flat()).size).toBe(27)
  expect(await drawn(1)).toEqual(runs[1])
})

describe('clipNorm', () => {
  it.each([true, false])('clips the gradient as clipByNorm does, compiled: %s', async (compile) => {
    const clipNorm = 0.25
    const { model } = await fit(start(), data, { ...quiet, epochs: 1, clipNorm, compile })
    const gradient = grad(line)(start(), data.x, data.y)
    const [expected] = quiet.optimizer.update(start(), clipByNorm(gradient, clipNorm)[0], {})
    expect(Math.abs(model.w.item() - expected.w.item())).toBeLessThanOrEqual(1e-15)
    expect(model.w.item()).toBeCloseTo(clipNorm * 0.01, 7)
    const free = await fit(start(), data, { ...quiet, epochs: 1, clipNorm: 1e9, compile })
    const [whole] = quiet.optimizer.update(start(), gradient, {})
    expect(free.model.w.item()).toBeCloseTo(whole.w.item(), 15)
  })
})

describe('the steps of a loss that cannot be compiled', () => {
  it('run op by op, and the result says why', async () => {
    const loss = (model: Slope, x: Tensor, y: Tensor): Tensor =>
      model.w.item() > 1 ? line(model, x, y) : line(model, x, y).mul(2)
    const result = await fit(start(), data, { ...quiet, loss, optimizer: sgd({ lr: 0.05 }), epochs: 100 })
    expect(result.notCompiled).toMatch(/^w \[\] has no numbers: it was recorded to be run later/)
    expect(result.model.w.item()).toBeCloseTo(2, 9)
  })

  it('are not the recorded one over and over, where it uses random numbers', async () => {
    const rng = random(1)
    const loss = (model: Slope, x: Tensor, y: Tensor): Tensor => line(model, x.add(rng.normal([5, 1])), y)
    const result = await fit(start(), data, { ...quiet, loss, epochs: 5 })
    expect(result.notCompiled).toContain('did something else when it was run again')
    expect(new Set(result.history.map((record) => record.loss)).size).toBe(5)
  })
})

it('steps stay compiled where the loss cannot be on validation data alone', async () => {
  let calls = 0
  const loss = (model: Slope, x: Tensor, y: Tensor, context?: TrainingContext): Tensor => {
    if (context !== undefined) calls++
    const value = line(model, x, y)
    if (context === undefined) value.item()
    return value
  }
  const result = await fit(start(), data, { ...quiet, loss, epochs: 20, validation: data })
  expect(result.notCompiled).toBeNull()
  expect(calls).toBe(3) // to see the targets, and two to record it
})

describe('what fit trains', () => {
  it('a plain object, which stays as it is', async () => {
    const model = { ...start(), name: 'line' }
    const result = await fit(model, data, { ...quiet, optimizer: sgd({ lr: 0.05 }), epochs: 100 })
    expect(result.model.w.item()).toBeCloseTo(2, 9)
    expect(result.model.name).toBe('line')
    expect(model.w.item()).toBe(0)
  })

  it('arrays, maps and a bare tensor', async () => {
    const options = { optimizer: sgd({ lr: 0.05 }), epochs: 100, progress: false } as const
    const w = start().w
    const trained = [
      (await fit([w], data, { ...options, loss: (m: Tensor[], x: Tensor, y: Tensor) => mse(x.mul(m[0] ?? 0), y) }))
        .model[0],
      (await fit(w, data, { ...options, loss: (m: Tensor, x: Tensor, y: Tensor) => mse(x.mul(m), y) })).model,
      (
        await fit(new Map([['w', w]]), data, {
          ...options,
          loss: (m: Map<string, Tensor>, x: Tensor, y: Tensor) => mse(x.mul(m.get('w') ?? 0), y),
        })
      ).model.get('w'),
    ]
    for (const found of trained) expect(found?.item()).toBeCloseTo(2, 9)
  })
})

describe('the end of fit', () => {
  it("comes when onEpoch says 'stop'", async () => {
    const reports: EpochReport<Slope>[] = []
    const result = await fit(start(), data, {
      ...quiet,
      epochs: 100,
      onEpoch: (report) => {
        reports.push(report)
        return report.epoch === 3 ? 'stop' : undefined
      },
    })
    expect(result.stopped).toBe('callback')
    expect(result.history).toHaveLength(3)
    expect(reports.map(({ epoch, epochs }) => [epoch, epochs])).toEqual([
      [1, 100],
      [2, 100],
      [3, 100],
    ])
    expect(reports.map(({ loss }) => loss)).toEqual(result.history.map(({ loss }) => loss))
    expect(reports.at(-1)?.model).toBe(result.model)
    expect(reports[0]?.model.w.item()).not.toBe(reports[1]?.model.w.item())
  })

  it('waits for an onEpoch that is async, and for its error', async () => {
    const seen: number[] = []
    const result = await fit(start(), data, {
      ...quiet,
      epochs: 100,
      onEpoch: async ({ epoch }) => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        seen.push(epoch)
        return epoch === 3 ? 'stop' : undefined
      },
    })
    expect([result.stopped, seen]).toEqual(['callback', [1, 2, 3]])
    const onEpoch = async (): Promise<void> => {
      throw new Error('enough')
    }
    await expect(fit(start(), data, { ...quiet, epochs: 2, onEpoch })).rejects.toThrow('enough')
  })

  it('comes after the step in which the signal is given, and keeps what was learnt', async () => {
    const controller = new AbortController()
    let steps = 0
    const loss = (model: Slope, x: Tensor, y: Tensor): Tensor => {
      if (++steps === 7) controller.abort()
      return line(model, x, y)
    }
    const result = await fit(start(), data, {
      ...quiet,
      loss,
      epochs: 100,
      batchSize: 1,
      signal: controller.signal,
      compile: false, // so that the loss is called at each step
    })
    expect(result.stopped).toBe('interrupted')
    expect(steps).toBe(7)
    expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2])
    expect(result.model.w.item()).not.toBe(0)
  })

  it('keeps what was learnt before the first epoch was over, although there is no best epoch yet', async () => {
    const controller = new AbortController()
    const loss = (model: Slope, x: Tensor, y: Tensor): Tensor => {
      controller.abort()
      return line(model, x, y)
    }
    const early = { loss, epochs: 9, batchSize: 1, signal: controller.signal, compile: false } as const
    const result = await fit(start(), data, { ...quiet, ...early, earlyStopping: { patience: 3 } })
    expect(result.stopped).toBe('interrupted')
    expect(result.model.w.item()).not.toBe(0)
  })

  it('comes before the first step where the signal was given before', async () => {
    const model = start()
    const result = await fit(model, data, { ...quiet, epochs: 5, signal: AbortSignal.abort() })
    expect(result).toEqual({ model, history: [], stopped: 'interrupted', notCompiled: null })
  })

  it('comes by a timer too: the event loop gets its turn', { timeout: 20_000 }, async () => {
    const started = performance.now()
    const result = await fit(start(), data, {
      ...quiet,
      epochs: 1e9,
      signal: AbortSignal.timeout(100),
      onEpoch: () => (performance.now() - started > 5000 ? 'stop' : undefined),
    })
    expect(result.stopped).toBe('interrupted')
  })

  it('leaves no listener behind, after an error either', async () => {
    const before = process.listenerCount('SIGINT')
    await fit(start(), data, {
      ...quiet,
      epochs: 1,
      onEpoch: () => void expect(process.listenerCount('SIGINT')).toBe(before + 1),
    })
    const failing = fit(start(), data, { ...quiet, epochs: 1, loss: () => expect.fail('no loss today') })
    await expect(failing).rejects.toThrow('no loss today')
    expect(process.listenerCount('SIGINT')).toBe(before)
  })
})

describe('the progress of fit', () => {
  it('goes to standard error: at least the last line, with the losses and the words asked for', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const progress = vi.fn(({ model }: EpochReport<Slope>) => `w ${model.w.item().toFixed(2)}`)
    const { model } = await fit(start(), data, { ...quiet, epochs: 50, validation: data, progress })
    const text = stderr.mock.calls.map(([chunk]) => String(chunk)).join('')
    expect(text).toMatch(/epoch 50\/50 {2}loss \d\S* {2}validation \d\S* {2}w \d\.\d\d {2}in \d+\.\d s\n$/)
    expect(text).toContain(`w ${model.w.item().toFixed(2)}`)
    expect(progress.mock.calls.length).toBe(stderr.mock.calls.length)
    expect(progress.mock.calls.length).toBeLessThan(50)
    expect(stdout).not.toHaveBeenCalled()
  })

  /** Runs with a terminal as standard error; what is written to it goes into the list. */
  async function inTerminal(written: string[], run: () => Promise<unknown>): Promise<void> {
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    const isTTY = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY')
    Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true })
    try {
      await run()
    } finally {
      if (isTTY === undefined) Reflect.deleteProperty(process.stderr, 'isTTY')
      else Object.defineProperty(process.stderr, 'isTTY', isTTY)
    }
  }

  const wait = (milliseconds: number): void => {
    for (const end = performance.now() + milliseconds; performance.now() < end; );
  }

  it('ends its line in a terminal before an error', async () => {
    const written: string[] = []
    const slow = (model: Slope, x: Tensor, y: Tensor): Tensor => {
      wait(60)
      return written.length === 0 ? line(model, x, y) : expect.fail('enough')
    }
    await inTerminal(written, () =>
      expect(fit(start(), data, { ...quiet, progress: true, loss: slow, epochs: 20, compile: false })).rejects.toThrow(
        'enough',
      ),
    )
    expect(written).toHaveLength(2)
    expect(written[0]).toMatch(/epoch \d+\/20 .* left$/)
    expect(written[1]).toBe('\n')
  })

  it('says how long is left by the epochs of this run, not by those before a checkpoint', async () => {
    const kept: Uint8Array[] = []
    await fit(start(), data, { ...quiet, epochs: 90, checkpoint: { to: (bytes) => void kept.push(bytes) } })
    const written: string[] = []
    const onEpoch = (): 'stop' | undefined => {
      wait(30)
      return written.length > 0 ? 'stop' : undefined
    }
    const resumed = { ...quiet, progress: true, epochs: 500, resume: kept.at(-1) as Uint8Array, onEpoch }
    await inTerminal(written, () => fit(start(), data, resumed))
    // 400 epochs of 30 ms or more are 12 s; counted with the 90 before, which took no time, they would be 1 or 2
    expect(Number(/([\d.]+) s left/.exec(written[0] ?? '')?.[1])).toBeGreaterThan(8)
  })

  it('is nothing where it is false', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await fit(start(), data, { ...quiet, epochs: 5 })
    expect(stderr).not.toHaveBeenCalled()
  })
})

describe('what fit refuses', () => {
  const attempt = (options: object, given: Data = data) => fit(start(), given, { ...quiet, epochs: 1, ...options })

  it.each([
    [{ epoch: 5 }, 'fit: unknown option "epoch"; it takes loss, optimizer, epochs, batchSize'],
    [{ epochs: 0 }, 'fit: epochs is 0; give an integer of 1 or more.'],
    [{ epochs: 2.5 }, 'fit: epochs is 2.5; give an integer of 1 or more.'],
    [{ epochs: undefined }, 'fit: epochs is undefined; give an integer of 1 or more.'],
    [{ batchSize: 0 }, 'fit: batchSize is 0; give an integer of 1 or more.'],
    [{ batchSize: Number.NaN }, 'fit: batchSize is NaN; give an integer of 1 or more.'],
    [{ seed: -1 }, 'fit: the seed is -1'],
    [{ seed: 2 ** 32, shuffle: false }, 'fit: the seed is 4294967296; give an integer from 0 to 4294967295'],
    [{ clipNorm: 0 }, 'fit: clipNorm is 0; give a number above 0.'],
    [{ clipNorm: '1' }, 'fit: clipNorm is "1"; give a number above 0.'],
    [{ validation: null }, 'fit: validation: x is undefined, not a tensor.'],
    [{ metrics: accuracy }, 'fit: metrics is a function; give functions by their names, { accuracy: ... }, say.'],
    [{ metrics: { right: 3 } }, 'fit: the metric right is 3; give a function (m, x, y) => ... of a number.'],
    [{ metrics: { right: () => 'x' } }, 'fit: the metric right gave "x"; return a number, or a scalar tensor.'],
    [{ metrics: { right: async () => 1 } }, 'fit: the metric right gave an instance of Promise; return a number'],
    [{ checkpoint: {} }, 'fit: checkpoint.to is undefined; give the path of a file, or a function that takes the'],
    [{ checkpoint: { to: '' } }, 'fit: checkpoint.to is ""; give the path of a file'],
    [{ onEpoch: 'stop' }, 'fit: onEpoch is "stop"; give a function, which gets a report of each epoch.'],
    [{ signal: new AbortController() }, 'fit: signal is an instance of AbortController; give the signal of an'],
    [{ metrics: { loss: () => 1 } }, 'fit: a metric is called loss; give it another name.'],
    [{ checkpoint: { to: () => {}, every: 0 } }, 'fit: checkpoint.every is 0; give an integer of 1 or more.'],
    [{ checkpoint: { path: 'a' } }, 'fit: checkpoint: unknown option "path"; it takes to, every.'],
    [{ threads: 0 }, 'fit: threads is 0; give an integer of 1 or more.'],
    [{ threads: -1, compile: false }, 'fit: threads is -1; give an integer of 1 or more.'],
    [{ shuffle: 'no' }, 'fit: shuffle is "no"; give true or false.'],
    [{ compile: 'no' }, 'fit: compile is "no"; give true or false.'],
    [{ progress: 5 }, 'fit: progress is 5; give true or false.'],
    [
      { earlyStopping: { patience: 1, restoreBest: 'no' } },
      'fit: earlyStopping.restoreBest is "no"; give true or false',
    ],
    [{ metrics: [() => 1] }, 'fit: metrics is an array; give functions by their names, { accuracy: ... }, say.'],
    [{ onEpoch: () => 'stpo' }, `fit: what onEpoch gave is "stpo"; give 'stop', or nothing.`],
    [{ loss: 'mse' }, 'fit: loss is "mse"; give a function, such as (m, x, y) => mse(m.forward(x), y).'],
    [{ loss: new MSE() }, 'fit: loss is an instance of MSE; give a function, such as (m, x, y) => theLoss.forward('],
    [{ optimizer: sgd }, 'fit: optimizer is a function; give one that was made, such as sgd({ lr: 0.1 }).'],
    [{ loss: () => 1 }, 'fit: the loss function gave 1, not a tensor. Leave out item()'],
    [{ loss: () => undefined }, 'fit: the loss function gave undefined, not a tensor. Return the loss.'],
    [
      { loss: async () => tensor(1) },
      'fit: the loss function gave an instance of Promise, not a tensor. It must not be',
    ],
  ])('%j', async (options, message) => {
    await expect(attempt(options)).rejects.toThrow(DomainError)
    await expect(attempt(options)).rejects.toThrow(message)
  })

  it.each([true, false])('an async loss, even if it fails later, compiled: %s', async (compile) => {
    const loss = async (): Promise<void> => {
      await null
      throw new Error('unhandled, it would end the process')
    }
    await expect(attempt({ loss, compile })).rejects.toThrow('an instance of Promise, not a tensor. It must not be')
    await new Promise((resolve) => setTimeout(resolve, 0))
  })

  it.each([true, false])('a loss that gives no tensor on validation data, compiled: %s', async (compile) => {
    const loss = (m: Slope, x: Tensor, y: Tensor, context?: TrainingContext) => context && line(m, x, y)
    await expect(attempt({ loss, compile, validation: data })).rejects.toThrow(
      'fit: the loss function gave undefined, not a tensor. Return the loss.',
    )
  })

  it.each([true, false])('validation data that does not fit, before the first step, compiled: %s', async (compile) => {
    const contexts: unknown[] = []
    const loss = (m: Slope, x: Tensor, y: Tensor, context?: TrainingContext) => {
      contexts.push(context)
      return line(m, x, y)
    }
    const validation = { x: column([1, 2]), y: column([1, 2]).reshape([2]) }
    await expect(attempt({ loss, compile, validation, batchSize: 1 })).rejects.toThrow(ShapeError)
    expect(contexts).toEqual([undefined])
  })

  it('data or validation data of unlike length', async () => {
    const uneven = { x: column([1, 2]), y: column([1]) }
    await expect(attempt({}, uneven)).rejects.toThrow(
      'fit: x is [2, 1] and y is [1, 1]; give all the same number of rows, 1 or more.',
    )
    await expect(attempt({ validation: uneven })).rejects.toThrow('fit: validation: x is [2, 1] and y is [1, 1]')
  })

  it('a loss that is no scalar, and a model without a float tensor', async () => {
    await expect(attempt({ loss: (m: Slope, x: Tensor) => x.mul(m.w) })).rejects.toThrow('only a scalar has a gradient')
    const none = fit({ name: 'none' }, data, {
      loss: () => tensor(0),
      optimizer: sgd({ lr: 1 }),
      epochs: 1,
      progress: false,
    })
    await expect(none).rejects.toThrow('holds no float tensor to differentiate by')
  })

  it('data that is no { x, y } of tensors', async () => {
    await expect(attempt({}, data.x as never)).rejects.toThrow('the data is one tensor; write fit(model, { x, y },')
    await expect(attempt({}, { x: [[1]], y: data.y } as never)).rejects.toThrow('fit: x is an array, not a tensor.')
    await expect(attempt({}, null as never)).rejects.toThrow('fit: x is undefined, not a tensor.')
  })

  it.each([true, false])('a loss that does not depend on the model that it is given, compiled: %s', async (compile) => {
    const outside = start(1)
    const loss = (_model: Slope, x: Tensor, y: Tensor): Tensor => line(outside, x, y)
    await expect(attempt({ loss, compile })).rejects.toThrow('fit: the loss does not depend on the model')
    await expect(attempt({ loss: () => tensor(1), compile })).rejects.toThrow(DomainError)
  })

  it.each([true, false])(
    'targets that are no probabilities, where the loss takes such, compiled: %s',
    async (compile) => {
      const loss = (m: Slope, x: Tensor, y: Tensor): Tensor => bceWithLogits(x.mul(m.w), y.reshape([-1, 1]))
      const classes = { x: data.x, y: tensor([1, 2, 2, 1, 1]) }
      await expect(attempt({ loss, compile }, classes)).rejects.toThrow(
        'bceWithLogits: the target holds 2, which is no',
      )
      const { notCompiled } = await attempt({ loss, compile }, { x: data.x, y: classes.y.sub(1) })
      expect(notCompiled).toBe(compile ? null : 'compile is false')
    },
  )

  it('targets that would broadcast', async () => {
    await expect(attempt({}, { x: data.x, y: data.y.reshape([5]) })).rejects.toThrow('Write target.reshape([5, 1]).')
  })
})

it('two runs at once do not disturb each other', async () => {
  const run = (w: number) => fit(start(w), data, { ...quiet, epochs: 20, batchSize: 2, seed: 3 })
  const [alone, other] = [await run(1), await run(5)]
  const together = await Promise.all([run(1), run(5)])
  expect(together.map(({ model }) => model.w.item())).toEqual([alone, other].map(({ model }) => model.w.item()))
  expect(random(3).next()).toBe(random(3).next())
})
