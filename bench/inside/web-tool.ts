/**
 * A reset as most web tools do it, with the same LDAP library: for each request a new TLS connection and a log-on to
 * look the person up, and another to write. No proof, no log, no read-back, no database.
 */
import { Attribute, Change } from 'ldapts'
import { median } from '../figures.ts'
import { newPassword, type Steps } from '../ldapmodify.ts'
import { answer, connect, readTask } from './task.ts'
import type { Place } from './run.ts'

export interface WebToolTask {
  readonly names: readonly string[]
  readonly steps: Steps
}

export interface WebTool {
  /** Median of one reset. */
  readonly resetMs: number
}

const bytes = (password: string) => Buffer.from(`"${password}"`, 'utf16le')
const change = (operation: 'add' | 'delete' | 'replace', type: string, value: Buffer | string) =>
  new Change({
    operation,
    modification: new Attribute({ type, values: typeof value === 'string' ? [value] : [value] }),
  })

async function find(place: Place, name: string): Promise<string> {
  const client = await connect(place)
  const { searchEntries } = await client.search(place.baseDn, {
    filter: `(sAMAccountName=${name})`,
    attributes: ['userPrincipalName'],
  })
  await client.unbind()
  return searchEntries[0]?.dn ?? ''
}

async function reset(place: Place, name: string, steps: Steps): Promise<void> {
  const dn = await find(place, name)
  const client = await connect(place)
  const [first, second] = [bytes(newPassword()), bytes(newPassword())]
  if (steps === 1) await client.modify(dn, change('replace', 'unicodePwd', first))
  else {
    await client.modify(dn, [change('replace', 'unicodePwd', first), change('replace', 'pwdLastSet', '0')])
    await client.modify(dn, [change('delete', 'unicodePwd', first), change('add', 'unicodePwd', second)])
  }
  await client.unbind()
}

const { names, steps, ...place } = await readTask<WebToolTask>()
const times: number[] = []
for (const name of names) {
  const began = performance.now()
  await reset(place, name, steps)
  times.push(performance.now() - began)
}
answer({ resetMs: median(times) } satisfies WebTool)
