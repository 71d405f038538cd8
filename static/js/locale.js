// How dates and numbers are written: in the language that a member of staff has
// chosen for them; else as the page's language does, in the way of the reader's own
// country where the browser names one for that language.
const { lang, dataset } = document.documentElement
const base = (tag) => tag.toLowerCase().split("-")[0]

export const locale = dataset.locale ||
  (navigator.languages?.find((each) => each !== base(each) && base(each) === base(lang)) ?? (lang || undefined))
