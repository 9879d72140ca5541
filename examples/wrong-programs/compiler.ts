import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A line that does not compile, and the compiler's own words about it. */
export interface CompilerMessage {
  readonly title: string
  readonly code: string
  readonly message: string
}

const EXPECTED = '// @ts-expect-error'

/** What the repository's compiler says about compile-time.ts without the comments that expect its mistakes. */
export function compilerMessages(): CompilerMessage[] {
  const source = readFileSync(new URL('compile-time.ts', import.meta.url), 'utf8')
  const lines = source.split('\n')
  const output = compile(source.replaceAll(EXPECTED, ''))
  return lines.flatMap((line, i) => {
    if (line.trim() !== EXPECTED) return []
    const title = lines[i - 1]?.replace('// ', '') ?? ''
    const code = lines[i + 1] ?? ''
    return [{ title, code, message: messageAt(output, i + 2) ?? 'the compiler says nothing, which is wrong' }]
  })
}

/** Compiles a copy in a folder of its own, from where the packages are found as they are from here. */
function compile(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'adjoint-wrong-programs-'))
  try {
    const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
    symlinkSync(at('../node_modules'), join(folder, 'node_modules'), 'junction')
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'wrong.ts'), source)
    const compilerOptions = { types: ['node'], typeRoots: [at('../../node_modules/@types')] }
    const settings = { extends: at('../../tsconfig.base.json'), compilerOptions, files: ['wrong.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    const tsc = at('../../node_modules/typescript/bin/tsc')
    const { stdout, error } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (error) throw error
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** `wrong.ts(11,10): error TS2345: ...` of that line, with the lines that explain it; of several the first. */
function messageAt(output: string, line: number): string | undefined {
  const messages = output.split(/^(?=\S+\(\d+,\d+\): )/m)
  const found = messages.find((message) => message.startsWith(`wrong.ts(${line},`))
  return found?.replace(/^.*?: /, '').trimEnd()
}
