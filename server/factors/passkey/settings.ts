/** The section `factors.passkey` of the configuration. */
export interface PasskeySettings {
  /** The domain that passkeys are bound to, if it is not the portal's own name but one above it. */
  readonly rpId?: string | undefined
  /** Where else pages may ask for them: other names of the same portal. */
  readonly origins: readonly string[]
  /** Left out: whatever the person has is taken, and its maker is not asked for. */
  readonly attestation?: AttestationSettings | undefined
}

export interface AttestationSettings {
  /** The FIDO Metadata Service's BLOB (MDS 3.1), brought in by hand. */
  readonly metadataFile: string
  /** The certificate (PEM) that everything in the BLOB's signature ends at. */
  readonly metadataRootFile: string
  /** Whose certificate signs the BLOB: a root signs many others. */
  readonly metadataSigner: string
  /** AAGUIDs; left out: all models that the BLOB knows and does not warn of. */
  readonly allow?: readonly string[] | undefined
}
