import type { CampaignFalling } from '@keyturn/contract'
import type { Audit, AuditEvent, Receipt } from '#audit'
import type { Directory, FallingLook } from '#directory'
import { Fault, type AccountId, type Clock, type Log } from '#kernel'
import { planOf } from '../../life/freezing.ts'
import { found, type MovingDeps } from '../../life/moving.ts'
import type { Kept } from '../../store.ts'
import { cutoffOf, dueBy, isOpenAt, nameOf } from './schedule.ts'
import type { FallingStore, KeptPso, Member, NotReached } from './store.ts'

/** Asks people for new passwords in the order of the age of theirs, by a maximum age that falls. */
export interface FallingTurns {
  /**
   * Makes what is missing, puts people into it, moves it along, sees who is back; and takes everything away again when the
   * campaign is over. Whatever a server left behind that died goes on from what is kept and what is there.
   *
   * @throws {Fault} `directory.unavailable`, `audit.unavailable`: it goes on with the next look.
   */
  goOn(kept: Kept): Promise<void>
  /** Removes what is left of campaigns that are over. */
  clear(): Promise<void>
  look(campaign: string): Promise<CampaignFalling>
}

export interface FallingTurnsDeps extends Pick<MovingDeps, 'store'> {
  readonly falling: FallingStore
  readonly directory: Pick<Directory, 'falling' | 'read'>
  readonly audit: Audit
  readonly clock: Clock
  readonly log: Pick<Log, 'warn' | 'info'>
}

const atOnce = 250
const nobody = '00000000-0000-0000-0000-000000000000'

export function createFallingTurns(deps: FallingTurnsDeps): FallingTurns {
  const { store, falling, directory, audit, log } = deps
  return {
    async goOn(kept) {
      const { freeze, now } = kept
      const unit = planOf(kept).falling?.unit
      if (freeze === null || unit === undefined) return
      if (now.is !== 'running' && now.is !== 'paused' && now.is !== 'verifying') return
      const run = { kept, freeze, unit, t0: new Date(planOf(kept).t0) }
      if (now.is === 'running') await takeIn(run, deps)
      await lookWhoIsBack(run, deps)
      await fall(run, deps)
    },

    async clear() {
      for (const pso of await falling.left()) {
        const kept = await store.find(pso.campaign)
        if (kept !== undefined && !isEnd(kept)) continue
        try {
          await takeAway(pso)
        } catch (cause) {
          if (!(cause instanceof Fault) || cause.code !== 'directory.unavailable') throw cause
          log.warn(
            { pso: pso.name, dc: pso.dc },
            'a PSO of a campaign that is over is removed when its DC answers',
          )
        }
      }
    },

    async look(name) {
      const { freeze } = await found(store, name)
      if (freeze === null) return { psos: [], members: 0, back: 0, barred: [] }
      const { members, back, barred } = await falling.counts(freeze)
      const psos = (await falling.psos(freeze)).map(({ name: pso, source, dc, now, cutoff, said }) => ({
        name: pso,
        source,
        dc,
        now,
        said,
        cutoff: cutoff?.toISOString() ?? null,
      }))
      return { psos, members, back, barred: barred.map((one) => ({ ...one, examples: [...one.examples] })) }
    },
  }

  async function takeAway(pso: KeptPso): Promise<void> {
    // On the DC that it was made on: another one may not have heard of it.
    if (!(await directory.falling.isThere(pso, pso.dc)))
      return falling.note(pso, { now: 'removed', said: null })
    const receipt = await audit.append(eventOf('pso.removing', pso, 'announced'))
    await falling.note(pso, { now: 'removing' })
    const isGone = await directory.falling.remove(pso, { dc: pso.dc, receipt })
    await audit.append(eventOf('pso.removing', pso, isGone ? 'ok' : 'refused'))
    if (isGone) await falling.note(pso, { now: 'removed', said: null })
    else log.warn({ pso: pso.name }, 'what a campaign made is still there; it is removed with the next look')
  }
}

