import { readFile } from 'node:fs/promises'
import { Fault, readSecretFile, type Log } from '#kernel'
import type { SmsGateway, SmsSent } from '../gateway.ts'
import { exchange, type Answer, type Connection } from './exchange.ts'
import { checkTemplate, fillTemplate, type RequestTemplate } from './template.ts'

export interface HttpGatewayConfig extends RequestTemplate {
  /** Files that hold what `{secret:NAME}` stands for. */
  readonly secretFiles: Readonly<Record<string, string>>
  /** Statuses that mean that the message was taken. */
  readonly acceptedStatuses: readonly number[]
  /** What its answer must have then, too: some gateways say 200 to everything. A regular expression. */
  readonly acceptedBody?: string | undefined
  /** Where its first group, the gateway's own name for the message, is found in the answer. */
  readonly idInBody?: string | undefined
  /** Statuses that mean that this number or text is never taken. All others: another time, perhaps. */
  readonly refusedStatuses: readonly number[]
  /** Certificates that the gateway's must chain to, PEM; undefined: those of the system. */
  readonly caFile?: string | undefined
  readonly timeoutMs: number
  /** `http:` is taken, too: whoever is on the way reads each code. */
  readonly dangerouslyAllowPlainText: boolean
}

/**
 * An SMS gateway that is spoken to by HTTP, in whatever form it likes. Redirections are not followed: the code would
 * go to whom the gateway names. Neither number nor text nor URL are in the log.
 *
 * @throws {Fault} `config.invalid` for a template that would leak, or secrets that cannot be read.
 */
export async function openHttpGateway(
  config: HttpGatewayConfig,
  { log }: { readonly log: Pick<Log, 'warn'> },
): Promise<SmsGateway> {
  checkTemplate(config, Object.keys(config.secretFiles))
  const secrets = await readSecrets(config.secretFiles)
  const connection = await connectionOf(config)
  const accepted = pattern(config.acceptedBody)
  const idIn = pattern(config.idInBody)

  function sentBy({ status, body }: Answer): SmsSent {
    if (config.acceptedStatuses.includes(status) && (accepted?.test(body) ?? true)) {
      const id = idIn?.exec(body)?.[1]
      return {
        accepted: true,
        ...(id !== undefined && { id: id.replaceAll(/[^\x21-\x7e]/g, '').slice(0, 64) }),
      }
    }
    log.warn({ status }, 'the SMS gateway did not take a message')
    return { accepted: false, why: config.refusedStatuses.includes(status) ? 'refused' : 'unavailable' }
  }

  return {
    async send(number, text, { signal } = {}) {
      const values = new Map([
        ['number', number],
        ['digits', number.replace('+', '')],
        ['text', text],
        ...secrets,
      ])
      const limit = AbortSignal.timeout(config.timeoutMs)
      const until = signal === undefined ? limit : AbortSignal.any([limit, signal])
      const answer = await exchange(config.method, fillTemplate(config, values), {
        ...connection,
        signal: until,
      })
      if (answer.ok) return sentBy(answer)
      log.warn({ why: answer.why, code: answer.code }, 'the SMS gateway gave no answer')
      return { accepted: false, why: answer.why }
    },
  }
}

function pattern(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined
  try {
    return new RegExp(source)
  } catch (cause) {
    throw new Fault('config.invalid', `the SMS gateway's regular expression ${source} is none`, { cause })
  }
}

async function readSecrets(files: Readonly<Record<string, string>>) {
  return Promise.all(
    Object.entries(files).map(async ([name, path]) => {
      const bytes = await readSecretFile(path)
      if (bytes === undefined)
        throw new Fault('config.invalid', `${path} is to hold the SMS gateway's ${name}`)
      return [`secret:${name}`, bytes.toString('utf8').trimEnd()] as const
    }),
  )
}

async function connectionOf(config: HttpGatewayConfig): Promise<Connection> {
  const { url, caFile, dangerouslyAllowPlainText } = config
  if (!url.startsWith('https://') && !(dangerouslyAllowPlainText && url.startsWith('http://'))) {
    throw new Fault('config.invalid', "the SMS gateway's URL must begin with https://")
  }
  return { ca: caFile === undefined ? undefined : await readFile(caFile) }
}
