import { availableParallelism } from 'node:os'
import type { FloatDType } from '@adjoint/tensor'
import { integer, integers, parseFlags, positive, UsageError } from '../command-line.ts'

const dataSets = ['moons', 'circles', 'spirals', 'blobs', 'xor'] as const

/** What the article's run can be told. */
export interface ArticleOptions {
  readonly epochs: number
  readonly lr: number
  readonly seed: number
  /** the sizes of the hidden layers */
  readonly layers: readonly number[]
  readonly dtype: FloatDType
  readonly data: (typeof dataSets)[number]
  /** how many share a step; the result does not depend on it */
  readonly threads: number
  readonly json: boolean
  readonly quiet: boolean
}

/** More would only wait for each other. */
const mostThreads = availableParallelism()

/** The article's own settings. */
export const article: ArticleOptions = {
  epochs: 10_000,
  lr: 0.01,
  seed: 2,
  layers: [25, 50, 50, 25],
  dtype: 'float64',
  data: 'moons',
  threads: Math.min(2, mostThreads),
  json: false,
  quiet: false,
}

const quickEpochs = 100

export const help = `Trains the network of "Let's code a Neural Network in plain NumPy" on the tape, and checks its gradients
against the article's hand-derived formulas on the way.

  npm start -- [options]

  --epochs N      updates, each on all training samples          (${article.epochs})
  --lr X          learning rate                                  (${article.lr})
  --seed N        seed of the first weights                      (${article.seed})
  --layers A,B    sizes of the hidden layers                     (${article.layers})
  --dtype T       float64 or float32                             (${article.dtype})
  --data NAME     ${dataSets.join(', ').padEnd(44)}   (${article.data})
  --threads N     ${`how many threads share an update, at most ${mostThreads}`.padEnd(47)}(${article.threads})
  --quick         ${quickEpochs} epochs: a look at what it does
  --json          print one line of JSON last
  --quiet         print nothing else
  --help          print this

Ctrl-C stops after the epoch that is running and shows what was learnt. Pictures go to out/.`

/** Reads the command line; throws a UsageError for what is wrong in it. */
export function readOptions(args?: string[]): ArticleOptions {
  const string = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const strings = {
    epochs: string,
    lr: string,
    seed: string,
    layers: string,
    dtype: string,
    data: string,
    threads: string,
  }
  const given = parseFlags({ ...strings, quick: flag, json: flag, quiet: flag }, args)
  return {
    epochs: integer('epochs', given.epochs, given.quick === true ? quickEpochs : article.epochs, 1),
    lr: positive('lr', given.lr, article.lr),
    seed: integer('seed', given.seed, article.seed, 0),
    layers: sizes(given.layers),
    dtype: oneOf('dtype', given.dtype ?? article.dtype, ['float64', 'float32'] as const),
    data: oneOf('data', given.data ?? article.data, dataSets),
    threads: threadsIn(given.threads),
    json: given.json === true,
    quiet: given.quiet === true,
  }
}

function sizes(text: string | undefined): readonly number[] {
  if (text === undefined) return article.layers
  return integers('layers', text, ',', article.layers)
}

function threadsIn(text: string | undefined): number {
  const threads = integer('threads', text, article.threads, 1)
  if (threads <= mostThreads) return threads
  throw new UsageError(`--threads ${text}: this machine runs ${mostThreads} at a time; give ${mostThreads} or fewer.`)
}

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found !== undefined) return found
  throw new UsageError(`--${name} ${value}: give one of ${allowed.join(', ')}.`)
}
