import { commandLine, integer, parseFlags, positive } from '../command-line.ts'

export interface CompareOptions {
  readonly epochs: number
  readonly lr: number
  readonly seed: number
  readonly json: boolean
  /** false to leave out what has to be installed first */
  readonly peers: boolean
}

// The article's rate, 0.01, takes 10,000 epochs. At 0.3 the network has learnt after 500, and its losses are still those of float64
// and float32 alike; a little later they begin to jump, and where they jump to is rounding.
const standard = { epochs: 500, lr: 0.3, seed: 2 }
const quickEpochs = 20

const help = `Trains the article's network in Adjoint, by the article's own formulas, and in TensorFlow.js's Layers API (Keras):
the same weights, data, learning rate and number of epochs, an epoch of each in turn. TensorFlow.js is installed first.

  npm run compare -- [options]

  --epochs N        updates, each on all training samples            (${standard.epochs})
  --lr X            learning rate                                    (${standard.lr})
  --seed N          seed of the first weights                        (${standard.seed})
  --quick           ${quickEpochs} epochs: a look at what it does
  --without-peers   only Adjoint and by hand; nothing is installed
  --json            print one line of JSON last
  --help            print this

Ctrl-C stops after the epoch that is running and compares what there is.`

/** Reads the command line of `npm run compare`. */
export function readCompareOptions(): CompareOptions {
  return commandLine('npm run compare --', help, () => {
    const string = { type: 'string' } as const
    const flag = { type: 'boolean' } as const
    const numbers = { epochs: string, lr: string, seed: string }
    const given = parseFlags({ ...numbers, quick: flag, json: flag, 'without-peers': flag })
    return {
      epochs: integer('epochs', given.epochs, given.quick === true ? quickEpochs : standard.epochs, 1),
      lr: positive('lr', given.lr, standard.lr),
      seed: integer('seed', given.seed, standard.seed, 0),
      json: given.json === true,
      peers: given['without-peers'] !== true,
    }
  })
}
