import type { Sid } from '@keyturn/protocols/ad'
import type { LaunchState } from './state.ts'

export interface Device {
  readonly id: string
  readonly name: string
  readonly system: 'linux' | 'windows'
  /** Raw public keys, base64url. */
  readonly signingKey: string
  readonly sealingKey: string
  readonly enrolled: Date
  readonly lastSeen: Date | null
}

export interface Launch {
  readonly id: string
  readonly device: string
  /** 32 bytes, base64url, that a statement for it must carry. */
  readonly nonce: string
  /** Raw X25519 public key, base64url: the device made it for this launch and forgets the other half after it. */
  readonly sealingKey: string
  /** Who has a cached logon on the device. */
  readonly accounts: readonly Sid[]
  readonly created: Date
  readonly expires: Date
  readonly now: LaunchState
}

export interface DeviceStore {
  /** `hash`: SHA-256 of the one-time key. */
  addKey(key: { readonly hash: string; readonly uses: number; readonly expires: Date }): Promise<void>
  /** Takes one use. Of two at once with one use left, one gets it. */
  useKey(hash: string, at: Date): Promise<boolean>
  addDevice(device: Device): Promise<void>
  findDevice(id: string): Promise<Device | undefined>
  /** With its launches, what is sealed for them, and its nonces. @returns false if there is no such device. */
  removeDevice(id: string): Promise<boolean>
  listDevices(): Promise<readonly Device[]>
  /** Written at most once a minute for a device. */
  sawDevice(id: string, at: Date): Promise<void>
  /** Notes the nonce of a request. @returns false if this device has used it before. */
  useNonce(device: string, nonce: string, at: Date): Promise<boolean>

  addLaunch(launch: Launch): Promise<void>
  findLaunch(id: string): Promise<Launch | undefined>
  /** Changes one launch atomically; others wait meanwhile. `change` is pure. undefined: no such launch. */
  updateLaunch(
    id: string,
    change: (launch: Launch) => LaunchState,
  ): Promise<{ readonly before: LaunchState; readonly now: LaunchState } | undefined>
  /** Launches that hold or offer something and began before `at`. */
  openLaunches(at: Date): Promise<readonly string[]>
  /** Forgets nonces, keys and launches that were over before these times. */
  forget(before: { readonly nonces: Date; readonly keys: Date; readonly launches: Date }): Promise<void>
}
