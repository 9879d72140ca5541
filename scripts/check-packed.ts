// Proves that what is published works where it is installed: npm installs the packed tarballs in a folder of their own,
// TypeScript 6 checks a small program against the shipped types, and the program runs, as it is and bundled.
//
//   node scripts/check-packed.ts <folder with the tarballs> <the Node.js to run the program with>
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const program = `
import { grad } from '@adjoint/autograd'
import * as data from '@adjoint/data'
import * as nn from '@adjoint/nn'
import * as byHand from '@adjoint/nn/by-hand'
import { type Tensor, tensor } from '@adjoint/tensor'
import * as viz from '@adjoint/viz'

const empty = Object.entries({ data, nn, byHand, viz }).filter(([, module]) => Object.keys(module).length === 0)
if (empty.length > 0) throw new Error(\`exports nothing: \${empty.map(([name]) => name)}\`)

const square = (x: Tensor) => x.mul(x).sum() // as methods: they must be there in the bundle too
console.log(JSON.stringify(grad(square)(tensor([3, -4])).toArray()))
`
/** As a project for browsers sees the packages: no Node.js types, and the shipped .d.ts files are checked too. */
const compilerOptions = { strict: true, target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext', types: [] }
const expected = '[6,-8]'

/** A program of which a bundle holds no other transform: of a statement at a module's top that is not pure it would. */
const gradientAlone = `
import { grad } from '@adjoint/autograd'
import { type Tensor, tensor } from '@adjoint/tensor'
console.log(grad((x: Tensor) => x.mul(x).sum())(tensor(3)).item())
`
const elsewhere = ['outAxes', 'jacfwd', 'linearize', 'checkpoint', 'toMermaid']

const [tarballFolder, node] = process.argv.slice(2)
if (!tarballFolder || !node) {
  console.error('usage: node scripts/check-packed.ts <folder with the tarballs> <node>')
  process.exit(2)
}
const tarballs = readdirSync(tarballFolder)
  .filter((file) => file.endsWith('.tgz'))
  .map((file) => resolve(tarballFolder, file))

// TypeScript 6 and esbuild are the packages' build tools, not the root's.
const buildTool = createRequire(createRequire(resolve('packages/tensor/package.json')).resolve('tsup'))
const typescript = buildTool.resolve('typescript/bin/tsc')
const esbuild = buildTool('esbuild')

const folder = mkdtempSync(join(tmpdir(), 'adjoint-packed-'))
try {
  install()
  writeFileSync(join(folder, 'program.mts'), program)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.mts'] }))
  run(process.execPath, typescript)
  esbuild.buildSync({
    absWorkingDir: folder,
    entryPoints: ['program.mjs'],
    outfile: 'bundled.mjs',
    bundle: true,
    minify: true,
    format: 'esm',
  })
  for (const file of ['program.mjs', 'bundled.mjs']) {
    const printed = run(node, file).trim()
    if (printed !== expected) throw new Error(`${file} prints ${printed} instead of ${expected}`)
    console.log(`${file}: the gradient of the sum of squares at [3, -4] is ${printed}`)
  }
  const stdin = { contents: gradientAlone, loader: 'ts', resolveDir: folder }
  const [{ text }] = esbuild.buildSync({ stdin, bundle: true, format: 'esm', write: false }).outputFiles
  const found = elsewhere.filter((word) => text.includes(word))
  if (found.length > 0) throw new Error(`a bundle of grad alone holds ${found.join(', ')}; what keeps them?`)
} finally {
  rmSync(folder, { recursive: true })
}

function install() {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs)
}

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  if (status === 0) return stdout
  throw new Error(`${[command, ...args].join(' ')} failed:\n${error?.message ?? stdout + stderr}`)
}
