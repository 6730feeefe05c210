/** A certificate that was given out. It is no secret: without the device's key it opens nothing. */
export interface Issued {
  readonly launch: string
  readonly device: string
  /** SubjectPublicKeyInfo, base64url. */
  readonly key: string
  readonly certificate: string
  readonly expires: Date
}

export interface TunnelStore {
  find(launch: string): Promise<Issued | undefined>
  /** The one of this launch: of two at once one is kept, and both are told which. */
  keep(issued: Issued): Promise<Issued>
  forget(before: Date): Promise<void>
}
