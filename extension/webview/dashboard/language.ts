/** Gives the page a language that Intl knows: a browser under the POSIX locale names one that it then refuses itself. */

const isKnown = (): boolean => {
  try {
    return Intl.getCanonicalLocales(navigator.language).length > 0
  } catch {
    // A RangeError: no tag of a language.
    return false
  }
}

// uPlot asks for number formats while it loads: this has to be imported before it.
if (!isKnown()) Object.defineProperty(navigator, "language", { value: "en-US" })
