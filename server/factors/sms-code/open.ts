import { isSupportedCountry, type CountryCode } from 'libphonenumber-js/mobile'
import { Fault } from '#kernel'
import type { Factor } from '../factor.ts'
import { createSentCodes, type SentCodesDeps } from '../sent-codes/sent-codes.ts'
import type { SmsGateway } from '../sms/gateway.ts'
import { openHttpGateway, type HttpGatewayConfig } from '../sms/http/http-gateway.ts'
import { openSmppGateway, type SmppConfig } from '../sms/smpp/smpp-gateway.ts'
import { createFloodGate } from '../tries/floods.ts'
import { codesPerTarget } from '../tries/limits.ts'
import type { TriesStore } from '../tries/store.ts'
import { createSmsChannel, type SmsChannelSettings } from './sms-code.ts'

export interface SmsCodeSettings extends Omit<SmsChannelSettings, 'country' | 'allowed'> {
  readonly gateway: { readonly http: HttpGatewayConfig } | { readonly smpp: SmppConfig }
  /** Where numbers without a country are: `DE`. */
  readonly country: string
  /** Where else messages may go. */
  readonly allowed: readonly string[]
}

export interface SmsCodeDeps extends Omit<SentCodesDeps, 'gate'> {
  readonly triesStore: Pick<TriesStore, 'countAlone'>
  readonly distrustChangedAfter: Date | undefined
  readonly issuer: string
}

export interface SmsCode extends AsyncDisposable {
  readonly factor: Factor
}

/**
 * Before `jobs.start`. Disposing of it ends the connection to the gateway.
 *
 * @throws {Fault} `config.invalid` for a gateway that cannot be, or a country that there is not.
 */
export async function openSmsCode(settings: SmsCodeSettings, deps: SmsCodeDeps): Promise<SmsCode> {
  const country = countryOf(settings.country)
  const allowed = [country, ...settings.allowed.map(countryOf)]
  const { gateway, end } = await openGateway(settings.gateway, deps)
  const gate = createFloodGate({ ...deps, store: deps.triesStore }, 'telephone', codesPerTarget)
  const channel = createSmsChannel({ ...settings, country, allowed }, { ...deps, gateway })
  return { factor: createSentCodes(channel, { ...deps, gate }), [Symbol.asyncDispose]: end }
}

interface OpenGateway {
  readonly gateway: SmsGateway
  readonly end: () => Promise<void>
}

async function openGateway(
  settings: SmsCodeSettings['gateway'],
  { log }: Pick<SmsCodeDeps, 'log'>,
): Promise<OpenGateway> {
  if ('http' in settings) {
    return { gateway: await openHttpGateway(settings.http, { log }), end: async () => undefined }
  }
  const gateway = await openSmppGateway(settings.smpp, { log })
  return { gateway, end: async () => gateway[Symbol.asyncDispose]() }
}

function countryOf(name: string): CountryCode {
  if (isSupportedCountry(name)) return name
  throw new Fault('config.invalid', `factors.smsCode: there is no country ${name}; write DE, AT, CH, …`)
}
