import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * What a person at a locked screen loads before the first page of a reset, and for the whole of it: the entry with all
 * that it imports, and the largest of the languages. It fails above the budget.
 */
const budgetBytes = 150_000

interface Chunk {
  readonly file: string
  readonly css?: readonly string[]
  readonly imports?: readonly string[]
}

const dist = resolve(import.meta.dirname, '../dist')
const manifest = JSON.parse(readFileSync(resolve(dist, '.vite/manifest.json'), 'utf8')) as Readonly<
  Record<string, Chunk>
>

const gzip = (file: string) => statSync(resolve(dist, `${file}.gz`)).size
const bytes = (files: Iterable<string>) => [...files].reduce((sum, file) => sum + gzip(file), 0)

/** A chunk and all that it imports at once; what it imports lazily is loaded later, by those who go there. */
function filesOf(name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name]
  if (chunk === undefined) throw new Error(`the build has no ${name}`)
  if (seen.has(chunk.file)) return seen
  for (const file of [chunk.file, ...(chunk.css ?? [])]) seen.add(file)
  for (const next of chunk.imports ?? []) filesOf(next, seen)
  return seen
}

const languages = Object.keys(manifest)
  .filter((name) => /^words\/[a-z]{2}\.ts$/.test(name))
  .map((name) => [name, bytes(filesOf(name).difference(filesOf('index.html')))] as const)
  .toSorted((a, b) => b[1] - a[1])
const largest = languages[0]
if (largest === undefined) throw new Error('the build has no languages')

const entry = filesOf('index.html')
const lines = [...[...entry].map((file) => [file, gzip(file)] as const), largest]
const total = bytes(entry) + largest[1]
const write = (text: string) => process.stdout.write(`${text}\n`)
for (const [name, size] of lines) write(`${String(size).padStart(8)}  ${name}`)
write(`${String(total).padStart(8)}  of ${budgetBytes} bytes (gzip) that the reset pages may take`)
if (total > budgetBytes) process.exitCode = 1
