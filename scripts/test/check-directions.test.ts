import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findViolations } from '../check-directions.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'adjoint-directions-'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

/** Packages in a temporary folder, each with its manifest and its files under src. */
function house(
  packages: Record<string, { dependencies?: string[]; exports?: string[]; files: Record<string, string> }>,
) {
  for (const [name, { dependencies = [], exports = ['.'], files }] of Object.entries(packages)) {
    const manifest = {
      name: `@adjoint/${name}`,
      exports: Object.fromEntries(exports.map((subpath) => [subpath, './src/index.ts'])),
      dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, 'workspace:*'])),
    }
    write(`packages/${name}/package.json`, JSON.stringify(manifest, null, 2))
    for (const [file, source] of Object.entries(files)) write(`packages/${name}/src/${file}`, source)
  }
}

function write(file: string, content: string) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), content)
}

const found = () => findViolations(root).map(({ where, what }) => `${where} ${what}`)

test('a house in order has no violations', () => {
  house({
    tensor: { files: { 'index.ts': "export * from './ops.ts'", 'ops.ts': 'export const add = 1' } },
    autograd: {
      dependencies: ['@adjoint/tensor'],
      files: { 'index.ts': "import { add } from '@adjoint/tensor'\nexport const grad = add" },
    },
    nn: {
      dependencies: ['@adjoint/autograd'],
      exports: ['.', './by-hand'],
      files: {
        'index.ts': "export { grad } from '@adjoint/autograd'",
        'by-hand/index.ts': "export { forward } from './forward.ts'",
        'by-hand/forward.ts': 'export const forward = 1',
      },
    },
  })
  expect(found()).toEqual([])
})

test('an import against the direction', () => {
  house({
    tensor: {
      dependencies: ['@adjoint/autograd'],
      files: { 'index.ts': "export const a = 1\nimport type { Tape } from '@adjoint/autograd'" },
    },
    autograd: { files: { 'index.ts': 'export interface Tape {}' } },
  })
  expect(found()).toEqual(['packages/tensor/src/index.ts:2 tensor imports @adjoint/autograd'])
})

test.each([
  ['a re-export', "export * from '@adjoint/nn'"],
  ['a named re-export', "export { dense } from '@adjoint/nn'"],
  ['an import for its effect', "import '@adjoint/nn'"],
  ['a dynamic import', "export const later = () => import('@adjoint/nn')"],
])('%s against the direction', (_, source) => {
  house({ viz: { dependencies: ['@adjoint/nn'], files: { 'index.ts': source } } })
  expect(found()).toEqual(['packages/viz/src/index.ts:1 viz imports @adjoint/nn'])
})

test('a deep import, by name or by path', () => {
  house({
    tensor: { exports: ['.', './shape'], files: { 'index.ts': '', 'shape.ts': '' } },
    data: {
      dependencies: ['@adjoint/tensor'],
      files: {
        'index.ts': "import '@adjoint/tensor/shape'\nimport '@adjoint/tensor/src/ops.ts'",
        'path.ts': "import '../../tensor/src/shape.ts'",
      },
    },
  })
  expect(found()).toEqual([
    'packages/data/src/index.ts:2 data imports @adjoint/tensor/src/ops.ts',
    'packages/data/src/path.ts:1 imports ../../tensor/src/shape.ts, which lies outside packages/data/src',
  ])
})

test('a package that imports itself by name', () => {
  house({ tensor: { files: { 'index.ts': '', 'ops.ts': "import '@adjoint/tensor'" } } })
  expect(found()).toEqual(['packages/tensor/src/ops.ts:1 tensor imports @adjoint/tensor'])
})

test('a package that the house does not know', () => {
  house({ shed: { files: { 'index.ts': '' } } })
  expect(found()).toEqual(['packages/shed/package.json:1 the package shed has no place in the house'])
})

test('a circle of values', () => {
  house({
    tensor: {
      files: {
        'a.ts': "import { b } from './b.ts'\nexport const a = () => b",
        'b.ts': "export { c as b } from './ops/c.ts'",
        'ops/c.ts':
          "import { type A } from '../a.ts' // loads a.ts: the import itself is not erased\nexport const c = 1",
      },
    },
  })
  expect(found()).toEqual([
    'packages/tensor/src/ops/c.ts:1 imports ../a.ts, which closes a circle: a.ts -> b.ts -> ops/c.ts -> a.ts',
  ])
})

test('a circle that types close is allowed', () => {
  house({
    tensor: {
      files: {
        'tensor.ts': "import type { Methods } from './methods.ts'\nexport class Tensor {}",
        'methods.ts': "import { Tensor } from './tensor.ts'\nexport type Methods = typeof Tensor",
      },
    },
  })
  expect(found()).toEqual([])
})

test('the formulas by hand share no code with the rest', () => {
  house({
    nn: {
      dependencies: ['@adjoint/autograd'],
      files: {
        'by-hand/index.ts': "import type { Layer } from '../layer.ts'",
        'by-hand/loss.ts': "import { grad } from '@adjoint/autograd'",
      },
    },
  })
  expect(found()).toEqual([
    'packages/nn/src/by-hand/index.ts:1 imports ../layer.ts',
    'packages/nn/src/by-hand/loss.ts:1 imports @adjoint/autograd',
  ])
})

test('imports and dependencies that disagree', () => {
  house({
    viz: {
      dependencies: ['d3-scale', 'picocolors'],
      files: { 'index.ts': "import 'node:util'\nimport 'd3-scale/x.js'\nimport 'd3-contour'" },
    },
  })
  expect(found()).toEqual([
    'packages/viz/src/index.ts:3 imports d3-contour',
    'packages/viz/package.json:8 depends on picocolors',
  ])
})
