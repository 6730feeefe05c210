let scanned: string | undefined

/**
 * The challenge of a picture that a camera read: it stands after the `#`, so that it goes to no server and no log, and is
 * taken out of the address when it is first asked for.
 */
export function scannedChallenge(): string {
  const { hash, pathname, search } = location
  if (hash.length > 1) {
    history.replaceState(null, '', pathname + search)
    scanned = decodeURIComponent(hash.slice(1))
  }
  return scanned ?? ''
}

/** It was sent. */
export function forgetScanned(): void {
  scanned = undefined
}
