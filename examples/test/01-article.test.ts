import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { network } from '@adjoint/nn'
import { random, tensor } from '@adjoint/tensor'
import { afterAll, describe, expect, it } from 'vitest'
import { loadData } from '../article/data.ts'
import { compareGradients, largest } from '../article/gradients.ts'
import { article, readOptions } from '../article/options.ts'
import { lossCurveDifference } from '../article/reference.ts'
import { UsageError } from '../command-line.ts'

const program = fileURLToPath(new URL('../01-article.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'adjoint-article-')) // pictures go to out/ of where it runs

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Starts the program as a person would, but with its output piped. */
function start(...args: string[]) {
  const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.err += chunk))
  const ended = once(child, 'close').then(([status]) => ({ ...text, status }))
  return { child, ended }
}

const run = (...args: string[]) => start(...args).ended

interface Outcome {
  readonly testAccuracy: number
  readonly trainAccuracy: number
  readonly finalLoss: number
  readonly maxLossCurveDifference: number | null
  readonly maxGradientDifference: number
  readonly epochs: number
  readonly seconds: number
}

function outcomeOf(out: string): Outcome {
  return JSON.parse(out.trim().split('\n').at(-1) ?? '')
}

const timeout = 60_000
const smallest = ['--layers', '3', '--epochs', '3']

describe("the article's run", () => {
  it('prints one line of JSON, and nothing else when quiet', { timeout }, async () => {
    const { status, out, err } = await run('--epochs', '3', '--json', '--quiet')
    expect([status, err]).toEqual([0, ''])
    expect(out.trim().split('\n')).toHaveLength(1)
    const outcome = outcomeOf(out)
    expect(Object.keys(outcome)).toEqual([
      'testAccuracy',
      'trainAccuracy',
      'finalLoss',
      'maxLossCurveDifference',
      'maxGradientDifference',
      'epochs',
      'seconds',
    ])
    expect(outcome.epochs).toBe(3)
    expect(outcome.finalLoss).toBeCloseTo(0.69364, 5)
    expect(outcome.maxLossCurveDifference).toBeLessThan(1e-8)
    expect(outcome.maxGradientDifference).toBeLessThan(1e-10)
    expect(outcome.maxGradientDifference).toBeGreaterThan(0) // two computations, not one compared with itself
    for (const share of [outcome.testAccuracy, outcome.trainAccuracy])
      expect(share * 900).toBeCloseTo(Math.round(share * 900), 6)
    expect(outcome.seconds).toBeGreaterThanOrEqual(0)
    expect(readdirSync(folder)).not.toContain('out')
  })

  it('shows the model, the pictures and the gradients, without colours in a pipe', { timeout }, async () => {
    const { status, out, err } = await run(...smallest, '--json')
    expect(status).toBe(0)
    for (const words of [
      'layers.0  dense',
      'total',
      'Training loss',
      'Decision boundary',
      'tape against by hand',
      'Test accuracy',
    ]) {
      expect(out).toContain(words)
    }
    expect(out + err).not.toContain('\u001b')
    expect(err).toMatch(/^epoch 3\/3 {2}loss \S+ {2}accuracy 0\.\d{3} {2}in \S+ s$/m)
    expect(outcomeOf(out).epochs).toBe(3)
    for (const picture of ['out/loss-curve.svg', 'out/decision-boundary.svg']) {
      expect(existsSync(join(folder, picture))).toBe(true)
      expect(readFileSync(join(folder, picture), 'utf8')).toMatch(/^<svg/)
    }
  })

  it('shows what was learnt where the pictures cannot be written, and says so', { timeout }, async () => {
    rmSync(join(folder, 'out'), { recursive: true, force: true })
    writeFileSync(join(folder, 'out'), 'a file, no folder')
    try {
      const { status, out, err } = await run(...smallest, '--json')
      expect(err).toContain('The pictures could not be written to out/: ')
      expect(outcomeOf(out).epochs).toBe(3)
      expect(status).toBe(1)
    } finally {
      rmSync(join(folder, 'out'))
    }
  })

  it('learns other data with other layers in float32, where there is no curve to compare with', {
    timeout,
  }, async () => {
    const args = [
      '--layers',
      '6',
      '--data',
      'blobs',
      '--dtype',
      'float32',
      '--lr',
      '1',
      '--epochs',
      '100',
      '--seed',
      '3',
    ]
    const { status, out } = await run(...args, '--json', '--quiet')
    expect(status).toBe(0)
    const outcome = outcomeOf(out)
    expect(outcome.maxLossCurveDifference).toBeNull()
    expect(outcome.maxGradientDifference).toBeLessThan(1e-4)
    expect(outcome.testAccuracy).toBeGreaterThan(0.9)
  })

  it.skipIf(process.platform === 'win32')('stops by Ctrl-C and shows what was learnt', { timeout }, async () => {
    const { child, ended } = start('--layers', '3', '--epochs', '1000000')
    child.stderr.once('data', () => child.kill('SIGINT'))
    const { status, out } = await ended
    expect(status).toBe(130)
    expect(out).toContain('Stopped by Ctrl-C')
    expect(out).toMatch(/Loss after [\d,]+ epochs/)
  })

  it('prints its help', { timeout }, async () => {
    const { status, out, err } = await run('--help', '--epochs', '3')
    expect([status, err]).toEqual([0, ''])
    for (const option of ['epochs', 'lr', 'seed', 'layers', 'dtype', 'data', 'quick', 'json', 'quiet', 'help'])
      expect(out).toContain(`--${option}`)
  })

  it('ends with status 2 and a line in words for a bad flag', { timeout }, async () => {
    const [unknown, value] = await Promise.all([run('--epoch', '3'), run('--data', 'iris')])
    expect([unknown.status, unknown.out]).toEqual([2, ''])
    expect(unknown.err).toBe("Unknown option '--epoch'.\nSee npm start -- --help.\n")
    expect([value.status, value.out]).toEqual([2, ''])
    expect(value.err).toBe('--data iris: give one of moons, circles, spirals, blobs, xor.\nSee npm start -- --help.\n')
  })

  it('says in words where the loss is no number, with status 1', { timeout }, async () => {
    const { status, out, err } = await run('--layers', '3', '--epochs', '2000', '--lr', '1e300', '--quiet')
    expect([status, out]).toEqual([1, ''])
    expect(err).toMatch(/^fit: the loss is (NaN|Infinity) in epoch \d+: /)
    expect(err).not.toContain('    at ') // no stack
  })
})

