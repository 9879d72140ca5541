// `npm test`: types, lint and tests, each run even if an earlier one failed, and a summary of the three. With the name of a
// step, only that: `npm run check`.
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { styleText } from 'node:util'

// More checkers than cores only repeat each other's work; 4 is the compiler's own number.
const checkers = `--checkers ${Math.min(availableParallelism(), 4)}`

const all = [
  { name: 'types', commands: [`tsc ${checkers}`, `tsc ${checkers} -p tsconfig.src.json`] },
  { name: 'lint', commands: ['biome check'] },
  { name: 'tests', commands: ['vitest run'] },
]

const [wanted] = process.argv.slice(2)
const steps = all.filter(({ name }) => wanted === undefined || name === wanted)
if (steps.length === 0) {
  console.error(`There is no step "${wanted}"; there are ${all.map(({ name }) => name).join(', ')}.`)
  process.exit(2)
}

// The compiler is written in Go and ends before collecting its garbage pays: without, it takes a tenth more memory and a fifth
// less time.
const env = { GOGC: 'off', GOMEMLIMIT: '2GiB', ...process.env }

const results = steps.map(({ name, commands }) => {
  const start = performance.now()
  const passed = commands.every((command) => spawnSync(command, { shell: true, stdio: 'inherit', env }).status === 0)
  return { name, commands, passed, seconds: (performance.now() - start) / 1000 }
})

console.log()
for (const { name, commands, passed, seconds } of results) {
  const verdict = passed ? styleText('green', 'passed') : styleText('red', 'FAILED')
  console.log(`${name.padEnd(6)} ${verdict} ${seconds.toFixed(1).padStart(6)} s   ${commands.join(' && ')}`)
}
if (results.some(({ passed }) => !passed)) process.exitCode = 1
