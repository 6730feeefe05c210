import {
  isSettled,
  judge,
  noSums,
  openIn,
  type Evidence,
  type EvidenceAccount,
  type InEntra,
  type KrbtgtKey,
} from '@keyturn/protocols/evidence'
import { ridOf, type Sid } from '@keyturn/protocols/ad'
import type { CensusWish, Directory, OpenReplicas, Principal } from '#directory'
import type { Entra } from '#entra'
import type { AccountId, Clock } from '#kernel'
import { lookUpNames } from '../plan/names.ts'
import { attributesOf, openScope } from '../plan/planner.ts'
import { digestOf, type SentPlan } from '../plan/read.ts'
import type { CampaignPlan } from '../plan/schema.ts'
import { createSeen } from '../plan/seen.ts'
import { allRules } from '../segments/rules.ts'
import { placeOf } from '../segments/segment.ts'
import { lookUpExemptions } from './exemptions.ts'
import { askedOf, entraDates } from './entra.ts'
import { createReading, type ReadAccount, type Reading } from './reading.ts'

/** Accounts of an earlier reading: whoever left the scope since is read as well. */
export interface Earlier {
  readonly digest: string
  readonly at: string
  readonly accounts: ReadonlyMap<AccountId, EarlierAccount>
}

export type EarlierAccount = Pick<EvidenceAccount, 'sid' | 'name' | 'segment' | 'isKrbtgt'> & {
  readonly key: number | null
}

export interface VerifyDeps {
  readonly directory: Pick<Directory, 'census' | 'groupSid' | 'replicas'>
  readonly clock: Clock
  /** undefined: Entra ID is not configured. */
  readonly entra?: Pick<Entra, 'find' | 'signIn' | 'tenant'> | undefined
}

export interface VerifyWish {
  readonly plan: CampaignPlan
  readonly sent: SentPlan
  readonly by: string
  readonly earlier: Earlier | null
  /** Each account as it was judged; none of them is kept here. */
  readonly take: (account: EvidenceAccount) => void
}

/** Everything of the evidence but the accounts, which went to `take`. */
export type Verified = Omit<Evidence, 'accounts'>

/** So many accounts are asked of all DCs at once, and are in memory. */
const atOnce = 250

/**
 * Reads the plan's scope as every writable DC sees it, and each account found on all of them. Writes nothing to the
 * directory.
 *
 * @throws {Fault} `directory.unavailable` if no DC could be read; one of several is told instead.
 */
export async function verifyPlan(wish: VerifyWish, deps: VerifyDeps): Promise<Verified> {
  const { plan, sent, by, earlier } = wish
  await using replicas = await deps.directory.replicas.open()
  const reading = createReading(replicas)
  const times = { t0: new Date(plan.t0).toISOString(), at: deps.clock().toISOString() }
  const sums = noSums()
  const take = (account: EvidenceAccount) => {
    sums[account.verdict]++
    wish.take(account)
  }
  const refused = await readAll({ ...wish, take }, deps, { replicas, reading, times })
  const krbtgt = await readKrbtgts(replicas, reading)
  const dcs = reading.dcs()
  const open = openIn({ sums, dcs }, refused)
  return {
    format: 'keyturn-evidence/1',
    campaign: plan.campaign,
    trigger: plan.trigger,
    plan: digestOf(sent),
    domain: replicas.domain,
    by,
    ...times,
    dcs,
    readOnly: replicas.readOnly,
    krbtgt,
    since: earlier && { digest: earlier.digest, at: earlier.at },
    ...askedOf(deps.entra),
    sums,
    open,
    proved: open.length === 0,
  }
}

interface Open {
  readonly replicas: OpenReplicas
  readonly reading: Reading
  readonly times: { readonly t0: string; readonly at: string }
}

