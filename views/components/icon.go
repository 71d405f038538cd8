package components

// directed are the icons that point along the line of text, and so turn round
// where it runs from right to left.
var directed = map[string]bool{
	"arrow-left": true, "chevron-left": true, "chevron-right": true, "history": true,
	"log-out": true, "send": true, "send-horizontal": true,
}
