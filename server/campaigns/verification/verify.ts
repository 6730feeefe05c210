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
import type { FrozenTarget } from '../ending/store.ts'
import { exemptionOf, longest, lookUpExemptions } from './exemptions.ts'
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
  /** Of a campaign that is kept: whom it is about, wherever they are by now. null: the plan's scope of today alone. */
  readonly frozen: FrozenScope | null
  /** Each account as it was judged; none of them is kept here. What it gives is awaited before the next one. */
  readonly take: (account: EvidenceAccount, frozen: FrozenTarget | undefined) => Promise<void> | undefined
}

/** The accounts of a campaign, as they were frozen. */
export interface FrozenScope {
  among(accounts: readonly AccountId[]): Promise<ReadonlyMap<AccountId, FrozenTarget>>
  after(account: string, limit: number): Promise<readonly FrozenTarget[]>
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
  const take: VerifyWish['take'] = (account, frozen) => {
    sums[account.verdict]++
    return wish.take(account, frozen)
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
  const { plan, sent, earlier, frozen } = wish
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
        const ids = batch.map(({ id }) => id)
        const [read, known, dates] = await Promise.all([
          reading.of(ids),
          frozen?.among(ids),
          entraDates(batch, deps.entra),
        ])
        for (const one of batch) {
          const place = placeOf(one, rules)
          const target = known?.get(one.id)
          const segment = target?.segment ?? (place.decided ? place.segment : 'undecided')
          const who = { ...one, name: one.sAMAccountName, segment, target }
          await judged(read.get(one.id), who, { planned: exemptions.of(one), entra: dates.get(one.id) })
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
  if (frozen !== null) await readFrozen(frozen, { judged, seen, reading })
  if (earlier !== null) await readEarlier(earlier, { judged, seen, reading })
  return [...refused]
}

/** Whoever left the scope since then, or was made to. */
async function readEarlier({ accounts }: Earlier, { judged, seen, reading }: OthersReading): Promise<void> {
  const left = [...accounts].filter(([id]) => seen.add(id))
  for (let i = 0; i < left.length; i += atOnce) {
    const some = left.slice(i, i + atOnce)
    const read = await reading.of(some.map(([id]) => id))
    for (const [id, { sid, name }] of some) {
      await judged(
        read.get(id),
        { id, sid: sid as Sid, name, segment: 'outside', target: undefined },
        nothingBesides,
      )
    }
  }
}

/** Whoever was moved out of the scope since would keep an old password in peace. */
async function readFrozen(frozen: FrozenScope, { judged, seen, reading }: OthersReading): Promise<void> {
  for (let last = nobody; ;) {
    const page = await frozen.after(last, atOnce)
    last = page.at(-1)?.account ?? last
    if (page.length === 0) return
    const left = page.filter(({ account }) => seen.add(account))
    const read = await reading.of(left.map(({ account }) => account))
    for (const target of left) {
      const { account: id, sid, name, segment } = target
      await judged(read.get(id), { id, sid: sid as Sid, name, segment, target }, nothingBesides)
    }
  }
}
const nobody = '00000000-0000-0000-0000-000000000000'

interface OthersReading {
  readonly judged: ReturnType<typeof createJudging>
  readonly seen: ReturnType<typeof createSeen>
  readonly reading: Reading
}

interface Who {
  readonly id: AccountId
  readonly sid: Sid
  readonly name: string
  readonly segment: string
  readonly target: FrozenTarget | undefined
}

interface Besides {
  readonly planned: EvidenceAccount['exemption']
  readonly entra: InEntra | undefined
}
const nothingBesides: Besides = { planned: null, entra: undefined }

function createJudging({ take, earlier, frozen }: VerifyWish, { times }: Open) {
  /** Who was in the scope when it was frozen came into it no later; without that, an earlier reading tells. */
  const cameSince = (id: AccountId, target: FrozenTarget | undefined, { moved }: ReadAccount) => {
    if (frozen !== null) return target === undefined
    return earlier === null ? moved !== null && moved >= times.t0 : !earlier.accounts.has(id)
  }
  return (
    read: ReadAccount | undefined,
    { id, sid, name, segment, target }: Who,
    { planned, entra }: Besides,
  ): Promise<void> | undefined => {
    if (read === undefined) return undefined
    const before = earlier?.accounts.get(id)
    const isKrbtgt = segment === 'krbtgt' || before?.isKrbtgt === true || ridOf(sid) === krbtgtRid
    const account = {
      isKrbtgt,
      created: read.created,
      movedIn: cameSince(id, target, read),
      exemption: longest(planned, exemptionOf(target)),
      keyBefore: before?.key ?? null,
      on: read.on,
      ...(entra && { entra }),
    }
    return take({ id, sid, name, segment, ...account, verdict: judge(account, times) }, target)
  }
}

const krbtgtRid = 502

async function readKrbtgts({ read }: OpenReplicas, reading: Reading): Promise<readonly KrbtgtKey[]> {
  const all = await Promise.all(read.map((replica) => reading.on(replica, () => replica.krbtgts())))
  // Always in one order, so that two readings can be laid beside each other.
  const placeOf = ({ account, dc }: KrbtgtKey) => `${account} ${dc}`
  return all.flatMap((keys) => keys ?? []).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
}

/** Those whom somebody has to look at first. */
export function isOpenAccount({ verdict }: Pick<EvidenceAccount, 'verdict'>): boolean {
  return !isSettled(verdict) || verdict === 'created-since'
}
