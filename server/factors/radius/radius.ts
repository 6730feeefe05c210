import type { Directory } from '#directory'
import { Fault, secret, type AccountId, type Clock, type Secret } from '#kernel'
import { createChallenges } from '../challenges/challenges.ts'
import type { ChallengeStore } from '../challenges/store.ts'
import type { Asking, Factor, Proof } from '../factor.ts'
import type { Seal } from '../sealing/seal.ts'
import type { RadiusChallenge, RadiusClient, RadiusOutcome } from './client.ts'

export interface RadiusFactorSettings {
  /** Whose members the servers know; left out: everybody. */
  readonly group?: string | undefined
  /** By which name the servers know people. */
  readonly userName: 'sAMAccountName' | 'userPrincipalName'
  /** The servers, and all that they ask, are inside the fence. */
  readonly insideTheFence: boolean
}

export interface RadiusFactorDeps {
  readonly client: Pick<RadiusClient, 'ask'>
  readonly challengeStore: ChallengeStore
  readonly seal: Pick<Seal, 'seal' | 'open' | 'tag'>
  readonly directory: Pick<Directory, 'read' | 'groupSid' | 'groupsOf' | 'memberIds'>
  readonly clock: Clock
}

/** What a server asked for, until the person has answered it. */
interface Asked {
  readonly server: string
  /** base64, sealed: whoever has it may answer. Empty: the server gave none. */
  readonly sealedState: string
}

const answerSeconds = 120
const nobody = '00000000-0000-0000-0000-000000000000' as AccountId

/**
 * Any RADIUS server as a factor. For nobody it is asked as well, by a name that nobody has: so its absence and its
 * slowness tell nothing. What a server does with an unknown name is its own business, and may take another time.
 */
export function createRadius(settings: RadiusFactorSettings, deps: RadiusFactorDeps): Factor {
  const { client, directory, seal } = deps
  const challenges = createChallenges<Asked>('radius', { ...deps, store: deps.challengeStore })
  const isKnown = createIsKnown(settings, directory)

  async function nameOf(account: AccountId | null): Promise<string | undefined> {
    const found = await directory.read(account ?? nobody)
    const known = await isKnown(found?.id ?? nobody)
    if (account === null || found === undefined || !known) return undefined
    return settings.userName === 'sAMAccountName'
      ? found.sAMAccountName
      : (found.userPrincipalName ?? undefined)
  }

  async function ask(asking: Asking, name: string | undefined, password: Secret): Promise<RadiusOutcome> {
    const begun = await challenges.take(asking)
    const challenge = begun && reopened(seal, asking, begun.data)
    // Made for everybody, or its microseconds would tell.
    const idleName = `nobody-${seal.tag('radius', asking.subject).slice(0, 12)}`
    const userName = name ?? idleName
    return await client.ask({ userName, password, ...(challenge !== undefined && { challenge }) })
  }

  return {
    name: 'radius',
    kind: 'possession',
    worksOffline: settings.insideTheFence,
    isEverybodys: settings.group === undefined,

    async prove(asking, answer): Promise<Proof> {
      const name = await nameOf(asking.account)
      const answered = await ask(asking, name, answer.reveal() === '' ? secret(' ') : answer)
      if (answered.outcome === 'unanswered') {
        throw new Fault('factor.unavailable', 'no RADIUS server gave an answer to be believed')
      }
      if (name === undefined) return { proved: false, why: 'not-enrolled' }
      if (answered.outcome === 'accepted') return { proved: true }
      if (answered.outcome !== 'challenged') return { proved: false, why: 'wrong' }
      await challenges.begin(asking, sealed(seal, asking, answered.challenge), answerSeconds)
      const prompt = answered.messages.join('\n').slice(0, 500)
      return { proved: false, why: 'more', challenge: { kind: 'more', prompt } }
    },

    async enrolled(account) {
      const name = await nameOf(account)
      if (name === undefined) return []
      return [{ id: 'radius', factor: 'radius', name, enrolled: new Date(0), lastUsed: null, own: false }]
    },

    async readyAmong(accounts) {
      const members = settings.group === undefined ? undefined : await membersOf(settings.group, directory)
      return new Set(accounts.map(({ id }) => id).filter((id) => members?.has(id) ?? true))
    },

    // Who is in the group is the directory's business.
    remove: async () => false,
    boundSince: async () => [],
  }
}

function createIsKnown(
  { group }: RadiusFactorSettings,
  directory: RadiusFactorDeps['directory'],
): (account: AccountId) => Promise<boolean> {
  if (group === undefined) return async () => true
  return async (account) => (await directory.groupsOf(account)).has(await sidOf(group, directory))
}

async function membersOf(group: string, directory: RadiusFactorDeps['directory']) {
  return await directory.memberIds(await sidOf(group, directory))
}

async function sidOf(group: string, directory: RadiusFactorDeps['directory']) {
  const sid = await directory.groupSid(group)
  if (sid === undefined) throw new Fault('config.invalid', `factors.radius.group: there is no group ${group}`)
  return sid
}

const placeOf = ({ attempt, account }: Asking) => `radius\0${attempt}\0${account}`

function sealed(seal: Pick<Seal, 'seal'>, asking: Asking, { server, state }: RadiusChallenge): Asked {
  if (state === undefined) return { server, sealedState: '' }
  return { server, sealedState: Buffer.from(seal.seal(state, placeOf(asking))).toString('base64') }
}

function reopened(seal: Pick<Seal, 'open'>, asking: Asking, { server, sealedState }: Asked): RadiusChallenge {
  if (sealedState === '') return { server, state: undefined }
  return { server, state: seal.open(Buffer.from(sealedState, 'base64'), placeOf(asking)) }
}
