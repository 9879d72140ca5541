// The two pages of the documentation that the comparison writes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compare } from './comparison.ts'
import { taskOf } from './network.ts'
import { articleSizes, standard } from './options.ts'
import { pageOf } from './page.ts'
import type { Language } from './words.ts'

const files: Readonly<Record<Language, string>> = {
  en: 'docs/explanation/beside-the-article.md',
  zh: 'docs/explanation/beside-the-article.zh.md',
}

/**
 * The pages as they shall be, by their paths from the root of the repository. They say that both sides agree.
 *
 * @throws Error where they do not
 */
export function pages(): ReadonlyMap<string, string> {
  const small = compare(taskOf(standard))
  const large = compare(taskOf({ ...standard, sizes: articleSizes }))
  const apart = [small, large].flatMap(({ forward, backward }) => [...forward, ...backward]).find((one) => !one.agrees)
  if (apart !== undefined)
    throw new Error(`${apart.kind} of layer ${apart.layer} differs by more than rounding explains`)
  return new Map((['en', 'zh'] as const).map((language) => [files[language], pageOf(small, language, large)]))
}

/** Writes them; gives their paths. */
export function writePages(): string[] {
  return [...pages()].map(([file, text]) => {
    writeFileSync(pathOf(file), text)
    return file
  })
}

/** Those that are not what they shall be. */
export function stalePages(): string[] {
  const stale = [...pages()].filter(
    ([file, text]) => !existsSync(pathOf(file)) || readFileSync(pathOf(file), 'utf8') !== text,
  )
  return stale.map(([file]) => file)
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(`../../${file}`, import.meta.url))
}