describe('the options', () => {
  it("are the article's where none are given", () => {
    expect(readOptions([])).toEqual(article)
    expect(article).toMatchObject({
      epochs: 10_000,
      lr: 0.01,
      seed: 2,
      layers: [25, 50, 50, 25],
      dtype: 'float64',
      data: 'moons',
    })
  })

  it('are read', () => {
    const args =
      '--epochs 5 --lr 0.5 --seed 0 --layers 4,3 --dtype float32 --data xor --threads 1 --json --quiet'.split(' ')
    expect(readOptions(args)).toEqual({
      epochs: 5,
      lr: 0.5,
      seed: 0,
      layers: [4, 3],
      dtype: 'float32',
      data: 'xor',
      threads: 1,
      json: true,
      quiet: true,
    })
    expect(readOptions(['--quick']).epochs).toBe(100)
    expect(readOptions(['--quick', '--epochs', '7']).epochs).toBe(7)
  })

  it.each([
    ['--epochs 0', '--epochs 0: give an integer of 1 or more, such as --epochs 10000.'],
    ['--epochs 1.5', '--epochs 1.5: give an integer of 1 or more'],
    ['--epochs=', '--epochs : give an integer of 1 or more'],
    ['--epochs many', '--epochs many: give an integer of 1 or more'],
    ['--lr 0', '--lr 0: give a number above 0, such as --lr 0.01.'],
    ['--lr=-1', '--lr -1: give a number above 0'],
    ['--lr Infinity', '--lr Infinity: give a number above 0'],
    ['--seed=-1', '--seed -1: give an integer of 0 or more'],
    ['--seed 4294967296', '--seed 4294967296: give an integer below 2^32'],
    ['--layers 3,,4', '--layers 3,,4: give integers of 1 or more, such as --layers 25,50,50,25.'],
    ['--layers 3,0', '--layers 3,0: give integers of 1 or more'],
    ['--threads 0', '--threads 0: give an integer of 1 or more'],
    [`--threads ${availableParallelism() + 1}`, `: this machine runs ${availableParallelism()} at a time`],
    ['--dtype int8', '--dtype int8: give one of float64, float32.'],
    ['--data', "Option '--data <value>' argument missing"],
    ['--json=yes', "Option '--json' does not take an argument"],
    ['-x', "Unknown option '-x'"],
    ['fast', '"fast" is no option; options begin with --.'],
  ])('%s is refused in words', (line, message) => {
    expect(() => readOptions(line.split(' '))).toThrow(UsageError)
    expect(() => readOptions(line.split(' '))).toThrow(message)
  })

  it.each(['moons', 'circles', 'spirals', 'blobs', 'xor'] as const)(
    'give 900 samples of %s to train on and 100 to test',
    (data) => {
      const { train, test } = loadData({ ...article, data })
      expect([train.x.shape, train.y.shape, test.x.shape, test.y.shape]).toEqual([
        [900, 2],
        [900, 1],
        [100, 2],
        [100, 1],
      ])
      expect(train.x.dtype).toBe('float64')
      expect(new Set(train.y.toTypedArray())).toEqual(new Set([0, 1]))
    },
  )
})

describe('what the run compares', () => {
  const layers = [
    { inputDim: 2, outputDim: 3, activation: 'tanh' },
    { inputDim: 3, outputDim: 1, activation: 'sigmoid' },
  ] as const
  const float64 = { dtype: 'float64' } as const
  const model = network(layers, random(1), float64)
  const data = {
    x: tensor(
      [
        [1, 2],
        [-3, 0.5],
      ],
      float64,
    ),
    y: tensor([[1], [0]], float64),
  }

  it('are gradients of every layer, the weights and the biases', () => {
    expect(largest(compareGradients(model, data, layers))).toBeLessThan(1e-15)
    // by hand for another network: both derivatives of the layer that differs must show it
    const other = [{ ...layers[0], activation: 'linear' }, layers[1]] as const
    const [first] = compareGradients(model, data, other)
    expect(first?.dW).toBeGreaterThan(1e-4)
    expect(first?.db).toBeGreaterThan(1e-4)
  })

  it("is NumPy's loss curve, and only in the article's own run", () => {
    expect(lossCurveDifference(article, [0.6936484871866763 + 1e-3])).toBeCloseTo(1e-3, 12)
    for (const change of [{ lr: 0.1 }, { seed: 3 }, { dtype: 'float32' }, { data: 'xor' }, { layers: [25] }] as const) {
      expect(lossCurveDifference({ ...article, ...change }, [0.7])).toBeNull()
    }
    expect(lossCurveDifference({ ...article, epochs: 5 }, [0.6936484871866763])).toBeLessThan(1e-15)
  })
})
