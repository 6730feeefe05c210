/** Everybody in a group as the LDAP library alone reads them, by pages as large as the server's. */
import { answer, connect, readTask } from './task.ts'
import { parseGuid } from '@keyturn/protocols/ad'

export interface MembersTask {
  readonly groupDn: string
}

export interface Members {
  readonly totalMs: number
  /** Their objectGUIDs. */
  readonly ids: readonly string[]
}

/** What coverage asks for, but for what is computed: who may reset is read as who may sign in. */
const attributes = (
  'objectGUID sAMAccountType displayName mail userAccountControl accountExpires lockoutTime pwdLastSet ' +
  'objectSid sAMAccountName userPrincipalName adminCount primaryGroupID memberOf'
).split(' ')

const { groupDn, ...place } = await readTask<MembersTask>()
const client = await connect(place)
const ids: string[] = []
const began = performance.now()
const pages = client.searchPaginated(place.baseDn, {
  filter: `(memberOf=${groupDn})`,
  attributes,
  explicitBufferAttributes: ['objectGUID', 'objectSid'],
  paged: { pageSize: 500 },
})
for await (const { searchEntries } of pages) {
  for (const { objectGUID } of searchEntries) ids.push(parseGuid(objectGUID as Buffer) ?? '')
}
const totalMs = performance.now() - began
await client.unbind()
answer({ totalMs, ids } satisfies Members)
