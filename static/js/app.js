// The pages of the people who work here: console, settings, sign-in.
import "./htmx.js"
import "./dialog.js"
import "./menu.js"
import "./local-time.js"
import "./problems.js"
import "./console/index.js"
