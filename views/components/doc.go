// Package components has the parts that pages are put together from: buttons,
// fields, badges and the like. Each has a style sheet of its name in
// static/css/components. A part gets finished values, and says nothing in colour
// alone.
package components
