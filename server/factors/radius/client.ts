import { encodeAccessRequest, type Answer } from '@keyturn/protocols/radius'
import { Fault, readSecretFile, type Log, type Random, type Secret } from '#kernel'
import { askServer, type AskedServer, type Ignored } from './exchange.ts'

export interface RadiusConfig {
  /** In the order of preference. */
  readonly servers: readonly {
    readonly host: string
    readonly port: number
    /** The shared secret, alone in a file that only its owner can read. */
    readonly secretFile: string
  }[]
  /** What the servers know us by (NAS-Identifier). */
  readonly nasIdentifier: string
  /** The same datagram so many times, then the next server. */
  readonly triesPerServer: number
  readonly retryAfterMs: number
  /** For one question to all servers together. */
  readonly timeoutMs: number
}

/** A question that was answered by another: to be kept, as it is, until the person has answered that one. */
export interface RadiusChallenge {
  /** `host:port` of the server that asked: no other knows the state. */
  readonly server: string
  readonly state: Uint8Array | undefined
}

export type RadiusOutcome =
  | { readonly outcome: 'accepted' | 'rejected'; readonly messages: readonly string[] }
  | {
      readonly outcome: 'challenged'
      readonly messages: readonly string[]
      readonly challenge: RadiusChallenge
    }
  /** Name or password do not fit RADIUS, or the challenge is of a server that is no longer configured. Nothing was sent. */
  | { readonly outcome: 'not-sent' }
  /** No server gave an answer to be believed in time. A one-time code may be used up all the same. */
  | { readonly outcome: 'unanswered' }

export interface RadiusQuestion {
  readonly userName: string
  readonly password: Secret
  /** The one that `password` answers. */
  readonly challenge?: RadiusChallenge | undefined
  readonly signal?: AbortSignal | undefined
}

export interface RadiusClient {
  ask(question: RadiusQuestion): Promise<RadiusOutcome>
  /** Datagrams since the start that were not believed, by reason. */
  ignored(): Readonly<Partial<Record<Ignored, number>>>
}

export interface RadiusDeps {
  readonly random: Random
  readonly log: Pick<Log, 'warn'>
}

/** @throws {Fault} `config.invalid` when a shared secret cannot be read, or is empty. */
export async function openRadiusClient(config: RadiusConfig, deps: RadiusDeps): Promise<RadiusClient> {
  const servers = await Promise.all(config.servers.map((server) => openServer(server, deps)))
  const counts: Partial<Record<Ignored, number>> = {}
  const ignore = (why: Ignored) => void (counts[why] = (counts[why] ?? 0) + 1)
  /** Whoever answered last is asked first: a dead server costs its time-out once, not at each sign-in. */
  let preferred = 0

  async function ask(question: RadiusQuestion): Promise<RadiusOutcome> {
    const { challenge } = question
    const limit = AbortSignal.timeout(config.timeoutMs)
    const signal = question.signal === undefined ? limit : AbortSignal.any([limit, question.signal])
    const order = servers.map((_, i) => servers[(preferred + i) % servers.length])
    let outcome: RadiusOutcome = { outcome: 'not-sent' }
    for (const server of order) {
      if (server === undefined || (challenge !== undefined && challenge.server !== server.name)) continue
      const request = newRequest(question, server)
      if (request === undefined) return { outcome: 'not-sent' }
      const answer = await askServer(server, request, { ...config, signal, ignore, log: deps.log })
      if (answer !== undefined) {
        preferred = servers.indexOf(server)
        return outcomeOf(answer, server)
      }
      if (signal.aborted) return { outcome: 'unanswered' }
      outcome = { outcome: 'unanswered' }
    }
    return outcome
  }

  /** For each server anew: the same authenticator under two secrets would give the password's hiding away. */
  function newRequest({ userName, password, challenge }: RadiusQuestion, { sharedSecret }: AskedServer) {
    const [identifier = 0] = deps.random(1)
    const authenticator = deps.random(16)
    const { nasIdentifier } = config
    const state = challenge?.state
    const request = { identifier, authenticator, userName, password: password.reveal(), nasIdentifier, state }
    const datagram = encodeAccessRequest(request, sharedSecret)
    return datagram && { identifier, authenticator, datagram }
  }

  return { ask, ignored: () => ({ ...counts }) }
}

/** RFC 2865 3: at least sixteen bytes are recommended; with less, one recorded request is enough to guess it. */
const goodSecretBytes = 16

async function openServer(
  { host, port, secretFile }: RadiusConfig['servers'][number],
  { log }: RadiusDeps,
): Promise<AskedServer> {
  const text = (await readSecretFile(secretFile))?.toString('utf8').trimEnd()
  if (text === undefined || text === '') {
    throw new Fault('config.invalid', `${secretFile} is to hold the secret shared with a RADIUS server`)
  }
  const sharedSecret = Buffer.from(text)
  const name = `${host}:${port}`
  if (sharedSecret.length < goodSecretBytes) {
    log.warn({ server: name }, 'the secret shared with this RADIUS server is short: use 16 bytes or more')
  }
  return { name, host, port, sharedSecret }
}

function outcomeOf(answer: Answer, { name }: AskedServer): RadiusOutcome {
  const { messages } = answer
  switch (answer.kind) {
    case 'accept':
      return { outcome: 'accepted', messages }
    case 'reject':
      return { outcome: 'rejected', messages }
    case 'challenge':
      return { outcome: 'challenged', messages, challenge: { server: name, state: answer.state } }
  }
}
