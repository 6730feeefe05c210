import type { PasskeySettings } from './passkey/settings.ts'

/**
 * What the configuration says of each factor, as its own folder wants it. A factor without a section is switched off;
 * authenticator apps and recovery codes need none.
 */
export interface FactorSettings {
  readonly passkey?: PasskeySettings | undefined
  readonly accessPass?: object | undefined
}
