// The pages of the people who work here: console, settings, sign-in.
import "./htmx.js"
