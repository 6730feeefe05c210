import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { constants, gzipSync } from 'node:zlib'

const dist = resolve(import.meta.dirname, '../dist')

/** Once here instead of for each visitor. index.html is not among them: the server writes a nonce into it. */
for (const name of globSync('**/*.{js,css,svg}', { cwd: dist })) {
  const file = resolve(dist, name)
  writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: constants.Z_BEST_COMPRESSION }))
}
