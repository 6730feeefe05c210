import type { CampaignService, ServiceAccount, ServiceRotated } from '@keyturn/contract'
import type { Audit, AuditEvent } from '#audit'
import type { Directory, Principal } from '#directory'
import { Fault, type AccountId, type Clock } from '#kernel'
import type { Notify } from '#notify'
import type { Asker } from '../../campaigns.ts'
import { describe } from '../../inventory/inventory.ts'
import { traitAttributes, traitsOf } from '../../inventory/traits.ts'
import { planOf } from '../../life/freezing.ts'
import { found, type MovingDeps } from '../../life/moving.ts'
import type { Kept } from '../../store.ts'
import { createUses, namesOf, type Uses, type UsesDeps } from '../../uses/index.ts'
import { doneByHand, type ServiceStore, type ServiceTarget } from './store.ts'

/** Service accounts of a campaign: who answers for them, what has to be known, and a password that is handed over once. */
export interface Services {
  /** Reads only. Audited as `inventory.read`. @throws {Fault} `request.not-found`, `directory.unavailable` */
  look(campaign: string, asker: Asker): Promise<CampaignService>
  /** A mail to each owner of an account that is still to be done. @returns who got none, by account. */
  tell(campaign: string, asker: Asker): Promise<{ readonly sent: number; readonly untold: readonly string[] }>
  /**
   * A random password that is in this answer and nowhere else. It signs nothing off: the service has to run with it first.
   *
   * @param again although it has a password of after T0.
   * @throws {Fault} `request.not-found`, `directory.unavailable`, `audit.unavailable`
   */
  rotate(
    campaign: string,
    account: string,
    wish: Asker & { readonly again: boolean },
  ): Promise<ServiceRotated>
}

export interface ServicesDeps extends Pick<MovingDeps, 'store'>, Pick<UsesDeps, 'uses'> {
  readonly services: ServiceStore
  readonly directory: Pick<Directory, 'census' | 'find' | 'read' | 'rotation' | 'outline'>
  readonly notify: Notify
  readonly audit: Audit
  readonly clock: Clock
}

const begun: ReadonlySet<Kept['now']['is']> = new Set(['approved', 'running', 'verifying'])

export function createServices(deps: ServicesDeps): Services {
  const { store, services, directory, notify, audit, clock } = deps
  const uses = createUses(deps)

  async function look(name: string, { by, origin }: Asker): Promise<CampaignService> {
    const kept = await found(store, name)
    const targets = kept.freeze === null ? [] : await services.targets(kept.freeze, ['service'])
    const { ownerAttribute, until } = planOf(kept).service ?? {}
    const accounts = await describeAll(targets, ownerAttribute, { ...deps.directory, uses })
    const facts = { by, campaign: name, found: accounts.length }
    await audit.append({ type: 'inventory.read', account: null, origin, outcome: 'ok', facts })
    return { campaign: name, until: until ?? null, accounts: [...accounts] }
  }

  return {
    look,

    async tell(name, asker) {
      const { accounts, until } = await look(name, asker)
      const waiting = accounts.filter(({ way, isDone }) => way === 'owner-rotation' && !isDone)
      const untold: string[] = []
      for (const { name: account, ownerAccount, servicePrincipalNames } of waiting) {
        const owner = ownerAccount === null ? undefined : await directory.read(ownerAccount as AccountId)
        if (owner?.mail == null || owner.disabled) {
          untold.push(account)
          continue
        }
        await notify.send({
          kind: 'service-account-due',
          service: { account, until, names: servicePrincipalNames.slice(0, 20) },
          account: owner.id,
          to: [owner.mail],
          name: owner.displayName,
          at: clock(),
          address: null,
        })
      }
      return { sent: waiting.length - untold.length, untold }
    },

    rotate: (name, account, wish) => rotate(name, account, wish, deps),
  }
}

