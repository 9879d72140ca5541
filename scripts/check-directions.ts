// Keeps the house in order: which package may import which, no deep imports, no circles of values, manifests that agree with
// the imports. `node scripts/check-directions.ts` prints every violation with what to do, and fails if there is one.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

/** What each package stands on; it may import that, and all that stands below. A folder of a package may have its own line. */
const standsOn: Record<string, readonly string[]> = {
  wasm: [],
  tensor: ['wasm'],
  autograd: ['tensor'],
  compile: ['autograd'],
  nn: ['compile', 'data'],
  viz: ['autograd'],
  data: ['tensor'],
  gradcheck: [], // for any framework
  'gradcheck/src/adjoint': ['autograd'],
  benchmarks: ['nn', 'viz', 'data', 'gradcheck', 'gradcheck/src/adjoint'],
}

/** The article's formulas are the oracle that everything else is tested against, so they share nothing with it. */
const selfContained = ['packages/nn/src/by-hand']

export interface Violation {
  /** file:line */
  readonly where: string
  readonly what: string
  readonly why: string
  readonly whatToDo: string
}

interface Import {
  readonly file: string
  readonly line: number
  readonly specifier: string
  /** An import that is erased with the types, so that nothing is loaded. */
  readonly typeOnly: boolean
  /** Loaded when it is called for, so it cannot close a circle while modules are evaluated. */
  readonly dynamic: boolean
}

interface Package {
  readonly name: string
  readonly folder: string
  readonly manifestText: string
  readonly exports: readonly string[]
  readonly dependencies: readonly string[]
  readonly imports: readonly Import[]
}

export function findViolations(root: string): Violation[] {
  const packages = readdirSync(join(root, 'packages'))
    .filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
    .sort()
    .map((name) => readPackage(root, name))
  return packages.flatMap((pkg) => [
    ...directionViolations(pkg, packages),
    ...borderViolations(pkg),
    ...manifestViolations(pkg),
    ...circleViolations(pkg),
  ])
}

function readPackage(root: string, name: string): Package {
  const folder = `packages/${name}`
  const manifestText = readFileSync(join(root, folder, 'package.json'), 'utf8')
  const manifest = JSON.parse(manifestText)
  return {
    name,
    folder,
    manifestText,
    exports: Object.keys(manifest.exports ?? {}),
    dependencies: Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    imports: globSync('src/**/*.ts', { cwd: join(root, folder) })
      .map((file) => `${folder}/${file.split(sep).join('/')}`)
      .sort()
      .flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8'))),
  }
}

function importsOf(file: string, source: string): Import[] {
  const { program, module } = parseSync(file, source)
  const lineAt = (offset: number) => source.slice(0, offset).split('\n').length
  // `import { type A } from './a.ts'` still loads ./a.ts (verbatimModuleSyntax): only `import type` is a type-only import.
  const still = program.body.flatMap((statement) => {
    const from = 'source' in statement ? statement.source : undefined
    if (!from) return []
    const kind = 'importKind' in statement ? statement.importKind : 'exportKind' in statement && statement.exportKind
    return [{ file, line: lineAt(statement.start), specifier: from.value, typeOnly: kind === 'type', dynamic: false }]
  })
  const dynamic = module.dynamicImports.map(({ start, moduleRequest }) => {
    const specifier = source.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, '')
    return { file, line: lineAt(start), specifier, typeOnly: false, dynamic: true }
  })
  return [...still, ...dynamic]
}

function directionViolations(pkg: Package, packages: readonly Package[]): Violation[] {
  if (!standsOn[pkg.name]) {
    return [
      {
        where: `${pkg.folder}/package.json:1`,
        what: `the package ${pkg.name} has no place in the house`,
        why: 'it is not known what it may import',
        whatToDo: 'say what it stands on in `standsOn` in scripts/check-directions.ts',
      },
    ]
  }
  return pkg.imports.flatMap(({ file, line, specifier }) => {
    const ownLine = Object.keys(standsOn).find(
      (folder) => file.startsWith(`packages/${folder}/`) && folder !== pkg.name,
    )
    const allowed = below(ownLine ?? pkg.name)
    const [, name, subpath] = /^@adjoint\/([^/]+)(?:\/(.*))?$/.exec(specifier) ?? []
    if (name === undefined) return []
    const where = `${file}:${line}`
    const what = `${pkg.name} imports ${specifier}`
    if (name === pkg.name) {
      return [
        {
          where,
          what,
          why: 'a package that imports itself by name runs in a circle through its own index',
          whatToDo: 'import the file that declares it: ./<file>.ts',
        },
      ]
    }
    if (!allowed.has(name)) {
      return [
        {
          where,
          what,
          why: `${pkg.name} may import ${[...allowed].join(', ') || 'no other package'}: imports go one way only`,
          whatToDo: `move the code up into ${name} or down into what both stand on, or pass it in as an argument`,
        },
      ]
    }
    const target = packages.find((other) => other.name === name)
    if (subpath !== undefined && !target?.exports.includes(`./${subpath}`)) {
      return [
        {
          where,
          what,
          why: `@adjoint/${name} does not export ./${subpath}: what is inside it may change at any time`,
          whatToDo: `import from @adjoint/${name}, or declare the subpath in its package.json (exports and publishConfig)`,
        },
      ]
    }
    return []
  })
}