/** @returns what the plan names and the directory does not know. */
async function readAll(wish: VerifyWish, deps: VerifyDeps, open: Open): Promise<readonly string[]> {
  const { plan, sent, earlier } = wish
  const { replicas, reading } = open
  const { census } = deps.directory
  const names = await lookUpNames(plan, deps.directory)
  const head = await census.headPower()
  const looks: CensusWish = {
    groups: [...names.groups.values(), ...head.trustees],
    attributes: attributesOf(plan),
  }
  const exemptions = await lookUpExemptions(plan, names, { census, wish: looks })
  const rules = allRules({ ...names, written: plan.segments, onHead: head.trustees })
  const judged = createJudging(wish, open)
  const seen = createSeen()
  const refused = new Set([...names.refusals.map(({ subject }) => subject), ...exemptions.refused])

  // As each of them sees it: what was made on one DC and never came to the others is in the scope, too.
  for (const replica of replicas.read) {
    await reading.on(replica, async () => {
      const scope = openScope(plan.scope, { sent, names, census: replica.census, wish: looks })
      let batch: Principal[] = []
      const flush = async () => {
        const read = await reading.of(batch.map(({ id }) => id))
        const dates = await entraDates(batch, deps.entra)
        for (const one of batch) {
          const place = placeOf(one, rules)
          const segment = place.decided ? place.segment : 'undecided'
          judged(
            read.get(one.id),
            { ...one, name: one.sAMAccountName, segment },
            { exemption: exemptions.of(one), entra: dates.get(one.id) },
          )
        }
        batch = []
      }
      for await (const one of scope.accounts()) {
        if (!seen.add(one.id)) continue
        batch.push(one)
        if (batch.length >= atOnce) await flush()
      }
      await flush()
      // Nobody in a part on one DC may be somebody on another; the first one is what the plan was made with.
      if (replica === replicas.read[0]) for (const { subject } of scope.refusals()) refused.add(subject)
    })
  }
  const left = [...(earlier?.accounts ?? [])].filter(([id]) => seen.add(id))
  for (let i = 0; i < left.length; i += atOnce) {
    const some = left.slice(i, i + atOnce)
    const read = await reading.of(some.map(([id]) => id))
    for (const [id, { sid, name }] of some) {
      judged(
        read.get(id),
        { id, sid: sid as Sid, name, segment: 'outside' },
        { exemption: null, entra: undefined },
      )
    }
  }
  return [...refused]
}

interface Who {
  readonly id: AccountId
  readonly sid: Sid
  readonly name: string
  readonly segment: string
}

interface Besides {
  readonly exemption: EvidenceAccount['exemption']
  readonly entra: InEntra | undefined
}

function createJudging({ take, earlier }: VerifyWish, { times }: Open) {
  return (
    read: ReadAccount | undefined,
    { id, sid, name, segment }: Who,
    { exemption, entra }: Besides,
  ): void => {
    if (read === undefined) return
    const before = earlier?.accounts.get(id)
    const isKrbtgt = segment === 'krbtgt' || before?.isKrbtgt === true || ridOf(sid) === krbtgtRid
    const account = {
      isKrbtgt,
      created: read.created,
      movedIn: earlier === null ? read.moved !== null && read.moved >= times.t0 : before === undefined,
      exemption,
      keyBefore: before?.key ?? null,
      on: read.on,
      ...(entra && { entra }),
    }
    take({ id, sid, name, segment, ...account, verdict: judge(account, times) })
  }
}

const krbtgtRid = 502

async function readKrbtgts({ read }: OpenReplicas, reading: Reading): Promise<readonly KrbtgtKey[]> {
  const all = await Promise.all(read.map((replica) => reading.on(replica, () => replica.krbtgts())))
  return all.flatMap((keys) => keys ?? [])
}

/** Those whom somebody has to look at first. */
export function isOpenAccount({ verdict }: Pick<EvidenceAccount, 'verdict'>): boolean {
  return !isSettled(verdict) || verdict === 'created-since'
}
