import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'

/** A mistake in the command line, in words for the person who made it. */
export class MistakenUse extends Error {}

/** The flags of a work, as node:util reads them; it takes no other arguments. */
export function readFlags<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    const [message] = String(error instanceof Error ? error.message : error).split('. ') // the rest is about positionals
    throw new MistakenUse(`${message?.replace(/\.$/, '')}.`)
  }
}

/** The integer that was given for `--name`, or `otherwise` where none was. */
export function readInteger(name: string, text: string | undefined, otherwise: number, least: number): number {
  const value = text === undefined ? otherwise : Number(text || Number.NaN)
  if (Number.isInteger(value) && value >= least && value < 2 ** 31) return value
  throw new MistakenUse(`--${name} ${text}: give an integer of ${least} or more, such as --${name} ${otherwise}.`)
}
