import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = new URL('../../', import.meta.url)

/**
 * One file of an entry of this folder and all that it imports, for any engine.
 *
 * @param platform what it runs in; for a page, an import of Node.js's modules is an error
 */
export function bundle(entry: 'node' | 'page', outfile: string): void {
  const platform = entry === 'node' ? 'node' : 'browser'
  esbuild().buildSync({
    absWorkingDir: fileURLToPath(root),
    entryPoints: [`scripts/agreement/${entry}.ts`],
    outfile,
    platform,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
  })
}

interface Esbuild {
  buildSync(options: Readonly<Record<string, unknown>>): unknown
}

/** It is the packages' build tool, not the root's. */
function esbuild(): Esbuild {
  const tsup = createRequire(new URL('packages/tensor/package.json', root)).resolve('tsup')
  return createRequire(tsup)('esbuild')
}
