import { styleText } from 'node:util'
import { wrapped } from '../lines.ts'

/** Prints a wrong program and what it is told. styleText leaves colours out where they do not belong. */
export function print(title: string, code: string, message: string): void {
  console.log(styleText('bold', title))
  console.log(styleText('dim', wrapped(indented(tidy(code), 4))))
  console.log(`${styleText('red', wrapped(indented(message, 2)))}\n`)
}

/** Node.js has replaced the types in a function's source by spaces; without them it reads as it was written. */
function tidy(code: string): string {
  const lines = code.split('\n').map((line) =>
    line
      .replace(/(\S) +/g, '$1 ')
      .replace(/(\S) ([,;)])/g, '$1$2')
      .trimEnd(),
  )
  const indent = Math.min(...lines.slice(1).map((line) => line.search(/\S/)), Number.MAX_SAFE_INTEGER)
  return lines.map((line, i) => (i === 0 ? line : line.slice(indent))).join('\n')
}

const indented = (text: string, columns: number): string => text.replaceAll(/^/gm, ' '.repeat(columns))
