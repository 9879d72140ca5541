// The command line of the examples: every one takes --quick and --help, and says what is wrong with anything else.
import { basename } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** A mistake in the command line, in words for the person who made it. */
export class UsageError extends Error {}

/** Reads the options of an example. Prints `help` and ends where that is asked for; ends with status 2 on a mistake. */
export function readOptions(help: string): { readonly quick: boolean } {
  return commandLine(`node examples/${program()}`, help, () => ({
    quick: parseFlags({ quick: { type: 'boolean' } }).quick === true,
  }))
}

/**
 * Runs `read`, whose UsageError ends the program with status 2; `--help` ends it with the help and status 0. From here on the
 * program also ends, without a word, when nobody reads what it prints any more, as behind `| head`.
 */
export function commandLine<T>(command: string, help: string, read: () => T): T {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
  if (process.argv.includes('--help')) {
    console.log(help)
    process.exit(0)
  }
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    console.error(`${error.message}\nSee ${command} --help.`)
    process.exit(2)
  }
}

/** The flags of the command line, as node:util reads them; it takes no other arguments. */
export function parseFlags<const T extends ParseArgsOptionsConfig>(options: T, args = process.argv.slice(2)) {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [stray] = positionals
    if (stray === undefined) return values
    throw new UsageError(`"${stray}" is no option; options begin with --.`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    const [message] = String(error instanceof Error ? error.message : error).split('. ') // the rest is about positionals
    throw new UsageError(`${message?.replace(/\.$/, '')}.`)
  }
}

/** The integer that was given for `--name`, or `otherwise` where none was. */
export function integer(name: string, text: string | undefined, otherwise: number, least: number): number {
  const value = text === undefined ? otherwise : Number(text || Number.NaN)
  if (Number.isInteger(value) && value >= least && value < 2 ** 32) return value
  const wanted = value >= 2 ** 32 ? 'below 2^32' : `of ${least} or more`
  throw new UsageError(`--${name} ${text}: give an integer ${wanted}, such as --${name} ${otherwise}.`)
}

/** The integers of 1 or more that were given for `--name`. */
export function integers(name: string, text: string, separator: string, example: readonly number[]): number[] {
  const values = text.split(separator).map((part) => Number(part || Number.NaN))
  if (values.every((value) => Number.isInteger(value) && value >= 1 && value < 2 ** 32)) return values
  throw new UsageError(`--${name} ${text}: give integers of 1 or more, such as --${name} ${example.join(separator)}.`)
}

/** The number above 0 that was given for `--name`, or `otherwise` where none was. */
export function positive(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text || Number.NaN)
  if (value > 0 && value < Number.POSITIVE_INFINITY) return value
  throw new UsageError(`--${name} ${text}: give a number above 0, such as --${name} ${otherwise}.`)
}

/**
 * The columns that a picture or a table takes: at most so many, and no more than the terminal has, but for the narrowest.
 *
 * @param unknown where the terminal does not say how many it has
 */
export function terminalWidth(most = 72, unknown = most): number {
  const columns = process.stdout.columns || unknown // none in a pipe, and some terminals say 0
  return Math.max(30, Math.min(most, columns)) // a decision boundary takes 30
}

function program(): string {
  return basename(process.argv[1] ?? '')
}
