import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** One import in one file: `target` is the file it means inside the repository, or the package's name. */
export interface Import {
  readonly file: string
  readonly spec: string
  readonly target: string
}

const workspaces = [
  'contract',
  'protocols',
  'server',
  'agent',
  'cli',
  'web',
  'lab',
  'e2e',
  'demo',
  'bench',
  'tools',
]
const statement =
  /(?:^|[\s;}])(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:import\s*\(\s*|import\s+)['"]([^'"]+)['"]/g

/** Our own source files, without what is installed or built. */
export function sourceFiles(pattern = '**/*.{ts,tsx}', of = workspaces): readonly string[] {
  return of
    .flatMap((folder) => globSync(`${folder}/${pattern}`))
    .filter((file) => !file.includes('node_modules/') && !file.includes('/dist/'))
    .toSorted()
}

export function importsOf(file: string): readonly Import[] {
  return [...readFileSync(file, 'utf8').matchAll(statement)].map((match) => {
    const spec = match[1] ?? match[2] ?? ''
    return { file, spec, target: targetOf(file, spec) }
  })
}

function targetOf(file: string, spec: string): string {
  if (spec.startsWith('.')) return join(dirname(file), spec)
  if (spec.startsWith('#')) return `server/${spec.slice(1)}/index.ts`
  return spec
}

export const isTest = (file: string) => /\.test\.tsx?$|-suite\.ts$|\/testing(\.ts$|\/)/.test(file)
