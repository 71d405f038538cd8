// How dates and numbers are written: as the page's language does, in the way of the
// reader's own country where the browser names one for that language.
const { lang } = document.documentElement
const base = (tag) => tag.toLowerCase().split("-")[0]

export const locale = navigator.languages?.find((each) => each !== base(each) && base(each) === base(lang)) ?? (lang || undefined)
