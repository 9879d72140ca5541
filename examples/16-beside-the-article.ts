// The article's network by hand and on the tape, side by side: every Z, A, dA, dZ, dW, db of the article beside the node of the
// tape that holds the same, with the formula, the numbers in it, and the difference. This is what `npm run explain` does.
import { colorEnabled } from '@adjoint/viz'
import { compare } from './beside-the-article/comparison.ts'
import { taskOf } from './beside-the-article/network.ts'
import { help, readOptions } from './beside-the-article/options.ts'
import { pageOf } from './beside-the-article/page.ts'
import { stalePages, writePages } from './beside-the-article/pages.ts'
import { terminalText } from './beside-the-article/terminal.ts'
import { commandLine, terminalWidth } from './command-line.ts'

const options = commandLine('npm run explain --', help, readOptions)
const { language, full, output } = options

if (output === 'check') {
  const stale = stalePages()
  for (const file of stale) console.error(`${file} is out of date; run \`npm run explain -- --write\`.`)
  process.exitCode = stale.length > 0 ? 1 : 0
} else if (output === 'write') {
  for (const file of writePages()) console.log(`Wrote ${file}`)
} else {
  const comparison = compare(taskOf(options))
  const width = terminalWidth(100)
  const color = colorEnabled()
  const text =
    output === 'markdown' ? pageOf(comparison, language) : terminalText(comparison, { language, width, color, full })
  console.log(text)
  if (![...comparison.forward, ...comparison.backward].every(({ agrees }) => agrees)) process.exitCode = 1
}
