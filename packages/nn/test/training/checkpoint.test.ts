import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leavesOf } from '@adjoint/autograd'
import { FormatError, formatSafetensors, moons, parseSafetensors } from '@adjoint/data'
import { DomainError, random, type Tensor, tensor } from '@adjoint/tensor'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import {
  accuracy,
  adam,
  batchNorm,
  bceWithLogits,
  type Data,
  dense,
  dropout,
  type FitOptions,
  type FitResult,
  fit,
  relu,
  save,
  sequential,
  sgd,
  type TrainingContext,
} from '../../src/index.ts'
import { optimizers, schedule } from '../optimizers/runs.ts'

const rng = random(4)
const fresh = () => sequential(dense(2, 5, rng), batchNorm(5), relu(), dropout(0.25), dense(5, 1, rng))
type Model = ReturnType<typeof fresh>
const model = fresh()
const data = moons({ samples: 50, noise: 0.1, seed: 1 })
const validation = moons({ samples: 20, noise: 0.1, seed: 2 })
const loss = (m: Model, x: Tensor, y: Tensor, context?: TrainingContext): Tensor =>
  bceWithLogits(m.forward(x, context), y)

const options: Omit<FitOptions<Model>, 'epochs'> = {
  loss,
  optimizer: adam({ lr: 0.01 }),
  batchSize: 16, // four steps an epoch
  seed: 5,
  validation,
  metrics: { accuracy: (m, x, y) => accuracy(m.forward(x), y, { threshold: 0 }) },
  earlyStopping: { patience: 100, restoreBest: false }, // so that the last bits are compared
  progress: false,
}

/** What a run has led to, to the bit. */
const bitsOf = ({ model, history }: FitResult<Model>) => ({ model: save(model), history })

/** Takes checkpoints; `last()` is a copy of the last one. */
function keeper() {
  const kept: Uint8Array[] = []
  const last = (): Uint8Array => kept.at(-1) ?? expect.fail('nothing was kept')
  return { kept, last, into: { to: (bytes: Uint8Array) => void kept.push(bytes) } }
}

const folder = mkdtempSync(join(tmpdir(), 'adjoint-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
})

const cases = Object.entries(optimizers).flatMap(([name, make]) =>
  [true, false].map((compile) => ({ name, compile, optimizer: make(schedule(0.02)) })),
)

