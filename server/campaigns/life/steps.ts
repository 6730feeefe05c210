import type { CampaignStatus, CampaignStep, SegmentName } from '@keyturn/contract'
import { segmentName } from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Directory } from '#directory'
import { Fault, type Origin } from '#kernel'
import type { Asker } from '../campaigns.ts'
import { paceOf, type PaceDeps } from '../pace/index.ts'
import type { Runs } from '../run/runs.ts'
import { ownWays } from '../claims/claims.ts'
import type { Count, Selection, TargetStore } from '../run/store.ts'
import type { Campaign, CampaignEvent } from '../state.ts'
import type { Kept } from '../store.ts'
import { found, moveCampaign, type MovingDeps } from './moving.ts'

export type Stepped =
  | { readonly done: true; readonly state: Campaign['is'] }
  | {
      readonly done: false
      readonly why: 'not-now' | 'others-first'
      readonly state: Campaign['is']
      readonly accounts: number
    }

/** What is done with a campaign at the server, and what is seen of it. Each throws `request.not-found`. */
export interface Steps {
  /**
   * `others-first`: privileged and service accounts come before people; so many of them are neither signed off nor exempt.
   */
  step(name: string, step: CampaignStep, asker: Asker & { readonly peopleFirst: boolean }): Promise<Stepped>
  /** @returns how many; 0: it is being written, is verified, or is none of its accounts. */
  exempt(name: string, wish: Exemption, asker: Asker): Promise<number>
  /** For what was done by hand: an account, or a segment. @returns how many. */
  signOff(name: string, what: string, asker: Asker): Promise<number>
  status(name: string): Promise<
    Pick<CampaignStatus, 'counts' | 'stragglers' | 'exemptions' | 'notices' | 'pace'> & {
      readonly kept: Kept
    }
  >
}

export interface Exemption {
  readonly account: string
  readonly owner: string
  readonly reason: string
  readonly until: string | null
}

export interface StepsDeps extends MovingDeps {
  readonly targets: TargetStore
  readonly paces: PaceDeps['paces']
  readonly cloudTargets: Pick<TargetStore<'entra-flag'>, 'away'>
  readonly directory: Pick<Directory, 'census'>
  readonly runs: Pick<Runs, 'wake'>
  readonly audit: Audit
}

const eventOf: Readonly<Record<CampaignStep, CampaignEvent>> = {
  start: { type: 'started' },
  pause: { type: 'paused' },
  resume: { type: 'resumed' },
  cancel: { type: 'cancelled' },
}
const mostStragglers = 100

export function createSteps(deps: StepsDeps): Steps {
  const { store, targets, runs } = deps
  return {
    async step(name, step, { by, origin, peopleFirst }) {
      const kept = await found(store, name)
      const first = step === 'start' && !peopleFirst ? await openBeforePeople(kept, targets) : 0
      if (first > 0) return { done: false, why: 'others-first', state: kept.now.is, accounts: first }
      const facts = { campaign: name, step, digest: kept.digest, by }
      await note(deps, { type: 'campaign.stepped', origin, outcome: 'announced', facts })
      const { moved, now } = await moveCampaign(deps, name, eventOf[step])
      await note(deps, { type: 'campaign.stepped', origin, outcome: moved ? 'ok' : 'refused', facts })
      if (!moved) return { done: false, why: 'not-now', state: now.is, accounts: 0 }
      if (step === 'resume' && kept.freeze !== null) await targets.tryAgain(kept.freeze)
      if (now.is === 'running') await runs.wake()
      return { done: true, state: now.is }
    },

    async exempt(name, { account, owner, reason, until }, { by, origin }) {
      const { freeze } = await frozen(deps, name)
      const selection = { freeze, of: await accountNamed(deps, account) }
      const facts = { campaign: name, owner, reason, until, by }
      await noteAbout(deps, 'campaign.excused', selection.of.account, origin, facts)
      return targets.excuse(selection, { owner, reason, until })
    },

    async signOff(name, what, { by, origin }) {
      const { freeze } = await frozen(deps, name)
      const segment = segmentName.options.find((one) => one === what)
      const of: Selection['of'] = segment === undefined ? await accountNamed(deps, what) : { segment }
      const facts = { campaign: name, segment: segment ?? null, by }
      await noteAbout(deps, 'campaign.signed-off', 'account' in of ? of.account : null, origin, facts)
      return targets.signOff({ freeze, of }, by, deps.clock())
    },

    async status(name) {
      const kept = await found(store, name)
      const pace = await paceOf(kept, deps)
      if (kept.freeze === null) return { kept, pace, counts: [], stragglers: [], exemptions: [], notices: [] }
      const away = [
        ...(await targets.away(kept.freeze, nobody, mostStragglers)),
        ...(await deps.cloudTargets.away(kept.freeze, nobody, mostStragglers)),
      ].slice(0, mostStragglers)
      const counts = (await targets.counts(kept.freeze)).map((count) => ({ ...count }))
      const exemptions = await targets.exemptionsOf(kept.freeze, mostStragglers)
      return {
        kept,
        pace,
        counts,
        notices: (await targets.noticeCounts(kept.freeze)).map((one) => ({ ...one })),
        stragglers: away.map((one) => one.name).toSorted(),
        exemptions: exemptions.map(({ name: account, owner, until, isOver }) => ({
          name: account,
          owner: owner ?? '',
          until: until ?? '',
          isOver,
        })),
      }
    },
  }
}

const nobody = '00000000-0000-0000-0000-000000000000'
const beforePeople: readonly SegmentName[] = ['privileged', 'service']

async function openBeforePeople({ freeze }: Kept, targets: TargetStore): Promise<number> {
  if (freeze === null) return 0
  const isOpen = ({ segment, way, state }: Count) =>
    beforePeople.includes(segment) && state === 'waiting' && !ownWays.some((one) => one === way)
  return (await targets.counts(freeze)).filter(isOpen).reduce((sum, { accounts }) => sum + accounts, 0)
}

/** @throws {Fault} `request.not-found`: there is nothing yet that could be excused. */
async function frozen({ store }: StepsDeps, name: string) {
  const { freeze } = await found(store, name)
  if (freeze === null)
    throw new Fault('request.not-found', `campaign ${name} has no accounts before it is approved`)
  return { freeze }
}

/** Of any kind: computers and trusts are signed off by name as well. */
async function accountNamed({ directory }: StepsDeps, name: string) {
  for await (const { found: answering } of directory.census.named([name], { groups: [], attributes: [] })) {
    const [first, ...others] = answering
    if (first === undefined) throw new Fault('request.not-found', 'the account is unknown')
    if (others.length > 0) throw new Fault('request.not-found', 'the account is ambiguous')
    return { account: first.id }
  }
  throw new Fault('request.not-found', 'the account is unknown')
}

type Facts = AuditEvent['facts']

/** Its SID is not asked for: the entry is about a campaign, and names the account among its facts. */
function noteAbout(
  deps: StepsDeps,
  type: AuditEvent['type'],
  account: string | null,
  origin: Origin,
  facts: Facts,
) {
  return note(deps, { type, origin, outcome: 'ok', facts: { ...facts, account } })
}

function note({ audit }: StepsDeps, event: Omit<AuditEvent, 'account'>) {
  return audit.append({ ...event, account: null })
}
