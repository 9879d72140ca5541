import { parseArgs } from 'node:util'
import type { FloatDType } from '@adjoint/tensor'

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
  readonly json: boolean
  readonly quiet: boolean
}

/** The article's own settings. */
export const article: ArticleOptions = {
  epochs: 10_000,
  lr: 0.01,
  seed: 2,
  layers: [25, 50, 50, 25],
  dtype: 'float64',
  data: 'moons',
  json: false,
  quiet: false,
}

export const help = `Trains the network of "Let's code a Neural Network in plain NumPy" on the tape, and checks its gradients
against the article's hand-derived formulas on the way.

  npm start -- [options]

  --epochs N      updates, each on all training samples          (${article.epochs})
  --lr X          learning rate                                  (${article.lr})
  --seed N        seed of the first weights                      (${article.seed})
  --layers A,B    sizes of the hidden layers                     (${article.layers})
  --dtype T       float64 or float32                             (${article.dtype})
  --data NAME     ${dataSets.join(', ').padEnd(44)}   (${article.data})
  --quick         300 epochs: a look at what it does
  --json          print one line of JSON last
  --quiet         print nothing else
  --help          print this

Ctrl-C stops after the epoch that is running and shows what was learnt. Pictures go to out/.`

/** A mistake in the command line, in words for the person who made it. */
export class UsageError extends Error {}

/** Reads the command line; null when it asks for help. */
export function readOptions(args: readonly string[]): ArticleOptions | null {
  const { values, positionals } = parse(args)
  if (values.help === true) return null
  const [stray] = positionals
  if (stray !== undefined) throw new UsageError(`"${stray}" is no option; options begin with --.`)
  const text = (name: 'dtype' | 'data'): string => values[name] ?? article[name]
  return {
    epochs:
      values.epochs === undefined && values.quick === true ? 300 : integer('epochs', values.epochs, article.epochs, 1),
    lr: positive('lr', values.lr, article.lr),
    seed: integer('seed', values.seed, article.seed, 0),
    layers: sizes(values.layers),
    dtype: oneOf('dtype', text('dtype'), ['float64', 'float32'] as const),
    data: oneOf('data', text('data'), dataSets),
    json: values.json === true,
    quiet: values.quiet === true,
  }
}

function parse(args: readonly string[]) {
  const string = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        epochs: string,
        lr: string,
        seed: string,
        layers: string,
        dtype: string,
        data: string,
        quick: flag,
        json: flag,
        quiet: flag,
        help: flag,
      },
    })
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split('. ') // the rest is about positionals
    throw new UsageError(`${message}.`)
  }
}

function integer(name: string, text: string | undefined, standard: number, least: number): number {
  const value = text === undefined ? standard : Number(text || Number.NaN)
  if (Number.isInteger(value) && value >= least && value < 2 ** 32) return value
  throw new UsageError(`--${name} ${text}: give an integer of ${least} or more, such as --${name} ${standard}.`)
}

function positive(name: string, text: string | undefined, standard: number): number {
  const value = text === undefined ? standard : Number(text || Number.NaN)
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value
  throw new UsageError(`--${name} ${text}: give a number above 0, such as --${name} ${standard}.`)
}

function sizes(text: string | undefined): readonly number[] {
  if (text === undefined) return article.layers
  return text.split(',').map((part) => integer('layers', part, 25, 1))
}

function oneOf<const T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value)
  if (found !== undefined) return found
  throw new UsageError(`--${name} ${value}: give one of ${allowed.join(', ')}.`)
}
