import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'

export interface App {
  readonly tenant: string
  readonly clientId: string
  /** PEM. */
  readonly certificate: string
  readonly secret: string
  readonly roles: readonly string[]
}

/** What a token request comes to: status and JSON. */
export interface SignedIn {
  readonly status: number
  readonly json: object
}

export interface SignIn {
  token(form: URLSearchParams, endpoint: string): Promise<SignedIn>
  /** Of a request to Graph: the roles of its token; undefined: it is none, or over. */
  rolesOf(authorization: string | undefined): Promise<readonly string[] | undefined>
  /** All that were given out. */
  readonly tokens: string[]
  /** Those that were given out count for nothing any more. */
  withdraw(): void
}

export interface SignInHabits {
  readonly tokenSeconds: number
  /** What the tokens say; usually the tenant's own. */
  readonly tid: string | undefined
}

const refused = (error: string, number: number): SignedIn => ({
  status: 401,
  json: { error, error_description: `AADSTS${number}: as the service words it`, error_codes: [number] },
})

/**
 * Client credentials as "Microsoft identity platform and the OAuth 2.0 client credentials flow" and "Certificate
 * credentials" describe them. Signature, thumbprint, audience, times and the single use of an assertion are really
 * looked at.
 */
export function createSignIn(app: () => App, graph: () => string, habits: () => SignInHabits): SignIn {
  const key = randomBytes(32)
  const used = new Set<string>()
  const tokens: string[] = []
  const live = new Set<string>()

  async function isProved(form: URLSearchParams, endpoint: string): Promise<boolean> {
    const { clientId, certificate, secret } = app()
    const assertion = form.get('client_assertion')
    if (assertion === null) return form.get('client_secret') === secret
    const known = new X509Certificate(certificate)
    const thumbprint = createHash('sha256').update(known.raw).digest('base64url')
    const options = { algorithms: ['PS256'], issuer: clientId, subject: clientId, audience: endpoint }
    const read = await jwtVerify(assertion, known.publicKey, { ...options, typ: 'JWT' }).catch(
      () => undefined,
    )
    if (read === undefined || read.protectedHeader['x5t#S256'] !== thumbprint) return false
    const { jti, exp = 0, nbf = 0 } = read.payload
    if (jti === undefined || used.has(jti) || exp - nbf > 600) return false
    used.add(jti)
    return form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  }

  return {
    tokens,
    withdraw: () => live.clear(),
    async token(form, endpoint) {
      const { tenant, clientId, roles } = app()
      if (form.get('grant_type') !== 'client_credentials') return refused('unsupported_grant_type', 70_003)
      if (form.get('client_id') !== clientId) return refused('unauthorized_client', 700_016)
      if (form.get('scope') !== `${graph()}/.default`) return refused('invalid_scope', 70_011)
      if (!(await isProved(form, endpoint))) return refused('invalid_client', 7_000_215)
      const { tokenSeconds, tid = tenant } = habits()
      const token = await new SignJWT({ tid, appid: clientId, roles: [...roles] })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(graph())
        .setJti(randomBytes(16).toString('hex'))
        .setExpirationTime(Math.floor(Date.now() / 1_000) + tokenSeconds)
        .sign(key)
      tokens.push(token)
      live.add(token)
      return {
        status: 200,
        json: { token_type: 'Bearer', expires_in: tokenSeconds, access_token: token },
      }
    },
    async rolesOf(authorization) {
      const token = authorization?.replace(/^Bearer /, '') ?? ''
      const read = await jwtVerify<{ roles: string[] }>(token, key).catch(() => undefined)
      return live.has(token) ? read?.payload.roles : undefined
    },
  }
}
