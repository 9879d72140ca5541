import { styleText } from 'node:util'
import { folded } from '../lines.ts'

const WIDTH = 100

/** Prints a wrong program and what it is told. styleText leaves colours out where they do not belong. */
export function print(title: string, code: string, message: string): void {
  console.log(styleText('bold', title))
  for (const line of tidy(code)) console.log(styleText('dim', `    ${line}`))
  for (const line of message.split('\n').flatMap(wrapped)) console.log(`  ${styleText('red', line)}`)
  console.log()
}

/** Node.js has replaced the types in a function's source by spaces; without them it reads as it was written. */
function tidy(code: string): string[] {
  const lines = code.split('\n').map((line) =>
    line
      .replace(/(\S) +/g, '$1 ')
      .replace(/(\S) ([,;)])/g, '$1$2')
      .trimEnd(),
  )
  const indent = Math.min(...lines.slice(1).map((line) => line.search(/\S/)), Number.MAX_SAFE_INTEGER)
  return lines.map((line, i) => (i === 0 ? line : line.slice(indent)))
}

/** Lines that are indented alike. */
function wrapped(line: string): string[] {
  return folded(line, WIDTH, ' '.repeat(Math.max(0, line.search(/\S/))))
}
