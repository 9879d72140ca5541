// Runs the extracted programs one after the other in this process, and writes down what went wrong in each.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { mismatches } from './check.ts'

const [folder = '', ...programs] = process.argv.slice(2)
const problems: Record<string, string[]> = {}
for (const program of programs) {
  try {
    await import(pathToFileURL(join(folder, program)).href)
  } catch (error) {
    mismatches.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  problems[program] = mismatches.splice(0)
}
writeFileSync(join(folder, 'problems.json'), JSON.stringify(problems))
