// Prints which laws hold for which op: `npm run laws`, or `npm run laws -- relu max` for some ops. It runs the tests, which takes
// some minutes for all ops; most of them go into the mutants. Fails where there is a hole. With --check it runs none, and looks
// only whether each op has a test of each law: whether they pass is the affair of `npm test`.
import { colorEnabled } from '../../packages/viz/src/index.ts'
import { readTopics } from './catalogue.ts'
import { columns } from './laws/columns.ts'
import { runLaws } from './laws/run.ts'
import { format, hasHole, rowsOf } from './laws/table.ts'

const all = readTopics().flatMap(({ ops }) => ops)
const collect = process.argv.includes('--check')
const asked = process.argv.slice(2).filter((argument) => argument !== '--check')
const unknown = asked.filter((name) => !all.some((op) => op.name === name))
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: no such op. Usage: node scripts/reference/laws-table.ts [--check] [op ...]`)
  process.exit(2)
}

const { stderr } = process
// a line that is overwritten in a terminal; elsewhere only what must be read
const progress = (text: string): void => {
  if (stderr.isTTY) stderr.write(`\r\u001b[2K${text}`)
  else if (text.endsWith('\n')) stderr.write(text)
}
if (!stderr.isTTY) stderr.write(`${collect ? 'looking for' : 'running'} the laws ...\n`)
const outcomes = await runLaws({ ops: asked, collect, progress })
if (stderr.isTTY) stderr.write('\r\u001b[2K')

const ops = asked.length === 0 ? all : all.filter(({ name }) => asked.includes(name))
const rows = rowsOf(ops, columns, outcomes)
console.log(format(rows, columns, { color: colorEnabled(process.stdout), ran: !collect }))
// whatever the runner thinks of tests that were not to be run
process.exitCode = hasHole(rows) ? 1 : 0
