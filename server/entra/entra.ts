import { Agent } from 'node:https'
import { readFile } from 'node:fs/promises'
import { assertAnnounces, type Receipt } from '#audit'
import { Fault, secret, type AccountId, type Clock, type Log, type Random, type Secret } from '#kernel'
import { checkApp, type Checked } from './check.ts'
import { clouds, type Endpoints, type SignIn } from './clouds.ts'
import { openCredential, type CredentialFiles } from './credentials.ts'
import { createGraph, saidBy, type Graph, type GraphAnswer, type GraphRequest } from './graph.ts'
import { readPass } from './pass.ts'
import { createThrottle } from './throttle.ts'
import { createTokens } from './tokens.ts'
import { findUsers, type CloudUser, type Found, type Whom } from './users.ts'

export interface EntraConfig {
  readonly tenant: string
  readonly clientId: string
  readonly credential: CredentialFiles
  readonly cloud: keyof typeof clouds
  /** Instead of the cloud's own. */
  readonly endpoints?: Endpoints | undefined
  /** Certificates that theirs must chain to, PEM; undefined: those of the system. */
  readonly caFile?: string | undefined
  readonly signIn: SignIn
}

/** What came of one write. `done` is the service's word; `find` tells what is there, after a while. */
export type CloudWritten =
  | { readonly was: 'done' | 'unsent' | 'unknown' }
  /** Nothing was changed. Status and code, for the log. */
  | { readonly was: 'refused'; readonly said: string }

export type PassMade =
  | { readonly was: 'made'; readonly pass: Secret; readonly from: Date; readonly minutes: number }
  | Exclude<CloudWritten, { readonly was: 'done' }>

export interface Announced {
  readonly user: CloudUser
  readonly receipt: Receipt
}

/** Entra ID by Microsoft Graph. */
export interface Entra extends Disposable {
  readonly tenant: string
  readonly signIn: SignIn
  /**
   * The users of these accounts, by anchor and SID.
   *
   * @throws {Fault} `entra.unavailable`: not all of them could be read. `entra.refused`.
   */
  find(of: readonly Whom[], until: AbortSignal): Promise<ReadonlyMap<AccountId, Found>>
  /**
   * Has each asked for a new password when she signs in next, announced as `entra.flagging`. `withMfa`: after a second
   * factor.
   *
   * @param at.until once it is aborted nothing more is sent.
   * @returns one for each, in their order.
   * @throws {Fault} `entra.unavailable`, `entra.refused`: what was sent of it is not known.
   */
  requireChange(
    of: readonly Announced[],
    at: { readonly withMfa: boolean; readonly until: AbortSignal },
  ): Promise<readonly CloudWritten[]>
  /** Ends her sessions; tokens of an hour live on until they end. As `requireChange`, and by the same announcement. */
  revokeSessions(of: readonly Announced[], until: AbortSignal): Promise<readonly CloudWritten[]>
  /**
   * A temporary access pass, announced as `entra.pass-making`. An earlier one of hers ends with it.
   *
   * @throws {Fault} as `requireChange` does.
   */
  createPass(of: Announced, minutes: number): Promise<PassMade>
  /** Resolves when nothing has to wait for the service. false: `until` was aborted before. */
  ready(until: AbortSignal): Promise<boolean>
  /** What this app may do. Never throws for what the service says. */
  check(): Promise<Checked>
}

export interface EntraDeps {
  readonly clock: Clock
  readonly random: Random
  readonly log: Pick<Log, 'warn'>
}

const passMs = 60_000

/** @throws {Fault} `config.invalid` for files that are wrong. Nothing is asked of the service yet. */
export async function openEntra(config: EntraConfig, deps: EntraDeps): Promise<Entra> {
  const { tenant, clientId, signIn } = config
  const endpoints = config.endpoints ?? clouds[config.cloud]
  const credential = await openCredential(clientId, config.credential, deps)
  const ca = config.caFile === undefined ? {} : { ca: await readFile(config.caFile) }
  const agent = new Agent({ keepAlive: true, maxSockets: 8, minVersion: 'TLSv1.2', ...ca })
  const throttle = createThrottle()
  const tokens = createTokens({ tenant, clientId, endpoints, credential, agent, clock: deps.clock })
  const graph = createGraph({ graph: endpoints.graph, tokens, throttle, agent })
  return {
    tenant,
    signIn,
    find: (of, until) => findUsers(graph, of, until),

    async requireChange(of, { withMfa, until }) {
      const name = withMfa ? 'forceChangePasswordNextSignInWithMfa' : 'forceChangePasswordNextSignIn'
      const body = { passwordProfile: { [name]: true } }
      const requests = of.map((one) => ({ method: 'PATCH' as const, url: urlOf(one), body }))
      return write(graph, requests, until, deps)
    },

    async revokeSessions(of, until) {
      const requests = of.map((one) => ({
        method: 'POST' as const,
        url: `${urlOf(one)}/revokeSignInSessions`,
        body: {},
      }))
      return write(graph, requests, until, deps)
    },

    async createPass({ user, receipt }, minutes) {
      assertAnnounces(receipt, { type: 'entra.pass-making', account: user.account })
      const url = `/users/${user.id}/authentication/temporaryAccessPassMethods`
      const body = { lifetimeInMinutes: minutes, isUsableOnce: true }
      const [answer] = await graph.batch([{ method: 'POST', url, body }], AbortSignal.timeout(passMs))
      return passOf(answer, deps)
    },

    ready: (until) => throttle.open(until),
    check: () => checkApp({ tenant, clientId, signIn, credential, tokens, graph }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

function urlOf({ user, receipt }: Announced): string {
  assertAnnounces(receipt, { type: 'entra.flagging', account: user.account })
  return `/users/${user.id}`
}

async function write(
  graph: Graph,
  requests: readonly GraphRequest[],
  until: AbortSignal,
  { log }: EntraDeps,
): Promise<readonly CloudWritten[]> {
  const written = (await graph.batch(requests, until)).map(writtenOf)
  const refused = written.filter((one) => one.was === 'refused')
  const [first] = refused
  if (first !== undefined) log.warn({ users: refused.length, said: first.said }, 'Entra ID refused writes')
  return written
}

/** 204 for a change, 200 or 204 for an action. What is broken on the other side may have been done all the same. */
function writtenOf(answer: GraphAnswer): CloudWritten {
  if (answer.was !== 'answered') return answer
  const { status, body } = answer
  if (status >= 200 && status < 300) return { was: 'done' }
  return status >= 500 ? { was: 'unknown' } : { was: 'refused', said: saidBy(status, body) }
}

function passOf(answer: GraphAnswer | undefined, { log }: EntraDeps): PassMade {
  if (answer === undefined) throw new Fault('entra.refused', 'Graph answers nothing')
  const written = writtenOf(answer)
  if (written.was === 'refused') log.warn({ said: written.said }, 'Entra ID made no temporary access pass')
  if (written.was !== 'done') return written
  const made = answer.was === 'answered' ? readPass(answer.body) : undefined
  if (made === undefined) return { was: 'unknown' }
  return { was: 'made', pass: secret(made.pass), from: made.from, minutes: made.minutes }
}
