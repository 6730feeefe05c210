import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'

/** The file and the tables beside it that it names: the server reads no file that a plan names. */
export function readSent(file: string) {
  const plan = readFileSync(file, 'utf8')
  const tables: Record<string, string> = {}
  for (const name of tablesIn(plan)) {
    try {
      tables[name] = readFileSync(resolve(dirname(file), name)).toString('base64')
    } catch {
      // The server says which one is missing, with whatever else is wrong.
    }
  }
  return { plan, tables }
}

/** What is no YAML names no table; the server says what is wrong with it. */
function tablesIn(plan: string): readonly string[] {
  let written: unknown
  try {
    written = parse(plan)
  } catch {
    return []
  }
  const scope: unknown = written instanceof Object ? Reflect.get(written, 'scope') : undefined
  if (!Array.isArray(scope)) return []
  return scope.flatMap((part: unknown) => {
    const name: unknown = part instanceof Object ? Reflect.get(part, 'csv') : undefined
    return typeof name === 'string' ? [name] : []
  })
}
