import { article } from '../article/options.ts'
import { integer, integers, parseFlags, UsageError } from '../command-line.ts'
import { isSmall, most, type TaskOptions } from './network.ts'
import type { Language } from './words.ts'

export interface BesideOptions extends TaskOptions {
  readonly language: Language
  /** whole matrices */
  readonly full: boolean
  /** what to do: show it, print the page, or see to the pages of the documentation */
  readonly output: 'text' | 'markdown' | 'write' | 'check'
}

/** What the pages of the documentation show, too. Of this network each matrix fits a line, and one unit is off for one sample. */
export const standard = { sizes: [2, 2, 1], samples: 3, seed: 42 } as const

/** The article's own network. */
export const articleSizes: readonly number[] = [2, ...article.layers, 1]

export const help = `Runs a few points forward and backward through the article's network, twice: by the formulas of "Let's code a
Neural Network in plain NumPy", and on the tape. Shows each quantity of both beside the other.

  npm run explain -- [options]

  --layers A-B-C    sizes of the layers, from 2 to 1: ${articleSizes.join('-')} is the article's   (${standard.sizes.join('-')})
  --samples N       points                                                          (${standard.samples})
  --seed N          seed of the points and the first weights                        (${standard.seed})
  --full            whole matrices, not only the corners of large ones
  --language L      en or zh                                                        (en)
  --markdown L      print it as a page, in en or zh, with the reasons
  --write           write the two pages of docs/explanation
  --check           tell whether they are current
  --quick           changes nothing here: it is quick
  --help            print this`

/** More points, or units, take too long, and too much room, where all is computed by hand. */
const feasible = 10_000

/** Reads the command line; throws a UsageError for what is wrong in it. */
export function readOptions(args?: string[]): BesideOptions {
  const string = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  const given = parseFlags(
    {
      layers: string,
      samples: string,
      seed: string,
      language: string,
      markdown: string,
      full: flag,
      write: flag,
      check: flag,
      quick: flag,
    },
    args,
  )
  const outputs = (['markdown', 'write', 'check'] as const).filter((name) => given[name] !== undefined)
  if (outputs.length > 1) throw new UsageError(`--${outputs.join(' and --')}: give one of them.`)
  const sizes = sizesOf(given.layers)
  const samples = integer('samples', given.samples, standard.samples, 1)
  if ([...sizes, samples].some((size) => size > feasible)) {
    throw new UsageError(`--layers and --samples: all is computed by hand, too; give sizes of at most ${feasible}.`)
  }
  const [output = 'text'] = outputs
  if (output !== 'text' && output !== 'markdown' && (given.layers ?? given.samples ?? given.seed) !== undefined) {
    throw new UsageError(`--${output} is about the pages as they are; leave out --layers, --samples and --seed.`)
  }
  if (output === 'markdown' && !isSmall({ sizes, samples })) {
    throw new UsageError(`--markdown shows whole matrices; give --layers and --samples of at most ${most}.`)
  }
  return {
    sizes,
    samples,
    seed: integer('seed', given.seed, standard.seed, 0),
    language: output === 'markdown' ? languageOf('markdown', given.markdown) : languageOf('language', given.language),
    full: given.full === true,
    output,
  }
}

function sizesOf(text: string | undefined): readonly number[] {
  if (text === undefined) return standard.sizes
  const sizes = integers('layers', text, '-', articleSizes)
  if (sizes.length >= 2 && sizes[0] === 2 && sizes.at(-1) === 1) return sizes
  throw new UsageError(`--layers ${text}: a point has 2 coordinates and 1 label; begin with 2- and end with -1.`)
}

function languageOf(name: string, text = 'en'): Language {
  if (text === 'en' || text === 'zh') return text
  throw new UsageError(`--${name} ${text}: give en or zh.`)
}
