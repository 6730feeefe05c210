import type { Entry } from '../dcs/attributes.ts'
import type { Search } from '../dcs/connection.ts'
import type { Controllers } from '../dcs/controllers.ts'

/** Small enough that somebody's sign-in behind it on the same connection does not wait long. */
export const usualPageSize = 500

/**
 * All that a search finds, a page at a time. The first page comes from any DC; the others can only come from the
 * same one, which alone knows how to go on: if it goes away, that is thrown, and the reader begins again.
 */
export async function* pagesOf(
  controllers: Pick<Controllers, 'read'>,
  search: Search,
  size: number,
): AsyncGenerator<readonly Entry[], void, void> {
  const { pages, first } = await controllers.read(async (connection) => {
    const pages = connection.pages(search, size)
    return { pages, first: await pages.next() }
  })
  try {
    for (let page = first; page.done !== true; page = await pages.next()) yield page.value
  } finally {
    await pages.return()
  }
}
