import { X509Certificate } from 'node:crypto'

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
 *
 * @param portal its origin is the only one that is loaded.
 * @param ca PEM, any number of certificates: what the portal's are signed by.
 */
export function policiesFor(portal: URL, ca: string): Readonly<Record<string, unknown>> {
  return {
    URLBlocklist: ['*', ...ownPages],
    // With a dot, the host alone and none below it.
    URLAllowlist: [`${portal.protocol}//.${portal.host}`],
    ProxySettings: {
      ProxyMode: 'fixed_servers',
      ProxyServer: nowhere,
      ProxyBypassList: `${noneByItself};${portal.hostname}`,
    },
    CACertificates: certificatesIn(ca),
    CAPlatformIntegrationEnabled: false,
    SSLErrorOverrideAllowed: false,
    ...nothingIsKept,
    ...nothingElseOpens,
    ...nobodyElseIsAsked,
  }
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
