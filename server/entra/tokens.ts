import type { Agent } from 'node:https'
import { decodeJwt } from 'jose'
import { z } from 'zod'
import { Fault, secret, type Clock, type Secret } from '#kernel'
import type { Credential } from './credentials.ts'
import type { Endpoints } from './clouds.ts'
import { exchange } from './exchange.ts'

export interface Token {
  readonly bearer: Secret
  /** Application permissions that were consented to, as the token says it; null: it does not say it. */
  readonly roles: readonly string[] | null
}

/** OAuth 2.0 client credentials (RFC 6749 4.4): the app as itself, with nobody signed in. */
export interface Tokens {
  /**
   * One that holds for a while yet; all who ask at once share it.
   *
   * @throws {Fault} `entra.unavailable`, `entra.refused`: with the service's codes, never with its sentence.
   */
  get(): Promise<Token>
  /** It was refused: the next one is asked for anew. */
  forget(token: Token): void
}

export interface TokensDeps {
  readonly tenant: string
  readonly clientId: string
  readonly endpoints: Endpoints
  readonly credential: Credential
  readonly agent: Agent
  readonly clock: Clock
}

const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })
/** `error_codes` are the numbers behind AADSTS. */
const refusal = z.object({ error: z.string(), error_codes: z.array(z.number()).default([]) })
const claims = z.object({
  tid: z.string().optional(),
  aud: z.string().optional(),
  roles: z.array(z.string()).optional(),
})

const askMs = 20_000
/** Of its life: nobody begins with one that ends on the way. */
const spareMs = 5 * 60_000
/** Microsoft Graph by its application id: a token's audience may be that or its URL. */
const graphAppId = '00000003-0000-0000-c000-000000000000'

export function createTokens(deps: TokensDeps): Tokens {
  const { clock } = deps
  let known: { readonly token: Token; readonly until: number } | undefined
  let asking: Promise<Token> | undefined

  async function ask(): Promise<Token> {
    const { access_token: text, expires_in: seconds } = await request(deps)
    const token = { bearer: secret(text), roles: rolesOf(text, deps) }
    known = { token, until: clock().getTime() + Math.max(seconds * 1_000 - spareMs, 0) }
    return token
  }

  return {
    get() {
      if (known !== undefined && clock().getTime() < known.until) return Promise.resolve(known.token)
      asking ??= ask().finally(() => (asking = undefined))
      return asking
    },
    forget(token) {
      if (known?.token === token) known = undefined
    },
  }
}

async function request({ tenant, clientId, endpoints, credential, agent }: TokensDeps) {
  const url = `${endpoints.login}/${tenant}/oauth2/v2.0/token`
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    scope: `${endpoints.graph}/.default`,
    ...(await credential.fields(url)),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const asked = { method: 'POST' as const, url, headers, body: form.toString() }
  const got = await exchange(asked, { agent, signal: AbortSignal.timeout(askMs) })
  if (!got.ok) throw new Fault('entra.unavailable', `Entra ID's sign-in does not answer: ${got.code}`)
  const read = answer.safeParse(got.json)
  if (got.status === 200 && read.success) return read.data
  if (got.status === 429 || got.status >= 500) {
    throw new Fault('entra.unavailable', `Entra ID's sign-in answered ${got.status}`)
  }
  const why = refusal.safeParse(got.json)
  const said = why.success ? ` ${[tidy(why.data.error), ...why.data.error_codes].join(' ')}` : ''
  throw new Fault('entra.refused', `Entra ID gives this app no token: ${got.status}${said}`)
}

/** Graph's tokens are not ours to rely on; but one that says that it is of elsewhere is not used. */
function rolesOf(token: string, { tenant, endpoints }: TokensDeps): readonly string[] | null {
  const said = claims.safeParse(payloadOf(token))
  if (!said.success) return null
  const { tid, aud, roles } = said.data
  if (tid !== undefined && tid.toLowerCase() !== tenant.toLowerCase()) {
    throw new Fault('entra.refused', 'the token that came is of another tenant than the configured one')
  }
  if (aud !== undefined && aud !== graphAppId && aud.replace(/\/$/, '') !== endpoints.graph) {
    throw new Fault('entra.refused', 'the token that came is for something else than Graph')
  }
  return tid === undefined ? null : (roles ?? [])
}

function payloadOf(token: string): unknown {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}

/** Codes of a service, for a log: letters and what joins them. */
export function tidy(code: string): string {
  return code.replaceAll(/[^\w.-]/g, '').slice(0, 80)
}
