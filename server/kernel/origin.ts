/** Where a request came from, as the audit log and the limits need it. */
export interface Origin {
  /** The peer's IP address, behind a trusted proxy the one it forwarded. */
  readonly address: string
  /** Name of the enrolled device, when one is known. */
  readonly device: string | null
}
