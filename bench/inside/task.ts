import { text } from 'node:stream/consumers'
import { readFileSync } from 'node:fs'
import { Client } from 'ldapts'
import type { Place } from './run.ts'

/** What `runInside` wrote. */
export async function readTask<Task>(): Promise<Place & Task> {
  return JSON.parse(await text(process.stdin)) as Place & Task
}

export function answer(result: object): void {
  process.stdout.write(JSON.stringify(result))
}

/** A connection as the service account, by the library alone. */
export async function connect({ dc, caFile, serviceAccount }: Place): Promise<Client> {
  const client = new Client({ url: dc, tlsOptions: { ca: readFileSync(caFile) } })
  await client.bind(serviceAccount.name, passwordIn(serviceAccount.passwordFile))
  return client
}

export function passwordIn(file: string): string {
  return readFileSync(file, 'utf8').trimEnd()
}
