// How every package is built. The .d.ts files come from TypeScript 6 (catalog `dts`), the JavaScript from esbuild.
// One build with code splitting: a subpath such as `@adjoint/nn/by-hand` shares code with the main entry.
export const library = (entry: Record<string, string> = { index: 'src/index.ts' }) => ({
  entry,
  format: 'esm' as const,
  platform: 'neutral' as const,
  target: 'es2022',
  tsconfig: '../../tsconfig.src.json',
  dts: true,
  sourcemap: true,
  clean: true,
  silent: true,
})
