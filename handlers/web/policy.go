package web

import (
	"strings"

	"github.com/labstack/echo/v4"
)

// Policy is what a browser may do with the answers of one audience's routes.
type Policy struct {
	// Audience names the policy in the route table's test.
	Audience string
	// Content is the Content-Security-Policy without frame-ancestors.
	Content string
	// Ancestors says who may show the page in a frame; a widget's own list
	// replaces it through AllowFrame.
	Ancestors string
	// Resource is the Cross-Origin-Resource-Policy.
	Resource string
}

const imagesFrom = "img-src 'self' data: blob:"

const pageContent = "default-src 'none'; script-src 'self'; style-src 'self'; " + imagesFrom + "; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"

// The policies. None allows inline code or eval.
var (
	// Nothing is for answers that are not pages: JSON, metrics, health.
	Nothing = Policy{"process", "default-src 'none'; base-uri 'none'; form-action 'none'", "'none'", "same-origin"}
	// Asset is for scripts, styles and images, which any site's page may load.
	Asset = Policy{"asset", "default-src 'none'; base-uri 'none'; form-action 'none'", "'none'", "cross-origin"}
	// Staff is for the sign-in pages and the console.
	Staff = Policy{"staff", pageContent, "'none'", "same-origin"}
	// Admin is for the settings, which show the widget in a frame of our own.
	Admin = Policy{"admin", pageContent + "; frame-src 'self'", "'none'", "same-origin"}
	// Widget is for the customer's frame; 'self' is the preview in the settings.
	Widget = Policy{"widget", pageContent, "'self'", "cross-origin"}
)

// Apply sets the policy's headers on an answer that has not begun.
func (p Policy) Apply(c echo.Context) {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", p.Content+"; frame-ancestors "+p.Ancestors)
	h.Set("Cross-Origin-Resource-Policy", p.Resource)
	if p.Audience == Staff.Audience || p.Audience == Admin.Audience {
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
	}
}

// AllowFrame lets pages of these origins show this answer in a frame, besides
// our own settings, and lets it show pictures of images' origins. All must have been
// validated where they were saved.
func AllowFrame(c echo.Context, origins []string, images ...string) {
	p := Widget
	if allowed := strings.TrimSpace(strings.Join(images, " ")); allowed != "" {
		p.Content = strings.Replace(p.Content, imagesFrom, imagesFrom+" "+allowed, 1)
	}
	p.Ancestors = strings.Join(append([]string{"'self'"}, origins...), " ")
	p.Apply(c)
}
