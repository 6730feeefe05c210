/**
 * After a refresh: does what she will want next (mail, files) answer from here? It opens connections and closes them, and
 * must not know whose they would be.
 */
export { tryResources, type Tried } from './resources.ts'
export { resourceSettings } from './settings.ts'