describe('a run that is resumed', () => {
  it.each(cases)(
    'is the one that was not interrupted, to the bit: $name, compiled: $compile',
    async ({ compile, optimizer }) => {
      const given = { ...options, compile, optimizer }
      const whole = await fit(model, data, { ...given, epochs: 6 })
      const checkpoint = keeper()
      const half = await fit(model, data, { ...given, epochs: 3, checkpoint: checkpoint.into })
      expect(bitsOf(half).history).toEqual(whole.history.slice(0, 3))
      const rest = await fit(fresh(), data, { ...given, epochs: 6, resume: checkpoint.last() })
      expect(bitsOf(rest)).toEqual(bitsOf(whole))
      expect(rest.stopped).toBe('finished')
      expect(rest.notCompiled).toBe(compile ? null : 'compile is false')
      expect(bitsOf(half).model).not.toEqual(bitsOf(whole).model)
    },
  )

  it.each([1, 2, 3, 4, 5, 6, 7])('after %d steps, in the middle of an epoch too', async (steps) => {
    const whole = await fit(model, data, { ...options, epochs: 3 })
    const checkpoint = keeper()
    const controller = new AbortController()
    let count = 0
    const counted: typeof loss = (...args) => {
      if (args[3] !== undefined && ++count === steps) controller.abort()
      return loss(...args)
    }
    // run op by op, so that the loss is called at each step; the bits of the whole run are those of op by op, too
    const eager = await fit(model, data, { ...options, epochs: 3, compile: false })
    const { stopped } = await fit(model, data, {
      ...options,
      loss: counted,
      epochs: 3,
      compile: false,
      checkpoint: { ...checkpoint.into, every: 100 },
      signal: controller.signal,
    })
    expect([stopped, count, checkpoint.kept.length]).toEqual(['interrupted', steps, 1])
    const resumed = { ...options, epochs: 3, resume: checkpoint.last() }
    expect(bitsOf(await fit(fresh(), data, { ...resumed, compile: false }))).toEqual(bitsOf(eager))
    expect((await fit(fresh(), data, resumed)).history).toHaveLength(whole.history.length)
  })

  it('many times is the same', async () => {
    const whole = await fit(model, data, { ...options, epochs: 4 })
    const checkpoint = keeper()
    let result = await fit(model, data, { ...options, epochs: 1, checkpoint: checkpoint.into })
    for (let epochs = 2; epochs <= 4; epochs++) {
      result = await fit(fresh(), data, { ...options, epochs, checkpoint: checkpoint.into, resume: checkpoint.last() })
    }
    expect(bitsOf(result)).toEqual(bitsOf(whole))
  })

  it('goes on waiting, and has the best model of before', async () => {
    const start = { w: tensor(0, { dtype: 'float64' }) }
    const line = { x: tensor([[1]], { dtype: 'float64' }), y: tensor([[2]], { dtype: 'float64' }) }
    const steep = {
      loss: (m: typeof start, x: Tensor, y: Tensor) => x.mul(m.w).sub(y).square().mean(),
      optimizer: sgd({ lr: 0.3 }),
      metrics: { far: ({ w }: { readonly w: Tensor }) => w.sub(1.9).abs() }, // w passes by 1.9 on its way to 2
      earlyStopping: { patience: 4, monitor: 'far', mode: 'min' },
      progress: false,
    } as const
    const whole = await fit(start, line, { ...steep, epochs: 100 })
    expect(whole.stopped).toBe('patience')
    const epochs = whole.history.length - 2
    const checkpoint = keeper()
    const before = await fit(start, line, { ...steep, epochs, checkpoint: checkpoint.into })
    expect(before.stopped).toBe('finished')
    const rest = await fit(start, line, {
      ...steep,
      epochs: 100,
      checkpoint: checkpoint.into,
      resume: checkpoint.last(),
    })
    expect([rest.stopped, rest.history, rest.model.w.item()]).toEqual(['patience', whole.history, whole.model.w.item()])
    // and is over where it was over
    const over = await fit(start, line, { ...steep, epochs: 100, resume: checkpoint.last() })
    expect([over.stopped, over.history]).toEqual(['patience', whole.history])
  })

  it.each([undefined, { patience: 9, monitor: 'worse', mode: 'min', restoreBest: false } as const])(
    'may ask for the best model where none was kept, and has the best one since: before, %o',
    async (before) => {
      const { earlyStopping: _, ...never } = options
      let number = 0
      const metrics = { worse: () => number++ } // so that the first epoch is the best one
      const checkpoint = keeper()
      const first = { ...never, metrics, ...(before && { earlyStopping: before }) }
      await fit(model, data, { ...first, epochs: 2, checkpoint: checkpoint.into })
      const after: Uint8Array[] = []
      const { model: best, ...end } = await fit(model, data, {
        ...never,
        metrics,
        earlyStopping: { patience: 2, monitor: 'worse', mode: 'min' },
        epochs: 9,
        onEpoch: (report) => void after.push(save(report.model)),
        resume: checkpoint.last(),
      })
      expect([end.stopped, end.history.length]).toEqual(['patience', 5])
      expect(save(best)).toEqual(after[0])
    },
  )

  it.each([true, false])('waits anew where something else is monitored, restoreBest: %s', async (restoreBest) => {
    let number = 0
    const metrics = { low: () => -5, falling: () => 9 - number++ }
    const run = (monitor: keyof typeof metrics, extra: Partial<FitOptions<Model>>) => {
      const earlyStopping = { patience: 2, monitor, mode: 'min', restoreBest } as const
      return fit(model, data, { ...options, metrics, epochs: 2, earlyStopping, ...extra })
    }
    const checkpoint = keeper()
    await run('low', { checkpoint: checkpoint.into })
    const last: Uint8Array[] = []
    const { model: best, ...end } = await run('falling', {
      epochs: 6,
      onEpoch: (report) => void last.push(save(report.model)),
      resume: checkpoint.last(),
    })
    expect([end.stopped, end.history.length]).toEqual(['finished', 6])
    expect(save(best)).toEqual(last.at(-1))
  })

  it('may do without early stopping', async () => {
    const { earlyStopping: _, ...never } = options
    const whole = await fit(model, data, { ...never, epochs: 4 })
    const checkpoint = keeper()
    await fit(model, data, { ...never, earlyStopping: { patience: 2 }, epochs: 2, checkpoint: checkpoint.into })
    const rest = await fit(model, data, { ...never, epochs: 4, resume: checkpoint.last() })
    expect(bitsOf(rest)).toEqual(bitsOf(whole))
  })

  it('keeps NaN, infinities and -0 in its history', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -0]
    const metrics = Object.fromEntries(odd.map((value) => [`is ${value}`, () => value]))
    const checkpoint = keeper()
    const { history } = await fit(model, data, { ...options, metrics, epochs: 1, checkpoint: checkpoint.into })
    const again = await fit(model, data, { ...options, metrics, epochs: 1, resume: checkpoint.last() })
    expect(again.history).toEqual(history)
    expect(Object.values(again.history[0]?.metrics ?? {})).toEqual(odd)
  })

  it('of no file, or into no folder, says so', async () => {
    const nowhere = join(tmpdir(), 'no such folder', 'run.safetensors')
    const resumed = fit(model, data, { ...options, epochs: 1, resume: nowhere })
    await expect(resumed).rejects.toThrow(`fit: resume: ${nowhere} cannot be read (ENOENT`)
    const kept = fit(model, data, { ...options, epochs: 1, checkpoint: { to: nowhere } })
    await expect(kept).rejects.toThrow(`fit: checkpoint: ${nowhere} cannot be written (ENOENT`)
  })

  it('into no folder says so before the first step', async () => {
    const seen = vi.fn(loss)
    const checkpoint = { to: join(folder, 'none', 'run.safetensors'), every: 40 }
    const training = fit(model, data, { ...options, loss: seen, epochs: 50, checkpoint })
    await expect(training).rejects.toThrow('cannot be written (ENOENT')
    expect(seen).not.toHaveBeenCalled()
  })

  it('is not touched, and nothing left beside it, where the run fails in its first step', async () => {
    const own = mkdtempSync(join(folder, 'own-'))
    const to = join(own, 'run.safetensors')
    await fit(model, data, { ...options, epochs: 1, checkpoint: { to } })
    const before = readFileSync(to)
    const failing = fit(model, data, { ...options, loss: () => expect.fail('no'), epochs: 1, checkpoint: { to } })
    await expect(failing).rejects.toThrow('no')
    expect(readFileSync(to)).toEqual(before)
    expect(readdirSync(own)).toEqual(['run.safetensors'])
    rmSync(own, { recursive: true })
  })

  it('is made neither before the first step nor where none is left', async () => {
    const { kept, last, into } = keeper()
    await fit(model, data, { ...options, epochs: 1, checkpoint: into, signal: AbortSignal.abort() })
    expect(kept).toHaveLength(0)
    await fit(model, data, { ...options, epochs: 1, checkpoint: into })
    await fit(model, data, { ...options, epochs: 1, checkpoint: into, resume: last() })
    expect(kept).toHaveLength(1)
  })

  it('of a damaged file says so', async () => {
    const checkpoint = keeper()
    await fit(model, data, { ...options, epochs: 1, checkpoint: checkpoint.into })
    const { tensors, metadata } = parseSafetensors(checkpoint.last())
    const text = metadata['.run'] ?? expect.fail('there is no run')
    const lacking = ['history', 'steps', 'seen', 'total', 'order', 'watch', 'best', 'waited', 'setup'].map((name) =>
      text.replace(`${name}\\"`, `${name.toUpperCase()}\\"`),
    )
    expect(lacking).not.toContain(text)
    for (const run of ['"{"', '"null"', '"{}"', '"{\\"position\\":3}"', ...lacking]) {
      const damaged = formatSafetensors(tensors, { ...metadata, '.run': run })
      await expect(fit(model, data, { ...options, epochs: 1, resume: damaged })).rejects.toThrow(FormatError)
    }
  })

  it('with nothing left to do gives what it has', async () => {
    const checkpoint = keeper()
    const result = await fit(model, data, { ...options, epochs: 2, checkpoint: checkpoint.into })
    const again = await fit(fresh(), data, { ...options, epochs: 2, resume: checkpoint.last() })
    expect(bitsOf(again)).toEqual(bitsOf(result))
  })
})

