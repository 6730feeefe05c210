/** A way into the office's network. What every driver keeps is in `vpn-suite.ts`. */
export interface Vpn {
  /**
   * Opens the tunnel.
   *
   * @param credential what opens it besides its own configuration; its secrets are forgotten when this resolves.
   * @returns undefined if it did not come up in the configured time, or `signal` fired: then nothing of it is left.
   * @throws when the VPN's program is not installed or cannot be started.
   */
  open(signal: AbortSignal, credential?: Credential): Promise<Tunnel | undefined>
  /**
   * Closes what an agent that was killed may have left behind. At each start, before anything else; closing is
   * besides the business of the tunnel itself: it ends when the agent does, and after a fixed time in any case.
   */
  closeLeftOver(): Promise<void>
}

/** An open tunnel. Disposing it closes it; when that resolves, nothing of it runs any more. */
export interface Tunnel extends AsyncDisposable {
  /** Aborted when the tunnel ended by itself. */
  readonly lost: AbortSignal
}

/** Who asks to be let in, where the VPN's own configuration does not say. */
export type Credential =
  | { readonly kind: 'password'; readonly name: string; readonly password: string }
  /** PEM, both. The key exists for this one tunnel. */
  | { readonly kind: 'certificate'; readonly certificate: string; readonly key: string }
