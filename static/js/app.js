// The pages of the people who work here: console, settings, sign-in.
import "./htmx.js"
import "./dialog.js"
import "./menu.js"
import "./local-time.js"
import "./problems.js"
import "./console/index.js"
import "./settings/copy.js"
import "./settings/zone.js" // before the draft looks at what the form holds
import "./settings/draft.js"
import "./settings/preview.js"
import "./settings/sections.js"
