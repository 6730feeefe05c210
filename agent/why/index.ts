/**
 * "Why can't I log on?" at the computer itself, without its server where that is away: what is in everybody's way, and
 * what a log-on with her own password comes to. It must not tell a stranger about anybody more than the log-on screen
 * does, and changes nothing.
 */
export { why } from './why.ts'
