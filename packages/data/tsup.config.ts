import { defineConfig } from 'tsup'
import { library } from '../../tsup.base.ts'

// papaparse does not say that it has no side effects: in one file with other code it would stay in every bundle. Three entries
// leave csv.ts in a chunk of its own, and what it shares with the other formats in another.
export default defineConfig(
  library({ index: 'src/index.ts', csv: 'src/formats/csv.ts', safetensors: 'src/formats/safetensors.ts' }),
)