function below(name: string, found = new Set<string>()): Set<string> {
  for (const lower of standsOn[name] ?? []) {
    if (!found.has(lower)) below(lower, found.add(lower))
  }
  return found
}

/** Relative imports stay in the package's src, and a self-contained folder imports nothing from outside itself. */
function borderViolations(pkg: Package): Violation[] {
  return pkg.imports.flatMap(({ file, line, specifier }) => {
    const target = isRelative(specifier) ? resolve(file, specifier) : undefined
    const island = selfContained.find((folder) => file.startsWith(`${folder}/`))
    if (island && !target?.startsWith(`${island}/`)) {
      return [
        {
          where: `${file}:${line}`,
          what: `imports ${specifier}`,
          why: `${island} is an oracle for the rest of the project, so it shares no code with it`,
          whatToDo: 'write the few lines it needs inside the folder',
        },
      ]
    }
    if (target && !target.startsWith(`${pkg.folder}/src/`)) {
      return [
        {
          where: `${file}:${line}`,
          what: `imports ${specifier}, which lies outside ${pkg.folder}/src`,
          why: 'only src is built and published, and another package is reached through its exports',
          whatToDo: 'import the other package by its name, or move the file into src',
        },
      ]
    }
    return []
  })
}

/** What is imported is a dependency, and what is a dependency is imported. */
function manifestViolations(pkg: Package): Violation[] {
  const imported = pkg.imports.filter(({ specifier }) => !isRelative(specifier) && !specifier.startsWith('node:'))
  const missing = imported
    .filter(({ specifier }) => ![...pkg.dependencies, `@adjoint/${pkg.name}`].includes(packageOf(specifier)))
    .map(({ file, line, specifier }) => ({
      where: `${file}:${line}`,
      what: `imports ${specifier}`,
      why: `${packageOf(specifier)} is not among the dependencies in ${pkg.folder}/package.json: who installs @adjoint/${pkg.name} would not get it`,
      whatToDo: `npm run pnpm -- --filter @adjoint/${pkg.name} add ${packageOf(specifier)}`,
    }))
  const used = new Set(imported.map(({ specifier }) => packageOf(specifier)))
  const unused = pkg.dependencies
    .filter((name) => !used.has(name))
    .map((name) => ({
      where: `${pkg.folder}/package.json:${lineOf(pkg.manifestText, `"${name}"`)}`,
      what: `depends on ${name}`,
      why: 'no file in src imports it',
      whatToDo: `npm run pnpm -- --filter @adjoint/${pkg.name} remove ${name}`,
    }))
  return [...missing, ...unused]
}

/** Every import that closes a circle of values, found by a depth-first walk. A circle that `import type` breaks is none. */
function circleViolations(pkg: Package): Violation[] {
  const edges = Map.groupBy(
    pkg.imports.filter(({ specifier, typeOnly, dynamic }) => isRelative(specifier) && !typeOnly && !dynamic),
    ({ file }) => file,
  )
  const violations: Violation[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    if (done.has(file)) return
    for (const { line, specifier } of edges.get(file) ?? []) {
      const target = resolve(file, specifier)
      const start = [...path, file].indexOf(target)
      if (start < 0) {
        visit(target, [...path, file])
        continue
      }
      const circle = [...[...path, file].slice(start), target].map((step) => relative(`${pkg.folder}/src`, step))
      violations.push({
        where: `${file}:${line}`,
        what: `imports ${specifier}, which closes a circle: ${circle.join(' -> ')}`,
        why: 'one of these modules runs before what it imports is there',
        whatToDo: 'use `import type` where only the type is needed, or move what both need into a file of its own',
      })
    }
    done.add(file)
  }
  for (const file of edges.keys()) visit(file, [])
  return violations
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.')
}

function resolve(file: string, specifier: string): string {
  return join(dirname(file), specifier).split(sep).join('/')
}

/** `d3-scale/src/x.js` -> `d3-scale`, `@adjoint/nn/by-hand` -> `@adjoint/nn` */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split('\n').length
}

if (import.meta.main) {
  const violations = findViolations(fileURLToPath(new URL('..', import.meta.url)))
  for (const { where, what, why, whatToDo } of violations) {
    console.error(`${where}\n  ${what}\n  why: ${why}\n  what to do: ${whatToDo}\n`)
  }
  console.log(violations.length === 0 ? 'Imports keep their directions.' : `${violations.length} violations.`)
  if (violations.length > 0) process.exitCode = 1
}
