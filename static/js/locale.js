// How dates and numbers are written: in the language that a member of staff has
// chosen for them; else as the page's language does, in the way of the reader's own
// country where the browser names one for that language.
const { lang, dataset } = document.documentElement
const { language, script } = new Intl.Locale(lang || "en").maximize()

function own(tag) {
  try {
    const reader = new Intl.Locale(tag)
    return reader.region && reader.language === language && reader.maximize().script === script
  } catch {
    return false // some systems have names of their own
  }
}

export const locale = dataset.locale || (navigator.languages?.find(own) ?? (lang || undefined))
