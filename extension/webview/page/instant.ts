/** Instants as the page's language writes them, in the reader's time zone. */

/** `atMs` is milliseconds since the epoch. */
export const instantText = (atMs: number): string =>
  new Date(atMs).toLocaleString(document.documentElement.lang)
