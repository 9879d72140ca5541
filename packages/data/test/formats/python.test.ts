// Files that we write, read by NumPy and by a reader of safetensors that is written in Python from the format's description.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatNpy, formatNpz, formatSafetensors } from '../../src/index.ts'
import { allExpected, base64Of, type Expected, records, tensors } from '../files.ts'

const python = spawnSync('python3', ['-c', 'import numpy']).status === 0

interface Read {
  readonly tensors: Readonly<Record<string, Expected>>
  readonly metadata: Readonly<Record<string, string>>
}

test.skipIf(!python)('what we write, Python reads to the bit (skipped where there is no python3 with NumPy)', () => {
  const metadata = { note: 'quotes " and é' }
  // np.load of an archive strips .npy from a name as it strips it from the file's; null characters end a name in a zip
  const plain = records.filter((record) => Object.keys(record).every((name) => !/\.npy$|[\0\\]/.test(name)))
  const samples = [
    ...fc.sample(tensors, 40).map((x) => ({ format: 'npy', file: formatNpy(x), written: { '': x } })),
    ...fc.sample(plain, 20).map((x) => ({ format: 'npz', file: formatNpz(x), written: x })),
    ...fc.sample(plain, 20).map((x) => ({ format: 'npz', file: formatNpz(x, { compressed: true }), written: x })),
    ...fc.sample(records, 40).map((x) => ({ format: 'safetensors', file: formatSafetensors(x, metadata), written: x })),
  ]
  const { stdout, stderr } = spawnSync(
    'python3',
    [fileURLToPath(new URL('../reference/read-files.py', import.meta.url))],
    {
      input: JSON.stringify(samples.map(({ format, file }) => ({ format, file: base64Of(file) }))),
      encoding: 'utf8',
    },
  )
  expect(stderr).toBe('')
  const read: readonly Read[] = JSON.parse(stdout)
  expect(read).toHaveLength(samples.length)
  for (const [i, { format, written }] of samples.entries()) {
    const found = read[i]?.tensors ?? {}
    // NumPy reads -0, NaN and the rest as they are; only the order of names is its own
    expect(found).toEqual(allExpected(written))
    if (format === 'safetensors') expect(read[i]?.metadata).toEqual(metadata)
  }
})
