// Dead links in pages: files that do not exist, and headings that a page does not have.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { anchorsOf, withoutCode } from './markdown.ts'
import { root } from './sources.ts'

/** @param made pages by their paths from the root of the repository, as they shall be */
export function deadLinks(made: ReadonlyMap<string, string>): string[] {
  const patterns = ['*.md', 'docs/**/*.md', 'examples/*.md', 'packages/*/README.md']
  const written = globSync(patterns, { cwd: root, exclude: ['**/node_modules/**', '**/.snippets/**'] })
  const pages = new Set([...written.map((file) => file.replaceAll('\\', '/')), ...made.keys()])
  const textOf = (file: string): string => made.get(file) ?? readFileSync(join(root, file), 'utf8')
  return [...pages].flatMap((page) => linksOf(textOf(page)).flatMap((target) => problem(page, target, made, textOf)))
}

function linksOf(page: string): string[] {
  const text = withoutCode(page).replaceAll(/`[^`\n]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
}

function problem(
  page: string,
  target: string,
  made: ReadonlyMap<string, string>,
  textOf: (file: string) => string,
): string[] {
  if (/^[a-z]+:/.test(target)) return [] // the web
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? page : normalize(join(dirname(page), path)).replaceAll('\\', '/')
  if (!made.has(file) && !existsSync(join(root, file))) return [`${page} links to ${target}, which does not exist.`]
  if (anchor === undefined || !file.endsWith('.md') || anchorsOf(textOf(file)).includes(anchor)) return []
  return [`${page} links to ${target}, but ${file} has no such heading.`]
}
