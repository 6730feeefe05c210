import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  bindTransmitter,
  command,
  encodeText,
  isAboutMessage,
  isThrottling,
  messageIdOf,
  statusName,
  submitSm,
} from '@keyturn/protocols/smpp'
import { Fault, readSecretFile, type Log } from '#kernel'
import type { SmsGateway, SmsSent } from '../gateway.ts'
import { openLink, type Link, type LinkOptions } from './link.ts'

export interface SmppConfig {
  readonly host: string
  readonly port: number
  readonly systemId: string
  readonly systemType: string
  /** Holds the password, of eight letters at most: SMPP 3.4 has room for no more. */
  readonly passwordFile: string
  /** A number in the form +49…, or up to eleven letters; '' leaves it to the centre. */
  readonly from: string
  /** After so many seconds the centre is to give a message up. */
  readonly validSeconds: number
  /** For one message: connecting, waiting while the centre takes no more, and its answer. */
  readonly timeoutMs: number
  /** How long to wait when the centre takes no more for now. */
  readonly throttledMs: number
  /** Whether the other side is still there is asked so often; without an answer in the same time, it is not. */
  readonly enquireMs: number
  /** Certificates that the centre's must chain to, PEM; undefined: those of the system. */
  readonly caFile?: string | undefined
  /** The name in the centre's certificate where it is not `host`. */
  readonly tlsName?: string | undefined
  /** Speaks SMPP without TLS: whoever is on the way reads each code, and the password. */
  readonly dangerouslyAllowPlainText: boolean
}

/**
 * An SMS centre that is spoken to by SMPP 3.4. One connection is kept, asked now and then whether it lives, and made
 * anew by the next message after it broke.
 *
 * @throws {Fault} `config.invalid` when the password cannot be read, or something has no room in SMPP.
 */
export async function openSmppGateway(
  config: SmppConfig,
  { log }: { readonly log: Pick<Log, 'warn' | 'info'> },
): Promise<SmsGateway & AsyncDisposable> {
  const options = await linkOptions(config, log)
  let link: Promise<Link> | undefined

  /** Of messages at once, one connects and the others wait for it. */
  function bound(): Promise<Link> {
    link ??= openLink(options, () => (link = undefined)).catch((error: unknown) => {
      link = undefined
      throw error
    })
    return link
  }

  async function submit(request: Submit, signal: AbortSignal): Promise<SmsSent> {
    const held = await Promise.race([bound(), aborted(signal)]).catch((cause: unknown) => {
      log.warn({ err: cause }, 'the SMS centre cannot be reached, or does not let us in')
      return undefined
    })
    if (held === undefined || signal.aborted) return { accepted: false, why: 'unavailable' }
    const answer = await held.ask(request, signal)
    if (answer === 'unanswered') return { accepted: false, why: 'unanswered' }
    if (answer === 'not-sent') return { accepted: false, why: 'unavailable' }
    const took = answer.status === 0 && answer.command === command.submitSmAnswer
    if (took) return { accepted: true, id: messageIdOf(answer.body) }
    const status = statusName(answer.status)
    if (!isThrottling(answer.status)) {
      log.warn({ status }, 'the SMS centre did not take a message')
      return { accepted: false, why: isAboutMessage(answer.status) ? 'refused' : 'unavailable' }
    }
    try {
      await sleep(config.throttledMs, undefined, { signal })
    } catch {
      log.warn({ status }, 'the SMS centre took no message for too long')
      return { accepted: false, why: 'unavailable' }
    }
    return submit(request, signal)
  }

  return {
    async send(number, text, { signal } = {}) {
      const encoded = encodeText(text)
      if (encoded === undefined) return { accepted: false, why: 'too-long' }
      const [to, from] = [number, config.from].map((one) => one.replace('+', ''))
      const { validSeconds } = config
      const request = submitSm({ to: to ?? '', from: from ?? '', validSeconds, text: encoded })
      if (request === undefined) return { accepted: false, why: 'refused' }
      const limit = AbortSignal.timeout(config.timeoutMs)
      return submit(request, signal === undefined ? limit : AbortSignal.any([limit, signal]))
    },
    async [Symbol.asyncDispose]() {
      const last = await link?.catch(() => undefined)
      await last?.[Symbol.asyncDispose]()
    },
  }
}

type Submit = NonNullable<ReturnType<typeof submitSm>>

const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    const abort = () => reject(new Error('no time left'))
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })

async function linkOptions(config: SmppConfig, log: Pick<Log, 'warn' | 'info'>): Promise<LinkOptions> {
  const { host, port, systemId, systemType, passwordFile, caFile, enquireMs, timeoutMs } = config
  const password = (await readSecretFile(passwordFile))?.toString('utf8').trimEnd()
  if (password === undefined) {
    throw new Fault('config.invalid', `${passwordFile} is to hold the password for the SMS centre`)
  }
  const bind = bindTransmitter({ systemId, password, systemType })
  if (bind === undefined) {
    throw new Fault(
      'config.invalid',
      `SMPP has room for 15 plain letters of systemId, 12 of systemType and 8 of the password in ${passwordFile}`,
    )
  }
  const plain = config.dangerouslyAllowPlainText
  const ca = caFile === undefined ? undefined : await readFile(caFile)
  const tls = plain ? undefined : { ca, servername: config.tlsName ?? host }
  return { host, port, tls, bind, enquireMs, connectMs: timeoutMs, log }
}
