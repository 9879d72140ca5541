// Checks pnpm-lock.yaml for two accidents that nobody sees in a diff: the address of a registry or a mirror, which other machines
// cannot reach, and a native tool without its binary for some platform, which pnpm leaves out in silence when it is not published.
import { readFileSync } from 'node:fs'
import { counted } from './counted.ts'

const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

const lines = readFileSync(new URL('../pnpm-lock.yaml', import.meta.url), 'utf8').split('\n')
const problems = [...addresses(), ...missingBinaries()]

for (const problem of problems) console.error(`${problem}\n`)
console.log(
  problems.length === 0 ? 'The lockfile is portable.' : `${counted(problems.length, 'problem')} in the lockfile.`,
)
if (problems.length > 0) process.exitCode = 1

function addresses(): string[] {
  return lines.flatMap((line, index) =>
    /https?:|tarball:/.test(line)
      ? [
          `pnpm-lock.yaml:${index + 1} holds an address: ${line.trim()}\n` +
            '  why: a machine that cannot reach it cannot install\n' +
            '  what to do: write the lockfile anew with the default registry and no lockfile-include-tarball-url',
        ]
      : [],
  )
}

/** `@esbuild/linux-x64` is the binary of `@esbuild` for one platform; there must be one for each. */
function missingBinaries(): string[] {
  const families = new Map<string, Set<string>>()
  for (const line of lines) {
    // By their names: not every package's `os` and `cpu` reach the lockfile.
    const [, family, platform] =
      /^ {2}'?(.+?)(?:-bin)?[-/]((?:linux|darwin|win32)-(?:x64|arm64))\b.*@[^@]+:$/.exec(line) ?? []
    if (family && platform) families.set(family, new Set(families.get(family)).add(platform))
  }
  return [...families].flatMap(([family, present]) => {
    const missing = platforms.filter((platform) => !present.has(platform))
    if (missing.length === 0) return []
    return [
      `pnpm-lock.yaml has no binary of ${family} for ${missing.join(', ')}\n` +
        '  why: this release was not published for every platform when the lockfile was written\n' +
        '  what to do: pin a release that has them all under `overrides` in pnpm-workspace.yaml, and install again',
    ]
  })
}
