// Makes docs/reference from the sources: `npm run reference`. With --check it writes nothing, and fails where a page is not what
// it would make, where names.json has not one row for each op, or where a link of any page is dead.
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { counted } from '../counted.ts'
import { readTopics } from './catalogue.ts'
import { index, indexPage } from './index-page.ts'
import { kinkProblems } from './kinks.ts'
import { deadLinks } from './links.ts'
import { nameProblems, namesPage, namesTable, readNames } from './names-page.ts'
import { opPage } from './op-page.ts'
import { packagePage, packagePages } from './package-page.ts'
import { readRules } from './rules.ts'
import { root } from './sources.ts'

const [option, ...others] = process.argv.slice(2)
if (others.length > 0 || (option !== undefined && option !== '--check')) {
  console.error('usage: node scripts/reference/main.ts [--check]')
  process.exit(2)
}

const topics = readTopics()
const rules = readRules()
const names = readNames()
const ops = new Set(topics.flatMap((topic) => topic.ops.map(({ name }) => name)))
const pages = new Map(
  [
    [indexPage, index(topics, packagePages)] as const,
    [namesPage, namesTable(topics, names)] as const,
    ...topics.map((topic) => [topic.page, opPage(topic, rules)] as const),
    ...packagePages.map((one) => [one.page, packagePage(one)] as const),
  ].map(([page, text]) => [page, `${text.replaceAll(/\n{3,}/g, '\n\n').trimEnd()}\n`]),
)
const before = globSync('docs/reference/**/*.md', { cwd: root }).map((file) => file.replaceAll('\\', '/'))
const leftOver = before.filter((file) => !pages.has(file))
const stale = [...pages].filter(([file, text]) => readPage(file) !== text).map(([file]) => file)

const problems = (): string[] => [...nameProblems(names, ops), ...kinkProblems(ops), ...deadLinks(pages)]

if (option === '--check') {
  const outdated = [...stale, ...leftOver].map((file) => `${file} is out of date; run \`npm run reference\`.`)
  report([...outdated, ...problems()])
} else {
  for (const file of leftOver) rmSync(join(root, file))
  for (const file of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), pages.get(file) ?? '')
  }
  report(problems())
}

function readPage(file: string): string | null {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null
}

function report(problems: readonly string[]): void {
  for (const problem of problems) console.log(problem)
  const what = `${pages.size} pages of ${ops.size} ops and ${packagePages.length} modules`
  const changed = option === '--check' ? '' : `, ${stale.length + leftOver.length} changed`
  console.log(`${what}${changed}, ${problems.length === 0 ? 'no problem' : counted(problems.length, 'problem')}`)
  if (problems.length > 0) process.exitCode = 1
}
