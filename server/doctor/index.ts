/**
 * `keyturn doctor`: what is wrong or missing between Keyturn and its surroundings, one finding after the other, each
 * with what to do. It looks and never changes anything, and works while the server runs and while it does not. It
 * judges what others saw: `#directory` surveys the domain, `#storage` and `#notify` look at theirs.
 *
 *     Survey, looks ─▶ pure judgements ─▶ findings, with the commands that put it right
 *
 * Nothing here asks whether somebody may reset: a right is read from permissions, not tried.
 */
export { examine, type Examination } from './examine.ts'