describe('checkpoints', () => {
  it('are made every so many epochs, and at the end', async () => {
    const epochs: number[] = []
    let now = 0
    const run = (extra: Partial<FitOptions<Model>>) =>
      fit(model, data, {
        ...options,
        epochs: 5,
        checkpoint: { to: () => void epochs.push(now), every: 2 },
        ...extra,
        onEpoch: (report) => {
          now = report.epoch
          return extra.onEpoch?.(report)
        },
      })
    await run({})
    expect(epochs.splice(0)).toEqual([2, 4, 5])
    await run({ onEpoch: ({ epoch }) => (epoch === 3 ? 'stop' : undefined) })
    expect(epochs.splice(0)).toEqual([2, 3])
    await run({ earlyStopping: { patience: 1, monitor: 'accuracy', mode: 'min', minDelta: 2 } })
    expect(epochs.splice(0)).toEqual([2]) // the first is the best, the second is no better
    await run({ checkpoint: { to: () => void epochs.push(now) } })
    expect(epochs).toEqual([1, 2, 3, 4, 5])
  })

  it('are waited for', async () => {
    const events: string[] = []
    const to = async () => {
      events.push('begin')
      await new Promise((resolve) => setTimeout(resolve, 5))
      events.push('end')
    }
    await fit(model, data, { ...options, epochs: 2, checkpoint: { to } })
    expect(events).toEqual(['begin', 'end', 'begin', 'end'])
    const failing = fit(model, data, {
      ...options,
      epochs: 2,
      checkpoint: { to: () => Promise.reject(new Error('full')) },
    })
    await expect(failing).rejects.toThrow('full')
  })

  it('go to a file, which is replaced at once, and come from there', async () => {
    const path = join(folder, 'run.safetensors')
    const whole = await fit(model, data, { ...options, epochs: 3 })
    await fit(model, data, { ...options, epochs: 2, checkpoint: { to: path } })
    expect(readdirSync(folder)).toEqual(['run.safetensors'])
    const first = readFileSync(path)
    const rest = await fit(fresh(), data, { ...options, epochs: 3, checkpoint: { to: path }, resume: path })
    expect(bitsOf(rest)).toEqual(bitsOf(whole))
    expect(readFileSync(path).equals(first)).toBe(false)
    const missing = fit(model, data, { ...options, epochs: 3, resume: join(folder, 'none') })
    await expect(missing).rejects.toThrow('ENOENT')
  })

  it('need a function where there are no files', async () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    const message = 'there are no files here. Give bytes, or a function that takes them, in place of a path.'
    const run = (extra: object) => fit(model, data, { ...options, epochs: 1, compile: false, ...extra })
    await expect(run({ resume: 'a' })).rejects.toThrow(`fit: resume: ${message}`)
    await expect(run({ checkpoint: { to: 'a' } })).rejects.toThrow(`fit: checkpoint: ${message}`)
    const { kept, into } = keeper()
    await run({ checkpoint: into })
    expect(kept).toHaveLength(1)
  })

  it('say at once that a model cannot be saved', async () => {
    const odd = { w: tensor(0), when: new Float32Array(2) }
    const first = vi.fn()
    const training = fit(odd, data, {
      loss: (m, x) => x.mul(m.w).mean(),
      optimizer: sgd({ lr: 1 }),
      epochs: 1,
      progress: false,
      onEpoch: first,
      checkpoint: { to: () => {} },
    })
    await expect(training).rejects.toThrow('model.when is Float32Array, which is not saved; make it a tensor.')
    expect(first).not.toHaveBeenCalled()
  })

  it('hold a model that other programs can read', async () => {
    const checkpoint = keeper()
    const { parseSafetensors } = await import('@adjoint/data')
    const { model: trained } = await fit(model, data, { ...options, epochs: 1, checkpoint: checkpoint.into })
    const { tensors } = parseSafetensors(checkpoint.last())
    for (const { path, tensor } of leavesOf(trained)) {
      expect(tensors[`model.${path}`]?.toArray()).toEqual(tensor.toArray())
    }
  })
})

