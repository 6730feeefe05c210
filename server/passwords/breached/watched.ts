import { openBreachedList, type BreachedDeps, type BreachedSettings } from './breached-list.ts'
import { noBreachedList, type BreachedList } from './breached.ts'

/** How soon a new file is seen. */
const lookMs = 30_000

export interface OpenedBreached extends BreachedList, AsyncDisposable {}

/**
 * The configured list, kept up with its file until it is disposed of; without one, a list that nothing is on.
 *
 * @throws {Fault} `config.invalid`
 */
export async function openBreached(
  settings: BreachedSettings | undefined,
  deps: BreachedDeps,
): Promise<OpenedBreached> {
  if (settings === undefined) return { ...noBreachedList, [Symbol.asyncDispose]: async () => {} }
  const list = await openBreachedList(settings, deps)
  const timer = setInterval(() => {
    list
      .look()
      .catch((error: unknown) =>
        deps.log.warn({ err: error }, 'could not look for a new list of breached passwords'),
      )
  }, lookMs).unref()
  return {
    contains: (password) => list.contains(password),
    get about() {
      return list.about
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await list[Symbol.asyncDispose]()
    },
  }
}