const isEnd = ({ now }: Kept) => now.is === 'closed' || now.is === 'cancelled'

interface Run {
  readonly kept: Kept
  readonly freeze: string
  readonly unit: string
  readonly t0: Date
}

/** Everybody of this way, by the policy that holds for her today. */
async function takeIn(run: Run, deps: FallingTurnsDeps): Promise<void> {
  const { falling, directory } = deps
  const { freeze, t0 } = run
  for (;;) {
    const accounts = await falling.fresh(freeze, atOnce)
    if (accounts.length === 0) return
    const psos = await falling.psos(freeze)
    const dc = psos[0]?.dc ?? (await directory.falling.dc())
    const looks = await directory.falling.look(accounts, dc)
    const barred = new Map(accounts.filter((id) => !looks.has(id)).map((id) => [id, 'gone' as NotReached]))
    const came: AccountId[] = []
    const bySource = new Map<string | null, Member[]>()
    for (const [account, look] of looks) {
      const { pwdLastSet } = look
      if (pwdLastSet !== null && pwdLastSet >= t0) came.push(account)
      else if (look.barred !== null) barred.set(account, look.barred)
      else {
        const source = sourceOf(look, psos)
        bySource.set(source, [...(bySource.get(source) ?? []), { account, source, pwdLastSet }])
      }
    }
    await falling.bar(freeze, barred)
    for (const [source, members] of bySource) {
      if (!(await takeInto({ ...run, source, dc }, members, deps))) return
    }
    await falling.join(
      freeze,
      came.map((account) => ({ account, source: null, pwdLastSet: looks.get(account)?.pwdLastSet ?? null })),
    )
    await falling.back(freeze, came, deps.clock())
  }
}

/** Who is in one of ours already, after a crash, has its source. */
function sourceOf({ source }: FallingLook, psos: readonly KeptPso[]): string | null {
  const ours = psos.find(({ name }) => source?.toLowerCase().startsWith(`cn=${name.toLowerCase()},`) === true)
  return ours === undefined ? source : ours.source
}

/** @returns false: its PSO cannot be made now. */
async function takeInto(
  { kept, freeze, unit, source, dc }: Run & { readonly source: string | null; readonly dc: string },
  members: readonly Member[],
  deps: FallingTurnsDeps,
): Promise<boolean> {
  const { falling, directory } = deps
  const name = nameOf(kept.name, freeze, (await falling.psos(freeze)).length + 1)
  await falling.add({ freeze, source, name, unit, dc })
  const pso = (await falling.psos(freeze)).find((one) => one.source === source)
  if (pso === undefined || !(await makeSure(pso, deps))) return false
  const announced = await announceAll(pso, members, deps)
  const joined = await directory.falling.join(pso, announced, pso.dc)
  await falling.join(
    freeze,
    members.filter(({ account }) => joined.has(account)),
  )
  const others = members.filter(({ account }) => !joined.has(account))
  const known = new Set(announced.map(({ account }) => account))
  const why = (account: AccountId): NotReached => (known.has(account) ? 'own-pso' : 'gone')
  await falling.bar(freeze, new Map(others.map(({ account }) => [account, why(account)])))
  return true
}

async function makeSure(
  pso: KeptPso,
  { falling, directory, audit, log }: FallingTurnsDeps,
): Promise<boolean> {
  if (pso.now !== 'making') return pso.now === 'there'
  // Before anything is announced, again and again: a right may be given meanwhile.
  const missing = await directory.falling.missingRights(pso.unit)
  if (missing.length > 0) {
    await falling.note(pso, { said: `the service account may not ${missing.join(', nor ')}` })
    log.warn({ campaign: pso.campaign, missing }, 'a maximum age cannot fall: a right is missing')
    return false
  }
  const receipt = await audit.append(eventOf('pso.making', pso, 'announced'))
  const made = await directory.falling.make(pso, pso.source, { dc: pso.dc, receipt })
  await audit.append(eventOf('pso.making', pso, made.made ? 'ok' : 'refused'))
  await falling.note(pso, made.made ? { now: 'there', said: null } : { said: `${made.why}: ${made.said}` })
  return made.made
}

