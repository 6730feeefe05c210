/**
 * Where the person is, and links to elsewhere: the pages' addresses, typed. The whole of a router that ten fixed
 * addresses need (docs/decisions/0009). It must not know what is shown there.
 */
export { go, hrefOf, useAddress, type Path, type Search } from './address.ts'
export { linkTo } from './link.ts'