describe('what a resumed fit refuses', () => {
  const checkpoint = keeper()
  const made = fit(model, data, { ...options, epochs: 1, checkpoint: checkpoint.into })
  const attempt = async (extra: Partial<FitOptions<Model>>, given: Data = data) => {
    await made
    return fit(model, given, { ...options, epochs: 2, resume: checkpoint.last(), ...extra })
  }

  it.each([
    [
      { seed: 6 },
      'fit: resume: the run was made with seed 5, not 6. Give the same, or begin a new run with its model.',
    ],
    [{ batchSize: 10 }, 'fit: resume: the run was made with batchSize 16, not 10.'],
    [{ shuffle: false }, 'fit: resume: the run was made with shuffle true, not false.'],
    [{ optimizer: sgd({ lr: 1, momentum: 0.5 }) }, 'fit: resume: the file does not fit the run:\n  state.'],
    [{ resume: save(model) }, 'fit: resume: the file does not fit the run:\n  model.'],
    [{ resume: new Uint8Array(3) }, 'fit: resume: at byte 0: a file begins with'],
  ])('%o', async (extra, message) => {
    await expect(attempt(extra)).rejects.toThrow(message)
  })

  it('other data', async () => {
    await expect(attempt({}, validation)).rejects.toThrow('the run was made with samples 50, not 20')
    await expect(attempt({}, validation)).rejects.toThrow(DomainError)
  })
})
