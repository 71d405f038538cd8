package components

import (
	"maps"

	"github.com/a-h/templ"
)

// typed adds a button's type where the caller leaves it open.
func typed(attrs templ.Attributes, kind string) templ.Attributes {
	if _, said := attrs["type"]; said {
		return attrs
	}
	with := templ.Attributes{"type": kind}
	maps.Copy(with, attrs)
	return with
}
