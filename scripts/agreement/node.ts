// The program that check-engines.ts runs in each Node.js: node <bundle> <programs> <seed>. It prints its report as JSON.
import { setImmediate } from 'node:timers/promises'
import { agree } from './agree.ts'

const [programs, seed] = process.argv.slice(2).map(Number)
if (!programs || seed === undefined) throw new Error('usage: node <this bundle> <programs> <seed>')
const progress = process.stderr.isTTY
const report = await agree(`Node.js ${process.versions.node}`, { programs, seed }, async (doing) => {
  if (progress) process.stderr.write(`\r\u001b[K${doing}`)
  await setImmediate()
})
if (progress) process.stderr.write('\r\u001b[K')
console.log(JSON.stringify(report))
