// `npm test`: types, lint and tests, each run even if an earlier one failed, and a summary of the three.
import { spawnSync } from 'node:child_process'
import { styleText } from 'node:util'

const steps = [
  { name: 'types', commands: ['tsc', 'tsc -p tsconfig.src.json'] },
  { name: 'lint', commands: ['biome check'] },
  { name: 'tests', commands: ['vitest run'] },
]

const results = steps.map(({ name, commands }) => {
  const start = performance.now()
  const passed = commands.every((command) => spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0)
  return { name, commands, passed, seconds: (performance.now() - start) / 1000 }
})

console.log()
for (const { name, commands, passed, seconds } of results) {
  const verdict = passed ? styleText('green', 'passed') : styleText('red', 'FAILED')
  console.log(`${name.padEnd(6)} ${verdict} ${seconds.toFixed(1).padStart(6)} s   ${commands.join(' && ')}`)
}
if (results.some(({ passed }) => !passed)) process.exitCode = 1
