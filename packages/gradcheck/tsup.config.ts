import { defineConfig } from 'tsup'
import { library } from '../../tsup.base.ts'

export default defineConfig(
  library({ index: 'src/index.ts', adjoint: 'src/adjoint/index.ts', vitest: 'src/vitest.ts' }),
)
