/** Looking people up by name, through `Directory` and by the LDAP library alone, by turns. */
import type { Client } from 'ldapts'
import { timed } from '../figures.ts'
import { openDirectory } from './site.ts'
import { answer, connect, readTask } from './task.ts'

export interface LookUpsTask {
  readonly names: readonly string[]
  readonly rounds: number
  readonly lookUps: number
}

export interface LookUps {
  /** Milliseconds for all look-ups of a round. */
  readonly ours: readonly number[]
  readonly raw: readonly number[]
}

/** As many as `Directory` keeps for reads, and requests enough to keep them busy. */
const connections = 2
const parallel = 16
/** What `find` asks for. */
const attributes = (
  'objectGUID sAMAccountType displayName mail userAccountControl accountExpires lockoutTime pwdLastSet ' +
  'objectSid sAMAccountName userPrincipalName adminCount primaryGroupID memberOf'
).split(' ')

const { names, rounds, lookUps, ...place } = await readTask<LookUpsTask>()
await using directory = await openDirectory(place)
const clients = await Promise.all(Array.from({ length: connections }, () => connect(place)))
const asked = Array.from({ length: lookUps }, (_, i) => ({ name: names[i % names.length] ?? '', i }))

const findByDirectory = async ({ name }: { name: string }) => {
  const found = await directory.find(name)
  if (!found.found) throw new Error(`${name} is ${found.why}`)
}
const findRaw = async ({ name, i }: { name: string; i: number }) => {
  const client = clients[i % connections] as Client
  const filter = `(sAMAccountName=${name})`
  const { searchEntries } = await client.search(place.baseDn, { filter, attributes })
  if (searchEntries.length !== 1) throw new Error(`${name} was not found`)
}

// What is read once, connections and compiled code are there.
await timed(asked.slice(0, 500), parallel, findByDirectory)
await timed(asked.slice(0, 500), parallel, findRaw)
const ours: number[] = []
const raw: number[] = []
for (let round = 0; round < rounds; round++) {
  ours.push((await timed(asked, parallel, findByDirectory)).totalMs)
  raw.push((await timed(asked, parallel, findRaw)).totalMs)
}
await Promise.all(clients.map((client) => client.unbind()))
answer({ ours, raw } satisfies LookUps)
