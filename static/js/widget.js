// The customer's frame.
import "./htmx.js"