async function rotate(
  name: string,
  account: string,
  { by, origin, again }: Asker & { readonly again: boolean },
  { store, services, directory, audit }: ServicesDeps,
): Promise<ServiceRotated> {
  const kept = await found(store, name)
  if (kept.freeze === null || !begun.has(kept.now.is))
    return { rotated: false, why: 'not-now', said: kept.now.is }
  const seen = await directory.find(account)
  if (!seen.found) throw new Fault('request.not-found', `the account is ${seen.why}`)
  const { id, sid, pwdLastSet } = seen.account
  const target = (await services.targets(kept.freeze, ['service'])).find((one) => one.account === id)
  if (target === undefined || target.way !== 'owner-rotation')
    return { rotated: false, why: 'other-way', said: target?.way ?? '' }
  if (doneByHand.has(target.state)) return { rotated: false, why: 'done', said: target.state }
  const isNew = pwdLastSet !== null && pwdLastSet >= new Date(planOf(kept).t0)
  if (isNew && !again) return { rotated: false, why: 'new-already', said: pwdLastSet.toISOString() }
  const event = (outcome: AuditEvent['outcome']): AuditEvent => ({
    type: outcome === 'announced' ? 'password.rotating' : 'password.rotated',
    account: { id, sid },
    origin,
    outcome,
    facts: { campaign: name, by },
  })
  const receipt = await audit.append(event('announced'))
  const rotated = await directory.rotation.rotate(id, receipt)
  if (!rotated.rotated) {
    await audit.append(event('refused'))
    return { rotated: false, why: 'refused', said: rotated.said }
  }
  const { password, dc, isRead } = rotated
  await audit.append(event(isRead ? 'ok' : 'unknown'))
  return { rotated: true, account: seen.account.sAMAccountName, password: password.reveal(), dc, isRead }
}

/** One walk over the accounts, in which only those of the campaign are kept; then those who answer for them. */
async function describeAll(
  targets: readonly ServiceTarget[],
  ownerAttribute: string | undefined,
  { census, uses }: Pick<Directory, 'census'> & { readonly uses: Uses },
): Promise<readonly ServiceAccount[]> {
  if (targets.length === 0) return []
  const byId = new Map(targets.map((one) => [one.account, one]))
  const owners = [...(ownerAttribute === undefined ? [] : [ownerAttribute]), 'managedBy', 'manager']
  const wish = { groups: [], attributes: [...new Set([...traitAttributes, ...owners])] }
  const described: ServiceAccount[] = []
  const spellings: (readonly string[])[] = []
  for await (const page of census.principals({ in: 'domain' }, wish)) {
    for (const one of page) {
      const target = byId.get(one.id)
      if (target === undefined) continue
      described.push(accountOf(one, target, ownerAttribute))
      spellings.push(namesOf(one, traitsOf(one)))
    }
  }
  const used = await uses.of(spellings)
  const names = [...new Set(described.map(({ owner }) => owner).filter((one) => one !== null))]
  const people = new Map<string, Principal>()
  for await (const { name, found: answering } of census.named(names, { groups: [], attributes: [] })) {
    const [first, ...others] = answering
    // Two who answer to a name are nobody: a mail about a service account goes to the right one or to none.
    if (first !== undefined && others.length === 0) people.set(name, first)
  }
  return described
    .map((one, i) => ({ ...one, uses: used[i] ?? [] }))
    .map((one) => ({ ...one, ownerAccount: (one.owner !== null && people.get(one.owner)?.id) || null }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function accountOf(
  one: Principal,
  { way, state }: ServiceTarget,
  ownerAttribute: string | undefined,
): ServiceAccount {
  const known = describe(one, traitsOf(one), { ownerAttribute, isRunning: false })
  return {
    ...known,
    keys: null,
    uses: [],
    way,
    isDone: doneByHand.has(state),
    hosts: hostsOf(known.servicePrincipalNames),
    ownerAccount: null,
  }
}

/** Of `class/host:port/name` (MS-ADTS 5.1.1.4) the host. */
function hostsOf(names: readonly string[]): string[] {
  const hosts = names.map((name) => name.split('/')[1]?.replace(/:.*$/s, '').toLowerCase() ?? '')
  return [...new Set(hosts)].filter((host) => host !== '').toSorted()
}
