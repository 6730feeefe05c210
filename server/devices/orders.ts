import type { RefreshView } from '@keyturn/contract'
import type { Account, Written } from '#directory'
import type { Brand, Origin, Secret } from '#kernel'

/** A password sealed to a launch before the directory is written, not yet released: survives a crash, opens for nobody. */
export type Held = Brand<string, 'Held'>

export interface DeviceOrders {
  /** The device's name, to show on the page. Takes the launch for this reset; undefined if it is taken, late or unknown. */
  claim(launch: string, reset: string): Promise<{ readonly device: string } | undefined>
  /**
   * Seals the password to the launch's key, kept until `release` or `discard`, at most 5 minutes after release.
   *
   * @returns undefined when the account has no cached logon on that device: nothing is sealed then.
   */
  hold(launch: string, account: Account, password: Secret): Promise<Held | undefined>
  /** After the directory took the password: signs the statement and lets the device fetch. */
  release(held: Held, written: Pick<Written, 'dc' | 'pwdLastSet'>, origin: Origin | null): Promise<void>
  /** The password was not taken: forgets what was sealed. */
  discard(held: Held): Promise<void>
  /** The reset ended without a new password: the device stops waiting. */
  end(launch: string): Promise<void>
  /** How the device stands, for the page. */
  refreshOf(launch: string): Promise<RefreshView>
}
