import { z } from 'zod'
import { guidBytes, type Sid } from '@keyturn/protocols/ad'
import { Fault, type AccountId } from '#kernel'
import type { Graph, GraphAnswer } from './graph.ts'
import { saidBy } from './graph.ts'

/** An account of the domain, by what synchronisation carries of it. Never by a name: names are given to others. */
export interface Whom {
  readonly account: AccountId
  readonly sid: Sid
  /** `mS-DS-ConsistencyGuid`, Base64; null: it has none. */
  readonly consistencyGuid: string | null
}

/** Her user in Entra ID, as it was read. */
export interface CloudUser {
  /** Of the object in Entra ID. */
  readonly id: string
  readonly account: AccountId
  /** `forceChangePasswordNextSignIn` or the one with MFA. */
  readonly mustChange: boolean
  readonly lastPasswordChange: Date | null
  /** Whatever session began before is over. */
  readonly sessionsFrom: Date | null
}

export type Found =
  | { readonly is: 'there'; readonly user: CloudUser }
  /** Nobody has her anchor. */
  | { readonly is: 'absent' }
  /** Somebody has her anchor and not her SID, or several have it: it is not known who that is. */
  | { readonly is: 'mismatch' }

const time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullish()
const graphUser = z.object({
  id: z.guid(),
  onPremisesImmutableId: z.string(),
  onPremisesSecurityIdentifier: z.string().nullish(),
  passwordProfile: z
    .object({
      forceChangePasswordNextSignIn: z.boolean().nullish(),
      forceChangePasswordNextSignInWithMfa: z.boolean().nullish(),
    })
    .nullish(),
  lastPasswordChangeDateTime: time,
  signInSessionsValidFromDateTime: time,
})
type GraphUser = z.infer<typeof graphUser>
const page = z.object({ value: z.array(graphUser), '@odata.nextLink': z.string().optional() })

/** As many values as a filter of Entra ID's may have. */
const perFilter = 15
const mostPages = 20
const selected = Object.keys(graphUser.shape).join(',')

/**
 * Reads the users of these accounts, fifteen a request and twenty requests a call.
 *
 * @throws {Fault} `entra.unavailable`: not all of them could be read. `entra.refused`: it may not be read, or the answer
 *   names users that were not asked for.
 */
export async function findUsers(
  graph: Graph,
  of: readonly Whom[],
  until: AbortSignal,
): Promise<ReadonlyMap<AccountId, Found>> {
  const anchors = new Map(of.map((one) => [one.account, anchorsOf(one)]))
  const asked = [...new Set([...anchors.values()].flat())]
  const users = await readAnchored(graph, asked, until)
  const byAnchor = Map.groupBy(users, (user) => user.onPremisesImmutableId)
  return new Map(
    of.map(({ account, sid }) => {
      const found = (anchors.get(account) ?? []).flatMap((anchor) => byAnchor.get(anchor) ?? [])
      return [account, foundOf(account, sid, found)]
    }),
  )
}

/**
 * What Entra Connect makes of an account, `onPremisesImmutableId`: the Base64 of `mS-DS-ConsistencyGuid`, or of
 * `objectGUID`.
 */
function anchorsOf({ account, consistencyGuid }: Whom): readonly string[] {
  const own = Buffer.from(guidBytes(account) ?? []).toString('base64')
  return [...new Set([own, ...(consistencyGuid === null ? [] : [consistencyGuid])])]
}

function foundOf(account: AccountId, sid: Sid, users: readonly GraphUser[]): Found {
  const [user, ...others] = users
  if (user === undefined) return { is: 'absent' }
  if (others.length > 0 || user.onPremisesSecurityIdentifier !== sid) return { is: 'mismatch' }
  const { id, passwordProfile: profile } = user
  return {
    is: 'there',
    user: {
      id,
      account,
      mustChange:
        profile?.forceChangePasswordNextSignIn === true ||
        profile?.forceChangePasswordNextSignInWithMfa === true,
      lastPasswordChange: user.lastPasswordChangeDateTime ?? null,
      sessionsFrom: user.signInSessionsValidFromDateTime ?? null,
    },
  }
}

async function readAnchored(graph: Graph, anchors: readonly string[], until: AbortSignal) {
  const users: GraphUser[] = []
  let asking = Array.from({ length: Math.ceil(anchors.length / perFilter) }, (_, i) => {
    const some = anchors.slice(i * perFilter, (i + 1) * perFilter)
    return { url: urlFor(some), some: new Set(some) }
  })
  for (let pages = 0; asking.length > 0; pages++) {
    if (pages === mostPages) throw new Fault('entra.refused', 'Graph does not come to an end of its pages')
    const requests = asking.map(({ url }) => ({ method: 'GET' as const, url }))
    const answers = await graph.batch(requests, until)
    asking = answers.flatMap((answer, i) => {
      const { some } = asking[i] ?? { some: new Set<string>() }
      const { value, '@odata.nextLink': next } = pageOf(answer)
      users.push(...value.filter((user) => isAsked(user, some)))
      return next === undefined ? [] : [{ url: graph.below(next), some }]
    })
  }
  return users
}

function urlFor(anchors: readonly string[]): string {
  const list = anchors.map((anchor) => `'${anchor.replaceAll("'", "''")}'`).join(',')
  return `/users?$filter=${encodeURIComponent(`onPremisesImmutableId in (${list})`)}&$select=${selected}`
}

/** Graph compares texts in any case, and Base64 means something else in another one: that is somebody else. */
function isAsked({ onPremisesImmutableId: anchor }: GraphUser, asked: ReadonlySet<string>): boolean {
  if (asked.has(anchor)) return true
  if ([...asked].some((one) => one.toLowerCase() === anchor.toLowerCase())) return false
  throw new Fault('entra.refused', 'Graph names a user who was not asked for')
}

function pageOf(answer: GraphAnswer): z.infer<typeof page> {
  if (answer.was !== 'answered') throw new Fault('entra.unavailable', 'Graph does not answer for now')
  const read = page.safeParse(answer.body)
  if (answer.status !== 200) {
    throw new Fault(
      'entra.refused',
      `Graph does not let users be read: ${saidBy(answer.status, answer.body)}`,
    )
  }
  if (!read.success) throw new Fault('entra.refused', 'Graph names users in a form that is not known here')
  return read.data
}
