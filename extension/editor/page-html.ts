/** The HTML that a webview starts from: one script, one style, and a policy that lets nothing else run or load. */

export interface PageParts {
  readonly title: string
  readonly script: string
  readonly style: string
  /** Where styles may come from. */
  readonly source: string
  readonly nonce: string
  readonly language: string
  readonly words: Readonly<Record<string, string>>
}

export const pageHtml = ({
  title,
  script,
  style,
  source,
  nonce,
  language,
  words
}: PageParts): string => `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${escapeHtml(source)}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(style)}">
</head>
<body data-words="${escapeHtml(JSON.stringify(words))}">
<script nonce="${nonce}" src="${escapeHtml(script)}"></script>
</body>
</html>
`

const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
