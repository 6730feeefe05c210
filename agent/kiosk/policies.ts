import { X509Certificate } from 'node:crypto'
import type { CardUse } from './card/index.ts'

export interface Reached {
  /** Its origin is loaded. */
  readonly portal: URL
  /** PEM, any number of certificates: what those of portal and card's address are signed by. */
  readonly ca: string
  /** By its door, the origin of its `url` is loaded too. */
  readonly card: CardUse | undefined
}

/** Where nothing listens (discard), on this computer: whatever is not the portal's ends there. */
const nowhere = '127.0.0.1:9'

/** Else this computer itself and its link are asked without the proxy (Chromium's implicit bypass rules). First, since the last rule wins. */
const noneByItself = '<-loopback>'

/** Schemes that are named because a browser's own pages are not in "*". */
const ownPages = [
  'about:*',
  'blob:*',
  'chrome://*',
  'chrome-extension://*',
  'chrome-untrusted://*',
  'data:*',
  'devtools://*',
  'file://*',
  'filesystem:*',
  'javascript://*',
  'view-source:*',
]

/**
 * Chromium's managed policies (chromeenterprise.google/policies) for a browser that shows one site and does nothing else.
 * Each is said also where another one implies it: a browser of another version knows others.
 */
export function policiesFor({ portal, ca, card }: Reached): Readonly<Record<string, unknown>> {
  const origins = card === undefined ? [portal] : [portal, new URL(card.settings.url)]
  return {
    URLBlocklist: ['*', ...ownPages],
    // With a dot, the host alone and none below it.
    URLAllowlist: origins.map((url) => `${url.protocol}//.${withPort(url)}`),
    ProxySettings: {
      ProxyMode: 'fixed_servers',
      ProxyServer: card === undefined ? nowhere : `127.0.0.1:${card.door.port}`,
      ProxyBypassList: `${noneByItself};${withPort(portal)}`,
    },
    ...(card !== undefined && choiceOf(card.settings)),
    CACertificates: certificatesIn(ca),
    CAPlatformIntegrationEnabled: false,
    SSLErrorOverrideAllowed: false,
    ...nothingIsKept,
    ...nothingElseOpens,
    ...nobodyElseIsAsked,
  }
}

/** Always: without a port Chromium takes any of that host, and cards may be shown at another one of the portal's. */
function withPort({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`
}

/** Which certificate is shown is not asked. */
function choiceOf({ url, issuer }: CardUse['settings']): object {
  const filter = issuer === undefined ? {} : { ISSUER: { CN: issuer } }
  return { AutoSelectCertificateForUrls: [JSON.stringify({ pattern: new URL(url).origin, filter })] }
}

const nothingIsKept = {
  AllowDeletingBrowserHistory: false,
  AutofillAddressEnabled: false,
  AutofillCreditCardEnabled: false,
  BrowserSignin: 0,
  DefaultClipboardSetting: 2,
  EditBookmarksEnabled: false,
  PasswordManagerEnabled: false,
  PasswordManagerPasskeysEnabled: false,
  SavingBrowserHistoryDisabled: true,
  SyncDisabled: true,
}

const nothingElseOpens = {
  AllowFileSelectionDialogs: false,
  AutoLaunchProtocolsFromOrigins: [],
  BackgroundModeEnabled: false,
  BookmarkBarEnabled: false,
  BrowserAddPersonEnabled: false,
  BrowserGuestModeEnabled: false,
  DefaultBrowserSettingEnabled: false,
  DefaultPopupsSetting: 2,
  DeveloperToolsAvailability: 2,
  DisableScreenshots: true,
  DownloadRestrictions: 3,
  ExtensionInstallBlocklist: ['*'],
  ExternalProtocolDialogShowAlwaysOpenCheckbox: false,
  IncognitoModeAvailability: 1,
  NativeMessagingBlocklist: ['*'],
  PrintingEnabled: false,
  PromotionsEnabled: false,
  ScreenCaptureAllowed: false,
  TaskManagerEndProcessEnabled: false,
  UserFeedbackAllowed: false,
}

const nobodyElseIsAsked = {
  AlternateErrorPagesEnabled: false,
  BuiltInDnsClientEnabled: false,
  ComponentUpdatesEnabled: false,
  DefaultGeolocationSetting: 2,
  DefaultNotificationsSetting: 2,
  DefaultSearchProviderEnabled: false,
  DefaultSerialGuardSetting: 2,
  DefaultWebBluetoothGuardSetting: 2,
  DefaultWebUsbGuardSetting: 2,
  DnsOverHttpsMode: 'off',
  MetricsReportingEnabled: false,
  NetworkPredictionOptions: 2,
  SafeBrowsingProtectionLevel: 0,
  SearchSuggestEnabled: false,
  SpellcheckEnabled: false,
  SpellCheckServiceEnabled: false,
  TranslateEnabled: false,
  UrlKeyedAnonymizedDataCollectionEnabled: false,
  VideoCaptureAllowed: false,
  AudioCaptureAllowed: false,
}

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** DER in base64, as the policy wants them. @throws {Error} on what is no certificate. */
function certificatesIn(ca: string): readonly string[] {
  return (ca.match(pem) ?? []).map((one) => new X509Certificate(one).raw.toString('base64'))
}