async function announceAll(
  { name, campaign }: Pick<KeptPso, 'name' | 'campaign'>,
  members: readonly Pick<Member, 'account'>[],
  { directory, audit }: FallingTurnsDeps,
): Promise<readonly { readonly account: AccountId; readonly receipt: Receipt }[]> {
  const all = await Promise.all(
    members.map(async ({ account }) => {
      const known = await directory.read(account)
      if (known === undefined) return []
      const receipt = await audit.append({
        type: 'password.aging',
        account: { id: account, sid: known.sid },
        origin: null,
        outcome: 'announced',
        facts: { campaign, pso: name },
      })
      return [{ account, receipt }]
    }),
  )
  return all.flat()
}

/** They leave the group, so that the age that still falls never asks them again. */
async function lookWhoIsBack({ freeze, t0 }: Run, deps: FallingTurnsDeps): Promise<void> {
  const { falling, directory, clock } = deps
  const psos = (await falling.psos(freeze)).filter(({ now }) => now === 'there')
  for (let after = nobody; ;) {
    const members = await falling.members(freeze, after, atOnce)
    const last = members.at(-1)
    const [first] = psos
    if (last === undefined || first === undefined) return
    after = last.account
    const looks = await directory.falling.look(
      members.map(({ account }) => account),
      first.dc,
    )
    const back = members.filter(({ account }) => (looks.get(account)?.pwdLastSet ?? new Date(0)) >= t0)
    for (const pso of psos) {
      const hers = back.filter(({ source }) => source === pso.source)
      await directory.falling.leave(pso, await announceAll(pso, hers, deps), pso.dc)
    }
    await falling.back(
      freeze,
      back.map(({ account }) => account),
      clock(),
    )
  }
}

/** At night and while it is paused nobody more is asked; the age moves all the same, or it would fall by itself. */
async function fall({ kept, freeze, t0 }: Run, deps: FallingTurnsDeps): Promise<void> {
  const { falling, directory, audit, clock, log } = deps
  const plan = planOf(kept)
  const now = clock()
  const psos = (await falling.psos(freeze)).filter((one) => one.now === 'there')
  const due = kept.now.is === 'paused' || !isOpenAt(plan, now) ? 0 : dueBy(plan, kept.forecast, now)
  const last = due === 0 || due === Infinity ? undefined : await falling.setAt(freeze, due - 1)
  const wanted = cutoffOf(t0, last, due)
  for (const pso of psos) {
    const cutoff = laterOf(wanted, pso.cutoff)
    if (cutoff === null) continue
    const seconds = (now.getTime() - cutoff.getTime()) / 1_000
    if (await directory.falling.hasToMove(pso, pso.source, seconds, pso.dc)) {
      const facts = { cutoff: cutoff.toISOString() }
      const receipt = await audit.append(eventOf('pso.moving', pso, 'announced', facts))
      await directory.falling.age(pso, pso.source, seconds, { dc: pso.dc, receipt })
      log.info({ pso: pso.name, cutoff }, 'passwords from before this are to be changed')
    }
    await falling.note(pso, { cutoff })
    await falling.asked(freeze, cutoff, now)
  }
}

const laterOf = (one: Date | null, other: Date | null) =>
  one === null ? other : other === null || one > other ? one : other

function eventOf(
  type: AuditEvent['type'],
  { campaign, name, source, dc }: KeptPso,
  outcome: AuditEvent['outcome'],
  more: AuditEvent['facts'] = {},
): AuditEvent {
  const facts = { campaign, pso: name, source: source ?? 'domain', dc, ...more }
  return { type, account: null, origin: null, outcome, facts }
}
