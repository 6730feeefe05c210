/**
 * One tile of C2SP tlog-tiles: up to 256 neighbouring hashes of one level, or as many entries.
 * `level` counts tiles, so level 1 is tree level 8.
 */
export interface Tile {
  readonly level: number | 'entries'
  readonly n: number
  /** 256: full. Less: the last one of its level for some size. */
  readonly width: number
}

const tileWidth = 256

/**
 * `tile/LEVEL/N[.p/WIDTH]`, N in groups of three digits, all but the last with an x:
 *
 *     tile/0/x001/x234/067.p/8
 */
export function formatTilePath({ level, n, width }: Tile): string {
  const digits = String(n)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width < tileWidth ? `.p/${width}` : ''}`
}

/** @returns undefined for every text but the one that `formatTilePath` gives for a tile that can be. */
export function parseTilePath(path: string): Tile | undefined {
  const pattern = /^tile\/(?:(\d{1,2})|(entries))\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/(\d{1,3}))?$/
  const [matched, level, entries, groups = '', width] = pattern.exec(path) ?? []
  if (matched === undefined) return undefined
  const tile: Tile = {
    level: entries === undefined ? Number(level) : 'entries',
    n: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  }
  return isTile(tile) && formatTilePath(tile) === path ? tile : undefined
}

/** The tiles of one level that a log of `size` has: full ones, then at most one partial. */
export function* tilesOf(level: Tile['level'], size: number): Generator<Tile> {
  const hashes = Math.floor(size / tileWidth ** (level === 'entries' ? 0 : level))
  for (let n = 0; n * tileWidth < hashes; n++) {
    yield { level, n, width: Math.min(tileWidth, hashes - n * tileWidth) }
  }
}

function isTile({ level, n, width }: Tile): boolean {
  return (level === 'entries' || level <= 63) && Number.isSafeInteger(n) && width >= 1 && width <= tileWidth
}
