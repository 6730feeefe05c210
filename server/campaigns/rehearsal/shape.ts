import type { CampaignProblem, DirectoryShape, ShapedAccount } from '@keyturn/contract'
import type { Sid } from '@keyturn/protocols/ad'
import type { Audit } from '#audit'
import type { CensusWish, Directory, Principal } from '#directory'
import type { Clock } from '#kernel'
import type { Asker } from '../campaigns.ts'
import { lookUpNames } from '../plan/names.ts'
import { attributesOf, openScope } from '../plan/planner.ts'
import { digestOf, readPlan, type SentPlan } from '../plan/read.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import { createSeen } from '../plan/seen.ts'

export type ShapeRead =
  | { readonly ok: true; readonly shape: DirectoryShape }
  | { readonly ok: false; readonly problems: readonly CampaignProblem[] }

export interface ShapeDeps {
  readonly directory: Pick<Directory, 'census' | 'groupSid' | 'outline'>
  readonly audit: Audit
  readonly clock: Clock
}

/** The form of what a plan is about, for a rehearsal elsewhere. Reads only; held in memory as a whole. */
export interface Shapes {
  /** Audited as `campaign.shape-read`. @throws {Fault} `directory.unavailable`, `directory.refused`. */
  read(sent: SentPlan, asker: Asker): Promise<ShapeRead>
}

export function createShapes(deps: ShapeDeps): Shapes {
  return {
    async read(sent, { by, origin }) {
      const read = readPlan(sent.text)
      if (!read.ok) return read
      const shape = await shapeOf(read.plan, sent, deps)
      const facts = {
        campaign: read.plan.campaign,
        digest: digestOf(sent),
        accounts: shape.accounts.length,
        by,
      }
      await deps.audit.append({ type: 'campaign.shape-read', account: null, origin, outcome: 'ok', facts })
      return { ok: true, shape }
    },
  }
}

async function shapeOf(
  plan: CampaignPlan,
  sent: SentPlan,
  { directory, clock }: ShapeDeps,
): Promise<DirectoryShape> {
  const { census, outline } = directory
  const names = await lookUpNames(plan, directory)
  const psos = await outline.psos()
  const sids = new Set(names.groups.values())
  for (const dn of new Set(psos.flatMap(({ appliesTo }) => appliesTo))) {
    const sid = await directory.groupSid(dn)
    if (sid !== undefined) sids.add(sid)
  }
  const known = await outline.groups([...sids])
  const order = [...known.keys()]
  const wish: CensusWish = { groups: order, attributes: attributesOf(plan) }
  const places = new Map(order.map((sid, i) => [sid, i]))
  const accounts: ShapedAccount[] = []
  const seen = createSeen()
  const take = (one: Principal, inScope: boolean) => {
    if (seen.add(one.id)) accounts.push({ ...shaped(one, places), inScope })
  }
  for await (const one of openScope(plan.scope, { sent, names, census, wish }).accounts()) take(one, true)
  const others = [...plan.operators, ...plan.exclusions.flatMap(({ account = [] }) => account)]
  for await (const { found } of census.named(others, wish)) for (const one of found) take(one, false)
  const { dn, dns } = await outline.domain()
  return {
    format: 'keyturn-shape/1',
    at: clock().toISOString(),
    domain: { dn, dns },
    groups: [...known.values()].map(({ dn, sAMAccountName: name }) => ({ dn, name })),
    psos: psos.map((pso) => ({ ...pso, appliesTo: [...pso.appliesTo] })),
    accounts,
  }
}

function shaped(one: Principal, places: ReadonlyMap<Sid, number>): Omit<ShapedAccount, 'inScope'> {
  const traits: Readonly<Record<ShapedAccount['is'][number], boolean>> = {
    disabled: one.disabled,
    'never-expires': one.neverExpires,
    'admin-count': one.adminCount,
    protected: one.isProtected,
    own: one.isOwn,
    'service-principal': one.hasServicePrincipal,
    person: one.hasPersonsName,
    synchronised: one.isSynchronised,
  }
  return {
    dn: one.dn,
    name: one.sAMAccountName,
    kind: one.kind,
    is: (Object.keys(traits) as ShapedAccount['is']).filter((trait) => traits[trait]),
    groups: [...one.memberOf].flatMap((sid) => places.get(sid) ?? []),
    attributes: Object.fromEntries([...one.attributes].map(([name, values]) => [name, [...values]])),
  }
}
