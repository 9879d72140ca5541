// Shows that the derivatives are guarded: a rule that is missing does not compile, and a step of the engine that is wrong fails
// a test. (Rules that are wrong are the affair of packages/autograd/test/mutation.test.ts.) `node scripts/check-rules.ts` prints what killed each mutant, and fails if one survives.
// It works on copies; the working tree is never touched.
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { copyTree, edit, output, root, runTests } from './tree-copy.ts'

interface Result {
  readonly mutant: string
  /** what noticed it; null where nothing did */
  readonly killedBy: string | null
}

/** A rule as it stands in its file. */
interface RuleLine {
  readonly op: string
  readonly file: string
  readonly start: number
  readonly end: number
}

/** A step of the engine, and how to break it. */
interface Breakage {
  readonly what: string
  readonly file: string
  readonly from: string
  readonly to: string
}

const rulesFolder = 'packages/autograd/src/rules'

const engine: readonly Breakage[] = [
  {
    what: 'cotangents are not summed over broadcast axes',
    file: 'packages/autograd/src/products.ts',
    from: 'repeated.length === 0 ? g',
    to: 'repeated.length >= 0 ? g',
  },
  {
    what: 'cotangents are not cast to their inputs’ dtypes',
    file: 'packages/autograd/src/products.ts',
    from: 'return astype(summed, dtype)',
    to: 'return summed',
  },
  {
    what: 'of two uses, the first is dropped',
    file: 'packages/autograd/src/zeros.ts',
    from: 'return add(a, b)',
    to: 'return b',
  },
  {
    what: 'of two uses, the second is dropped',
    file: 'packages/autograd/src/zeros.ts',
    from: 'return add(a, b)',
    to: 'return a',
  },
  {
    what: 'zero does not absorb',
    file: 'packages/autograd/src/products.ts',
    from: ': mulAbsorbing(g, factor)',
    to: ': mul(g, factor)',
  },
  {
    what: 'zero does not absorb in one pass',
    file: 'packages/autograd/src/fused-product.ts',
    from: 'mulAbsorbing(g, factor)',
    to: 'g.mul(factor)',
  },
  {
    what: 'tangents are not broadcast',
    file: 'packages/autograd/src/products.ts',
    from: 'broadcastTo(astype(tangent, y.dtype), y.shape)',
    to: 'astype(tangent, y.dtype)',
  },
  {
    what: 'tangents are not cast',
    file: 'packages/autograd/src/products.ts',
    from: 'broadcastTo(astype(tangent, y.dtype), y.shape)',
    to: 'broadcastTo(tangent, y.shape)',
  },
  {
    what: 'a bilinear op forgets its right tangent',
    file: 'packages/autograd/src/products.ts',
    from: 'db && apply(op, [a, db], attrs)',
    to: 'null',
  },
  {
    what: 'stopGradient lets derivatives through',
    file: 'packages/autograd/src/rules/index.ts',
    from: '[constant.op, [null]]',
    to: '[constant.op, [1]]',
  },
  {
    what: 'a tie gives each its whole derivative (max)',
    file: 'packages/autograd/src/rules/ties.ts',
    from: 'where(equal(a, b), 0.5, greater(a, b))',
    to: 'where(equal(a, b), 1, greater(a, b))',
  },
  {
    what: 'a tie gives each its whole derivative (min)',
    file: 'packages/autograd/src/rules/ties.ts',
    from: 'where(equal(a, b), 0.5, less(a, b))',
    to: 'where(equal(a, b), 1, less(a, b))',
  },
  {
    what: 'all transforms have one level',
    file: 'packages/tensor/src/apply.ts',
    from: 'return ++levels',
    to: 'return 1',
  },
  {
    what: 'a tape never closes',
    file: 'packages/autograd/src/recording.ts',
    from: 'this.#open = false',
    to: 'this.#open = true',
  },
]

/** The rules of one file of the table. */
function rulesIn(file: string): RuleLine[] {
  const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'))
  const lines: RuleLine[] = []
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : null
    if (declaration?.type !== 'VariableDeclaration') continue
    for (const { init } of declaration.declarations) {
      if (init?.type !== 'ObjectExpression') continue
      for (const property of init.properties) {
        if (property.type !== 'Property' || property.key.type !== 'Identifier') continue
        lines.push({ op: property.key.name, file, start: property.start, end: property.end })
      }
    }
  }
  return lines
}

/** Writes, for each rule, its file without it, and lets the compiler look at them all at once. */
async function checkDeletions(tree: string, lines: readonly RuleLine[]): Promise<Result[]> {
  for (const { op, file, start, end } of lines) {
    const source = readFileSync(join(root, file), 'utf8')
    const without = source.slice(0, start) + source.slice(end).replace(/^\s*,/, '')
    writeFileSync(join(tree, rulesFolder, withoutName(file, op)), without)
  }
  const settings = { extends: './tsconfig.base.json', compilerOptions: { types: [] }, include: [`${rulesFolder}/*.ts`] }
  writeFileSync(join(tree, 'tsconfig.json'), JSON.stringify(settings))
  const errors = await output('tsc', ['--pretty', 'false'], tree)
  return lines.map(({ op, file }) => {
    const error = errors
      .split('\n')
      .find((line) => line.includes(`/${withoutName(file, op)}(`) && line.includes(`'${op}'`))
    return {
      mutant: `${op}: no rule`,
      killedBy: error === undefined ? null : `tsc: ${error.replace(/^.*?: error (.* is missing).*/, '$1')}`,
    }
  })
}

function withoutName(file: string, op: string): string {
  return `${basename(file, '.ts')}.without-${op}.ts`
}

const quick = ['laws.test.ts', 'kinks.test.ts', 'reverse.test.ts', 'forward.test.ts'].map(
  (file) => `packages/autograd/test/${file}`,
)

async function breakEngine(tree: string, { what, file, from, to }: Breakage): Promise<Result> {
  const path = join(tree, file)
  const before = readFileSync(path, 'utf8')
  edit(path, from, to)
  const [killedBy = null] = (await runTests(tree, quick, '--bail=1')).failed
  writeFileSync(path, before)
  return { mutant: what, killedBy }
}

async function breakOneByOne(tree: string, breakages: readonly Breakage[]): Promise<Result[]> {
  const results: Result[] = []
  for (const breakage of breakages) results.push(await breakEngine(tree, breakage))
  return results
}

const lines = globSync(`${rulesFolder}/*.ts`, { cwd: root })
  .filter((file) => !['index.ts', 'ties.ts'].includes(basename(file)))
  .toSorted()
  .flatMap(rulesIn)
const start = performance.now()
const trees = [copyTree('check-rules'), copyTree('check-rules')] as const
try {
  const [pieces, types] = trees
  const [healthy] = (await runTests(pieces, quick)).failed
  if (healthy !== undefined) throw new Error(`without any mutant, a test fails already: ${healthy}`)
  const results = (await Promise.all([breakOneByOne(pieces, engine), checkDeletions(types, lines)])).flat()

  const width = Math.max(...results.map(({ mutant }) => mutant.length))
  for (const { mutant, killedBy } of results) console.log(`${mutant.padEnd(width)}  ${killedBy ?? 'SURVIVED'}`)
  const survivors = results.filter(({ killedBy }) => killedBy === null)
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  console.log(`\n${results.length} mutants, ${survivors.length} survived, ${seconds} s`)
  if (survivors.length > 0) process.exitCode = 1
} finally {
  for (const tree of trees) rmSync(tree, { recursive: true })
}
